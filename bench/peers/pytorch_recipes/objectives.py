"""Objectives and penalties of a game."""

import torch
from torch import autograd
from torch.nn import functional as F

from .networks import refuse


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
