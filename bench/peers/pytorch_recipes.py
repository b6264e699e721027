"""Any built-in recipe in PyTorch, run op by op (eager): its networks and its whole training step, from the recipe's own
settings. Written as one writes it there: modules, autograd, PyTorch's optimizers with their defaults, convolutions in
`channels_last`, penalties and unrolled updates by `autograd.grad(create_graph=True)`.

What it has no counterpart for is refused by name, so that no lighter step is compared.
"""

import copy

import protocol
import torch
from torch import autograd, nn
from torch.func import functional_call
from torch.nn import functional as F
from torch.nn.utils import parametrizations

STARTS = {28: 7, 32: 4, 64: 4}
KERNEL = {"kernel_size": 4, "stride": 2, "padding": 1}


class Maxout(nn.Module):
    def __init__(self, inputs, units, pieces):
        super().__init__()
        self.linear = nn.Linear(inputs, units * pieces)
        self.shape = (units, pieces)

    def forward(self, x):
        return self.linear(x).unflatten(1, self.shape).amax(2)


def refuse(what):
    raise ValueError(f"there is no {what} here")


def activation(name, slope=0.2):
    found = {
        "relu": nn.ReLU,
        "leaky-relu": lambda: nn.LeakyReLU(slope),
        "tanh": nn.Tanh,
        "sigmoid": nn.Sigmoid,
        "linear": nn.Identity,
    }
    return found.get(name, lambda: refuse(name))()


def hidden(inputs, layer):
    if layer["activation"] == "maxout":
        return [Maxout(inputs, layer["units"], layer["pieces"])]
    return [nn.Linear(inputs, layer["units"]), activation(layer["activation"], layer["slope"])]


def mlp(inputs, layers, outputs, last="linear", keep_input=1, keep_hidden=1):
    modules = [nn.Dropout(1 - keep_input)] if keep_input < 1 else []
    for layer in layers:
        modules += hidden(inputs, layer)
        inputs = layer["units"]
        if keep_hidden < 1:
            modules.append(nn.Dropout(1 - keep_hidden))
    modules.append(nn.Linear(inputs, outputs))
    if last != "linear":
        modules.append(activation(last))
    return nn.Sequential(*modules)


def pyramid(width, side, channels):
    start, maps = STARTS[side], [channels]
    while start * 2 ** (len(maps) - 1) < side:
        maps.append(width * 2 ** (len(maps) - 1))
    return start, maps  # from the picture to the smallest maps


def optimizer(settings, parameters):
    if settings["id"] == "adam":
        betas = (settings["beta1"], settings["beta2"])
        return torch.optim.Adam(parameters, settings["learningRate"], betas, settings["epsilon"])
    if settings["id"] == "sgd":
        return torch.optim.SGD(parameters, settings["learningRate"], settings["momentumStart"])
    return refuse(f"optimizer {settings['id']}")


def parameters(*modules):
    return [values for module in modules for values in module.parameters()]


def apply(step, variables, gradients):
    for values, gradient in zip(variables, gradients):
        values.grad = gradient
    step.step()


def probable(outputs, real):
    return F.binary_cross_entropy_with_logits(outputs, torch.ones_like(outputs) if real else torch.zeros_like(outputs))


def losses(objective):
    """D's loss of (real, fake) and G's of (fake, real)."""
    name = objective["id"]
    if name in ("non-saturating", "saturating"):
        half = 0.5 if objective.get("halve") else 1
        sign = {"non-saturating": lambda fake: probable(fake, True), "saturating": lambda fake: -probable(fake, False)}
        return (
            lambda real, fake: half * (probable(real, True) + probable(fake, False)),
            lambda fake, real: sign[name](fake),
        )
    if name == "least-squares":
        a, b, c = (objective[letter] for letter in "abc")
        return (
            lambda real, fake: 0.5 * ((real - b).square().mean() + (fake - a).square().mean()),
            lambda fake, real: 0.5 * (fake - c).square().mean(),
        )
    if name == "wasserstein":
        return lambda real, fake: fake.mean() - real.mean(), lambda fake, real: -fake.mean()
    if name == "hinge":
        return (
            lambda real, fake: F.relu(1 - real).mean() + F.relu(1 + fake).mean(),
            lambda fake, real: -fake.mean(),
        )
    if name == "relativistic":
        return lambda real, fake: F.softplus(fake - real).mean(), lambda fake, real: F.softplus(real - fake).mean()
    return refuse(f"objective {name}")


