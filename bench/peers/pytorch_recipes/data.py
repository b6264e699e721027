"""What a recipe is trained on."""

import functools

import numpy
import protocol
import torch
from torch.nn import functional as F

from .points import points


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


@functools.cache
def mnist(path, low, high):
    return torch.from_numpy(protocol.pictures(path, low, high))


def examples(settings, files, low, high):
    """Rows of values: of pictures in `[low, high]`, of points as they are."""
    if settings["id"] == "mnist":
        return mnist(files["pictures"], low, high)
    if settings["id"] == "images":
        return torch.from_numpy(numpy.load(settings["source"])).flatten(1).float() * ((high - low) / 255) + low
    return torch.from_numpy(points(settings))


def told(path, classes):
    """MNIST's labels `[count, classes]`."""
    labels = numpy.fromfile(path, numpy.uint8, offset=8)
    # A number among evenly drawn labels then has a mean square of 1, as one of z.
    return F.one_hot(torch.from_numpy(labels).long(), classes) * classes**0.5
