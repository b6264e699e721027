"""PyTorch's optimizers with the settings of a recipe."""

import torch
from torch import autograd

from .networks import refuse


def optimizer(settings, parameters):
    if settings["id"] == "adam":
        betas = (settings["beta1"], settings["beta2"])
        return torch.optim.Adam(parameters, settings["learningRate"], betas, settings["epsilon"])
    if settings["id"] == "sgd":
        return torch.optim.SGD(parameters, settings["learningRate"], settings["momentumStart"])
    return refuse(f"optimizer {settings['id']}")


def apply(step, variables, gradients):
    for values, gradient in zip(variables, gradients):
        values.grad = gradient
    step.step()


def ahead(adam, parameters, gradients, steps, loss):
    """Parameters by name as this Adam makes them in so many further updates, differentiably.

    `gradients` are those of the first update; `loss` is what is minimised, of parameters by name.
    """
    group, state = adam.param_groups[0], adam.state
    (beta1, beta2), rate, epsilon = group["betas"], group["lr"], group["eps"]
    known = [state[each] for each in parameters.values()]
    zeros = [torch.zeros_like(each) for each in parameters.values()]
    count = int(known[0]["step"]) if known[0] else 0
    means = [each["exp_avg"].clone() if each else zero for each, zero in zip(known, zeros)]
    squares = [each["exp_avg_sq"].clone() if each else zero for each, zero in zip(known, zeros)]
    for further in range(steps):
        if further > 0:
            gradients = autograd.grad(loss(parameters), list(parameters.values()), create_graph=True)
        count += 1
        means = [beta1 * m + (1 - beta1) * g for m, g in zip(means, gradients)]
        squares = [beta2 * v + (1 - beta2) * g * g for v, g in zip(squares, gradients)]
        scale, shrink = 1 - beta1**count, (1 - beta2**count) ** 0.5
        parameters = {
            name: value - rate / scale * m / (v.clamp_min(1e-38).sqrt() / shrink + epsilon)
            for (name, value), m, v in zip(parameters.items(), means, squares)
        }
    return parameters