def slopes(judge, x):
    x = x.detach().requires_grad_()
    (gradient,) = autograd.grad(judge(x).sum(), x, create_graph=True)
    return gradient.flatten(1)


def penalty(regularizer, judge, real, fake):
    name = regularizer["id"]
    if name in ("r1", "r2"):
        return regularizer["weight"] / 2 * slopes(judge, real if name == "r1" else fake).square().sum(1).mean()
    if name in ("wgan-gp", "zero-gp"):
        share = torch.rand(len(real), *([1] * (real.dim() - 1)))
        squares = slopes(judge, fake + share * (real - fake)).square().sum(1)
        if name == "zero-gp":
            return regularizer["weight"] * squares.mean()
        return regularizer["weight"] * (squares.sqrt() - regularizer["target"]).square().mean()
    return refuse(f"regulariser {name}")


class Adversaries:
    """`gan` and `dcgan`."""

    def __init__(self, recipe, shape, classes):
        self.settings = model = recipe["model"]
        self.classes = classes if model["conditional"] else 0
        self.batch, self.shape = recipe["training"]["batchSize"], shape
        (self.dense if model["id"] == "gan" else self.convolutional)(model, shape)
        self.loss_d, self.loss_g = losses(recipe["objective"])
        self.paired = recipe["objective"]["id"] == "relativistic"
        self.penalties = [each for each in recipe["regularizers"] if each["id"] != "weight-average"]
        averages = [each for each in recipe["regularizers"] if each["id"] == "weight-average"]
        self.average = None
        if averages:
            move = torch.optim.swa_utils.get_ema_multi_avg_fn(averages[0]["decay"])
            self.average = torch.optim.swa_utils.AveragedModel(self.generator, multi_avg_fn=move)
        self.of_d, self.of_g = parameters(self.discriminator), parameters(self.generator)
        self.train_d = optimizer(recipe["optimizers"]["discriminator"], self.of_d)
        self.train_g = optimizer(recipe["optimizers"]["generator"], self.of_g)
        self.networks = {"discriminator": [self.discriminator], "generator": [self.generator]}

    def dense(self, model, shape):
        d, g, size = model["discriminator"], model["generator"], shape[0] * shape[1] * shape[2]
        if d["packing"] != 1 or d["minibatch"] is not None:
            refuse("packing and minibatch discrimination")
        self.generator = mlp(model["latentSize"] + self.classes, g["layers"], size, g["output"])
        self.discriminator = mlp(size + self.classes, d["layers"], 1, "linear", d["keepInput"], d["keepHidden"])
        if d["spectral"]:
            for module in self.discriminator.modules():
                if isinstance(module, nn.Linear):
                    parametrizations.spectral_norm(module)

    def convolutional(self, model, shape):
        if model["packing"] != 1 or model["minibatch"] is not None or model["normalization"] == "spectral":
            refuse("packing, minibatch discrimination and spectral convolutions")
        start, maps = pyramid(model["width"], shape[1], shape[2])
        units, normal = start * start * maps[-1], model["normalization"] == "batch"
        inputs = model["latentSize"] + self.classes
        g = [nn.Linear(inputs, units, bias=False), nn.BatchNorm1d(units), nn.ReLU()]
        g.append(nn.Unflatten(1, (maps[-1], start, start)))
        for at in range(len(maps) - 1, 1, -1):
            g += [nn.ConvTranspose2d(maps[at], maps[at - 1], **KERNEL, bias=False)]
            g += [nn.BatchNorm2d(maps[at - 1]), nn.ReLU()]
        g += [nn.ConvTranspose2d(maps[1], maps[0], **KERNEL), nn.Tanh()]
        d = [nn.Conv2d(maps[0] + self.classes, maps[1], **KERNEL), nn.LeakyReLU(model["slope"])]
        for at in range(1, len(maps) - 1):
            d.append(nn.Conv2d(maps[at], maps[at + 1], **KERNEL, bias=not normal))
            d += [nn.BatchNorm2d(maps[at + 1])] if normal else []
            d.append(nn.LeakyReLU(model["slope"]))
        d += [nn.Flatten(), nn.Linear(units, 1)]
        self.generator = nn.Sequential(*g).to(memory_format=torch.channels_last)
        self.discriminator = nn.Sequential(*d).to(memory_format=torch.channels_last)

    def draw(self, labels):
        z = torch.randn(self.batch, self.settings["latentSize"])
        if self.settings["prior"] == "uniform":
            z.uniform_(-(3**0.5), 3**0.5)
        return self.generator(z if labels is None else torch.cat([z, labels], 1))

    def told(self, x, labels):
        if labels is None:
            return x
        if x.dim() == 2:
            return torch.cat([x, labels], 1)
        planes = labels[:, :, None, None].expand(-1, -1, *x.shape[2:])
        return torch.cat([x, planes], 1).contiguous(memory_format=torch.channels_last)

    def update_d(self, x, labels):
        with torch.no_grad():
            fake = self.draw(labels)

        def judge(each):
            return self.discriminator(self.told(each, labels))

        loss = total = self.loss_d(judge(x), judge(fake))
        for each in self.penalties:
            total = total + penalty(each, judge, x, fake)
        self.train_d.zero_grad()
        total.backward()
        self.train_d.step()
        return loss

    def update_g(self, x, labels):
        # D's weights stand still, so that no gradient of theirs is computed.
        self.discriminator.requires_grad_(False)
        fake = self.discriminator(self.told(self.draw(labels), labels))
        real = self.discriminator(self.told(x, labels)) if self.paired else None
        loss = self.loss_g(fake, real)
        self.train_g.zero_grad()
        loss.backward()
        self.train_g.step()
        self.discriminator.requires_grad_(True)
        return loss

    def unrolled(self, real, fake, first):
        """D as its own Adam makes it in K further updates, differentiably; `first` are its gradients where it stands."""
        group, state = self.train_d.param_groups[0], self.train_d.state
        (beta1, beta2), rate, epsilon = group["betas"], group["lr"], group["eps"]
        values = dict(self.discriminator.named_parameters())
        known = [state[values_] for values_ in values.values()]
        zeros = [torch.zeros_like(each) for each in values.values()]
        count = int(known[0]["step"]) if known[0] else 0
        means = [each["exp_avg"].clone() if each else zero for each, zero in zip(known, zeros)]
        squares = [each["exp_avg_sq"].clone() if each else zero for each, zero in zip(known, zeros)]
        for ahead in range(self.settings["unrolledSteps"]):
            gradients = first
            if ahead > 0:
                judged = [functional_call(self.discriminator, values, (x,)) for x in (real, fake)]
                gradients = autograd.grad(self.loss_d(*judged), list(values.values()), create_graph=True)
            count += 1
            means = [beta1 * m + (1 - beta1) * g for m, g in zip(means, gradients)]
            squares = [beta2 * v + (1 - beta2) * g * g for v, g in zip(squares, gradients)]
            scale, shrink = 1 - beta1**count, (1 - beta2**count) ** 0.5
            values = {
                name: value - rate / scale * m / (v.clamp_min(1e-38).sqrt() / shrink + epsilon)
                for (name, value), m, v in zip(values.items(), means, squares)
            }
        return values

    def both_at_once(self, x, labels):
        """Both gradients from one shared pass."""
        made = self.draw(labels)
        judged = self.discriminator(made)
        loss = self.loss_d(self.discriminator(x), judged)
        ahead = self.settings["unrolledSteps"] > 0
        gradients_d = autograd.grad(loss, self.of_d, retain_graph=True, create_graph=ahead)
        if ahead:
            judged = functional_call(self.discriminator, self.unrolled(x, made, gradients_d), (made,))
        generator_loss = self.loss_g(judged, None)
        gradients_g = autograd.grad(generator_loss, self.of_g)
        apply(self.train_d, self.of_d, [gradient.detach() for gradient in gradients_d])
        apply(self.train_g, self.of_g, gradients_g)
        return loss, generator_loss

    def step(self, take):
        if self.settings["order"] == "simultaneous":
            if self.penalties or self.average or self.classes or self.paired:
                refuse("simultaneous update with these")
            both = self.both_at_once(*take())
        else:
            if self.settings["unrolledSteps"] > 0:
                refuse("unrolled updates in turn")
            for _ in range(self.settings["discriminatorSteps"]):
                x, labels = take()
                loss = self.update_d(x, labels)
            both = (loss, self.update_g(*(take() if self.paired else (x, labels))))
            if self.average:
                self.average.update_parameters(self.generator)
        return [each.item() for each in both]


