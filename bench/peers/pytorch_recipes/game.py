"""A generator and a discriminator: `gan`, `dcgan` and `layered`."""

import torch
from torch import autograd
from torch.func import functional_call

from .networks import convolutional_players, dense_players, listed_players, parameters, refuse
from .objectives import losses, penalty
from .optimizers import ahead, apply, optimizer

AVERAGE = "weight-average"


class Game:
    def __init__(self, recipe, shape, classes):
        self.settings = model = recipe["model"]
        self.classes = classes if model["conditional"] else 0
        self.batch, self.paired = recipe["training"]["batchSize"], recipe["objective"]["id"] == "relativistic"
        fitting = "linear" if shape[0] == 1 else "sigmoid" if recipe["range"] == [0, 1] else "tanh"
        made = {
            "gan": lambda: dense_players(model, shape, self.classes),
            "dcgan": lambda: convolutional_players(model, shape, self.classes),
            "layered": lambda: listed_players(model, shape, self.classes, fitting),
        }
        self.generator, self.discriminator, self.packing, self.maps = made[model["id"]]()
        self.loss_d, self.loss_g = losses(recipe["objective"])
        self.penalties = [each for each in recipe["regularizers"] if each["id"] != AVERAGE]
        self.average = None
        for each in recipe["regularizers"]:
            if each["id"] == AVERAGE:
                move = torch.optim.swa_utils.get_ema_multi_avg_fn(each["decay"])
                self.average = torch.optim.swa_utils.AveragedModel(self.generator, multi_avg_fn=move)
        if model["order"] == "simultaneous":
            if self.penalties or self.classes or self.paired or self.packing > 1:
                refuse("simultaneous update with these")
        elif model["unrolledSteps"] > 0:
            refuse("unrolled updates in turn")
        if self.packing > 1 and (self.penalties or self.classes):
            refuse("packing with these")
        self.of_d, self.of_g = parameters(self.discriminator), parameters(self.generator)
        self.train_d = optimizer(recipe["optimizers"]["discriminator"], self.of_d)
        self.train_g = optimizer(recipe["optimizers"]["generator"], self.of_g)
        self.networks = {"discriminator": [self.discriminator], "generator": [self.generator]}

    def draw(self, labels):
        z = torch.randn(self.batch, self.settings["latentSize"])
        if self.settings["prior"] == "uniform":
            z.uniform_(-(3**0.5), 3**0.5)
        return self.generator(z if labels is None else torch.cat([z, labels], 1))

    def judge(self, x, labels):
        if self.packing > 1:
            x = x.reshape(len(x) // self.packing, -1)
        if labels is not None and x.dim() == 2:
            x = torch.cat([x, labels], 1)
        elif labels is not None:
            planes = labels[:, :, None, None].expand(-1, -1, *x.shape[2:])
            x = torch.cat([x, planes], 1).contiguous(memory_format=torch.channels_last)
        return self.discriminator(x)

    def update_d(self, x, labels):
        with torch.no_grad():
            fake = self.draw(labels)
        loss = total = self.loss_d(self.judge(x, labels), self.judge(fake, labels))
        for each in self.penalties:
            total = total + penalty(each, lambda judged: self.judge(judged, labels), x, fake)
        self.train_d.zero_grad()
        total.backward()
        self.train_d.step()
        return loss

    def update_g(self, x, labels):
        # D's weights stand still, so that no gradient of theirs is computed.
        self.discriminator.requires_grad_(False)
        fake = self.judge(self.draw(labels), labels)
        real = self.judge(x, labels) if self.paired else None
        loss = self.loss_g(fake, real)
        self.train_g.zero_grad()
        loss.backward()
        self.train_g.step()
        self.discriminator.requires_grad_(True)
        return loss

    def unrolled(self, real, fake, first):
        """D as it will be in K updates, differentiably; `first` are its gradients where it stands."""

        def loss(values):
            return self.loss_d(*(functional_call(self.discriminator, values, (x,)) for x in (real, fake)))

        values = dict(self.discriminator.named_parameters())
        return ahead(self.train_d, values, first, self.settings["unrolledSteps"], loss)

    def both_at_once(self, x):
        """Both gradients from one shared pass."""
        made = self.draw(None)
        judged = self.discriminator(made)
        loss = self.loss_d(self.discriminator(x), judged)
        further = self.settings["unrolledSteps"] > 0
        gradients_d = autograd.grad(loss, self.of_d, retain_graph=True, create_graph=further)
        if further:
            judged = functional_call(self.discriminator, self.unrolled(x, made, gradients_d), (made,))
        generator_loss = self.loss_g(judged, None)
        gradients_g = autograd.grad(generator_loss, self.of_g)
        apply(self.train_d, self.of_d, [gradient.detach() for gradient in gradients_d])
        apply(self.train_g, self.of_g, gradients_g)
        return loss, generator_loss

    def step(self, take):
        if self.settings["order"] == "simultaneous":
            both = self.both_at_once(take()[0])
        else:
            for _ in range(self.settings["discriminatorSteps"]):
                x, labels = take()
                loss = self.update_d(x, labels)
            both = (loss, self.update_g(*(take() if self.paired else (x, labels))))
        if self.average:
            self.average.update_parameters(self.generator)
        return {"d.loss": both[0].item(), "g.loss": both[1].item()}
