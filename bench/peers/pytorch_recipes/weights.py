"""The weights of a checkpoint, in networks that are built alike."""

import json

import numpy
import torch

from .networks import parameters

# Of the names in a checkpoint, by network: of an autoencoder the parts in their order.
PARTS = {"autoencoder": ("encoder", "decoder")}
BUFFERS = ("mean", "variance")


def tensors(path):
    """Names and values of a safetensors file, in its order."""
    with open(path, "rb") as file:
        size = int.from_bytes(file.read(8), "little")
        head = json.loads(file.read(size))
        body = file.read()
    head.pop("__metadata__", None)
    for name, told in head.items():
        if told["dtype"] == "F32":
            begin, end = told["data_offsets"]
            yield name, numpy.frombuffer(body[begin:end], numpy.float32).reshape(told["shape"])


def turned(values):
    """Weights of a layer as PyTorch has them: outputs before inputs, kernels last."""
    if values.ndim == 2:
        return values.T
    return values.transpose(3, 2, 0, 1) if values.ndim == 4 else values


def load(path, networks):
    found = dict(tensors(path))
    for network, modules in networks.items():
        parts = PARTS.get(network, (network,))
        theirs = [
            (name, values)
            for part in parts
            for name, values in found.items()
            if name.split("/")[0] == part and name.split("/")[-1] not in BUFFERS
        ]
        ours = parameters(*modules)
        if len(ours) != len(theirs):
            raise ValueError(f"the {network} has {len(theirs)} variables, and {len(ours)} here")
        for mine, (name, values) in zip(ours, theirs):
            values = turned(values).copy()
            if mine.shape != values.shape:
                raise ValueError(f"{name} is {list(values.shape)}, and {list(mine.shape)} here")
            with torch.no_grad():
                mine.copy_(torch.from_numpy(values))
