"""The compared networks in PyTorch, run op by op (eager), written as one writes them there.

usage: python -I -S pytorch_worker.py PACKAGES THREADS
"""

import os
import sys

sys.path[:0] = [sys.argv[1], os.path.dirname(os.path.abspath(__file__))]
if sys.platform == "linux":
    # The libraries of CUDA are empty here (see scripts/lib/peers.mjs), so their functions must not be looked for.
    sys.setdlopenflags(os.RTLD_LAZY)

import math
import time

import protocol
import pytorch_recipes
import torch
from pytorch_recipes.networks import Maxout
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits as cross_entropy

threads = int(sys.argv[2])
torch.set_num_threads(threads)
torch.set_num_interop_threads(threads)


class Gan:
    """Two networks with their optimizers; `step(x)` trains both once and returns both losses as numbers."""

    batch = 64
    pixels = (0, 1)
    shape = (protocol.PIXELS,)

    def __init__(self):
        self.ones, self.zeros = torch.ones(self.batch, 1), torch.zeros(self.batch, 1)

    def latent(self, count):
        return torch.randn(count, protocol.LATENT)

    def arrange(self, x):
        """Pictures as the networks take them."""
        return x

    def step(self, x):
        """Algorithm 1 of Goodfellow et al. 2014 with k = 1."""
        with torch.no_grad():
            fake = self.generator(self.latent(self.batch))
        loss = cross_entropy(self.discriminator(x), self.ones) + cross_entropy(self.discriminator(fake), self.zeros)
        self.train_discriminator.zero_grad()
        loss.backward()
        self.train_discriminator.step()

        # D's weights stand still, so that no gradient of theirs is computed.
        self.discriminator.requires_grad_(False)
        generator_loss = cross_entropy(self.discriminator(self.generator(self.latent(self.batch))), self.ones)
        self.train_generator.zero_grad()
        generator_loss.backward()
        self.train_generator.step()
        self.discriminator.requires_grad_(True)
        return loss.item(), generator_loss.item()


class Mlp(Gan):
    def __init__(self):
        super().__init__()
        self.generator = nn.Sequential(
            nn.Linear(100, 256), nn.LeakyReLU(0.2), nn.Linear(256, 512), nn.LeakyReLU(0.2), nn.Linear(512, 784), nn.Sigmoid()
        )
        self.discriminator = nn.Sequential(
            nn.Linear(784, 512), nn.LeakyReLU(0.2), nn.Linear(512, 256), nn.LeakyReLU(0.2), nn.Linear(256, 1)
        )
        self.train_generator = torch.optim.Adam(self.generator.parameters(), 2e-4, (0.5, 0.999))
        self.train_discriminator = torch.optim.Adam(self.discriminator.parameters(), 2e-4, (0.5, 0.999))


class Gan2014(Gan):
    batch = 100

    def __init__(self):
        super().__init__()
        self.generator = nn.Sequential(
            nn.Linear(100, 1200), nn.ReLU(), nn.Linear(1200, 1200), nn.ReLU(), nn.Linear(1200, 784), nn.Sigmoid()
        )
        self.discriminator = nn.Sequential(
            nn.Dropout(0.2), Maxout(784, 240, 5), nn.Dropout(0.5), Maxout(240, 240, 5), nn.Dropout(0.5), nn.Linear(240, 1)
        )
        for network, bound in ((self.generator, 0.05), (self.discriminator, 0.005)):
            for name, values in network.named_parameters():
                nn.init.uniform_(values, -bound, bound) if name.endswith("weight") else nn.init.zeros_(values)
        self.train_generator = torch.optim.SGD(self.generator.parameters(), 0.1, momentum=0.5)
        self.train_discriminator = torch.optim.SGD(self.discriminator.parameters(), 0.1, momentum=0.5)
        self.weights = [list(network.parameters()) for network in (self.discriminator, self.generator)]

    def latent(self, count):
        return torch.empty(count, protocol.LATENT).uniform_(-math.sqrt(3), math.sqrt(3))

    def step(self, x):
        """Both gradients from one shared pass, as in the code that the authors released."""
        fake = self.discriminator(self.generator(self.latent(self.batch)))
        loss = 0.5 * (cross_entropy(self.discriminator(x), self.ones) + cross_entropy(fake, self.zeros))
        generator_loss = cross_entropy(fake, self.ones)
        self.train_discriminator.zero_grad()
        self.train_generator.zero_grad()
        loss.backward(inputs=self.weights[0], retain_graph=True)
        generator_loss.backward(inputs=self.weights[1])
        self.train_discriminator.step()
        self.train_generator.step()
        return loss.item(), generator_loss.item()