class Coder:
    """`autoencoder`, `vae` and `aae`."""

    classes = 0

    def __init__(self, recipe, shape, _):
        self.settings = model = recipe["model"]
        self.batch, self.low, self.high = recipe["training"]["batchSize"], *recipe["range"]
        if model["network"] != "dense":
            refuse("convolutional coder")
        size = shape[0] * shape[1] * shape[2]
        codes = model["latentSize"] * (2 if model["id"] == "vae" else 1)
        self.encoder = mlp(size, model["layers"], codes)
        self.decoder = mlp(model["latentSize"], model["layers"][::-1], size)
        of_both = parameters(self.encoder, self.decoder)
        self.train = optimizer(recipe["optimizers"]["autoencoder"], of_both)
        self.networks = {"autoencoder": [self.encoder, self.decoder]}
        if model["id"] == "aae":
            self.judge = mlp(model["latentSize"], model["discriminator"], 1)
            self.networks["discriminator"] = [self.judge]
            self.train_d = optimizer(recipe["optimizers"]["discriminator"], parameters(self.judge))

    def reconstruction(self, logits, x):
        kind = self.settings.get("loss") or self.settings.get("likelihood")
        if kind == "bernoulli":
            return F.binary_cross_entropy_with_logits(logits, x, reduction="sum") / len(x)
        if kind == "squared":
            mean = torch.sigmoid(logits) * (self.high - self.low) + self.low
            return (mean - x).square().sum(1).mean()
        return refuse(kind)

    def corrupted(self, x):
        kind, strength = self.settings.get("corruption", "none"), self.settings.get("strength")
        if kind == "masking":
            return (x - self.low) * torch.empty_like(x).bernoulli_(1 - strength) + self.low
        if kind == "gaussian":
            return x + strength * (self.high - self.low) * torch.randn_like(x)
        return x

    def step(self, take):
        x, _ = take()
        extra = []
        if self.settings["id"] == "vae":
            mean, log_variance = self.encoder(x).chunk(2, 1)
            code = mean + (0.5 * log_variance).exp() * torch.randn_like(mean)
            kl = -0.5 * (1 + log_variance - mean.square() - log_variance.exp()).sum(1).mean()
            extra.append(self.settings["beta"] * kl)
        else:
            code = self.encoder(self.corrupted(x))
        told = []
        if self.settings["id"] == "aae":
            z = torch.randn(self.batch, self.settings["latentSize"])
            loss_d = probable(self.judge(z), True) + probable(self.judge(code.detach()), False)
            self.train_d.zero_grad()
            loss_d.backward()
            self.train_d.step()
            told.append(loss_d)
            self.judge.requires_grad_(False)
            extra.append(self.settings["weight"] * probable(self.judge(code), True))
        loss = self.reconstruction(self.decoder(code), x)
        for each in extra:
            loss = loss + each
        self.train.zero_grad()
        loss.backward()
        self.train.step()
        if told:
            self.judge.requires_grad_(True)
        return [each.item() for each in (*told, loss)]


