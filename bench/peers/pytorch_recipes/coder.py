"""An encoder and its decoder."""

import torch
from torch.nn import functional as F

from .networks import mlp, parameters, refuse
from .objectives import probable
from .optimizers import optimizer


class Coder:
    """`autoencoder`, `vae` and `aae`."""

    classes, maps = 0, False

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
        told = {}
        if self.settings["id"] == "aae":
            z = torch.randn(self.batch, self.settings["latentSize"])
            loss_d = probable(self.judge(z), True) + probable(self.judge(code.detach()), False)
            self.train_d.zero_grad()
            loss_d.backward()
            self.train_d.step()
            told["d.loss"] = loss_d
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
        told["reconstruction" if self.settings["id"] == "autoencoder" else "loss"] = loss
        return {name: each.item() for name, each in told.items()}