class Dcgan(Gan):
    pixels = (-1, 1)
    shape = (1, 28, 28)

    def __init__(self):
        super().__init__()
        self.generator = nn.Sequential(
            nn.Linear(100, 6272, bias=False),
            nn.BatchNorm1d(6272),
            nn.ReLU(),
            nn.Unflatten(1, (128, 7, 7)),
            nn.ConvTranspose2d(128, 64, 4, 2, 1, bias=False),
            nn.BatchNorm2d(64),
            nn.ReLU(),
            nn.ConvTranspose2d(64, 1, 4, 2, 1),
            nn.Tanh(),
        ).to(memory_format=torch.channels_last)
        self.discriminator = nn.Sequential(
            nn.Conv2d(1, 64, 4, 2, 1),
            nn.LeakyReLU(0.2),
            nn.Conv2d(64, 128, 4, 2, 1, bias=False),
            nn.BatchNorm2d(128),
            nn.LeakyReLU(0.2),
            nn.Flatten(),
            nn.Linear(6272, 1),
        ).to(memory_format=torch.channels_last)
        self.train_generator = torch.optim.Adam(self.generator.parameters(), 2e-4, (0.5, 0.999))
        self.train_discriminator = torch.optim.Adam(self.discriminator.parameters(), 2e-4, (0.5, 0.999))

    def arrange(self, x):
        return x.view(-1, 1, 28, 28).contiguous(memory_format=torch.channels_last)


networks = {"mlp": Mlp, "gan-2014": Gan2014, "dcgan": Dcgan}
built = {}


def build(network, pictures):
    gan = networks[network]()
    gan.data = gan.arrange(torch.from_numpy(protocol.pictures(pictures, *gan.pixels)))
    gan.at = 0
    built.clear()
    built[network] = gan

    def count(module):
        return sum(values.numel() for values in module.parameters())

    return {"parameters": {"discriminator": count(gan.discriminator), "generator": count(gan.generator)}}


def train(network, seconds):
    gan = built[network]

    def step():
        if gan.at + gan.batch > len(gan.data):
            gan.at = 0
        x = gan.data[gan.at : gan.at + gan.batch]
        gan.at += gan.batch
        return gan.step(x)

    count, passed, losses = protocol.repeated(step, seconds)
    return {"count": count, "seconds": passed, "losses": losses}


def generate(network, images, chunk, seconds, file=None):
    gan = built[network]
    drawn = torch.empty(images, *gan.shape)
    gan.generator.eval()

    @torch.no_grad()
    def draw():
        for start in range(0, images, chunk):
            end = min(start + chunk, images)
            drawn[start:end] = gan.generator(gan.latent(end - start))
        if file:
            protocol.write(file, drawn.numpy())

    count, passed, _ = protocol.repeated(draw, seconds)
    gan.generator.train()
    return {"count": count, "seconds": passed, "mean": drawn.mean().item()}


def build_recipe(**recipe):
    built.clear()
    built["recipe"], parameters = pytorch_recipes.build(**recipe)
    return {"parameters": parameters}


def begin_recipe(steps, seconds):
    """The first steps of a recipe, as many as that or as take so long; returns the losses of each."""
    made, losses, begin = built["recipe"], [], time.perf_counter()
    while len(losses) < steps and (not losses or time.perf_counter() - begin < seconds):
        losses.append(made.step(made.data.take))
    return {"losses": losses}


def train_recipe(seconds):
    made = built["recipe"]
    before = time.process_time()
    count, passed, losses = protocol.repeated(lambda: made.step(made.data.take), seconds)
    spent = time.process_time() - before
    return {"count": count, "seconds": passed, "processorSeconds": spent, "losses": list(losses.values())}


protocol.serve(
    {
        "describe": lambda: {"title": f"PyTorch {torch.__version__}", "threads": torch.get_num_threads()},
        "build": build,
        "train": train,
        "generate": generate,
        "buildRecipe": build_recipe,
        "beginRecipe": begin_recipe,
        "trainRecipe": train_recipe,
    }
)