class Data:
    """Batches one after another, which lie ready as floats."""

    def __init__(self, x, labels, batch):
        self.x, self.labels, self.batch, self.at = x, labels, batch, 0

    def take(self):
        if self.at + self.batch > len(self.x):
            self.at = 0
        chosen = slice(self.at, self.at + self.batch)
        self.at += self.batch
        return self.x[chosen], None if self.labels is None else self.labels[chosen]


def examples(shape, low, high, pictures):
    """Of MNIST the pictures themselves; else numbers, on which no step's work depends."""
    height, width, channels = shape
    if (height, width, channels) == (28, 28, 1):
        return torch.from_numpy(protocol.pictures(pictures, low, high))
    count = 2048
    if height == 1:
        return torch.randn(count, channels)
    return torch.rand(count, height * width * channels) * (high - low) + low


models = {"gan": Adversaries, "dcgan": Adversaries, "autoencoder": Coder, "vae": Coder, "aae": Coder}


def build(recipe, shape, range, classes, pictures):
    model = models.get(recipe["model"]["id"]) or refuse(f"model {recipe['model']['id']}")
    made = model({**copy.deepcopy(recipe), "range": range}, shape, classes)
    x = examples(shape, *range, pictures)
    if recipe["model"]["id"] == "dcgan":
        height, width, channels = shape
        x = x.view(-1, channels, height, width).contiguous(memory_format=torch.channels_last)
    labels = F.one_hot(torch.randint(made.classes, (len(x),)), made.classes).float() if made.classes else None
    made.data = Data(x, labels, made.batch)
    return made, {name: sum(each.numel() for each in parameters(*modules)) for name, modules in made.networks.items()}
