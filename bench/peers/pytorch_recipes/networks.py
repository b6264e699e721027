"""Networks from the settings of a recipe. Data are rows of values `[batch, height * width * channels]`, or maps
`[batch, channels, height, width]` in `channels_last`; both lie alike in memory, so that one is a view of the other."""

import torch
from torch import nn
from torch.nn.utils import parametrizations

STARTS = {28: 7, 32: 4, 64: 4}
KERNEL = {"kernel_size": 4, "stride": 2, "padding": 1}


def refuse(what):
    raise ValueError(f"there is no {what} here")


class Maxout(nn.Module):
    def __init__(self, inputs, units, pieces):
        super().__init__()
        self.linear = nn.Linear(inputs, units * pieces)
        self.shape = (units, pieces)

    def forward(self, x):
        return self.linear(x).unflatten(1, self.shape).amax(2)


class Maps(nn.Module):
    """Rows as maps."""

    def __init__(self, height, width, channels):
        super().__init__()
        self.shape = (height, width, channels)

    def forward(self, x):
        return x.unflatten(1, self.shape).permute(0, 3, 1, 2)


class Rows(nn.Module):
    """Maps as rows."""

    def forward(self, x):
        return x.permute(0, 2, 3, 1).flatten(1)


def activation(name, slope=0.2):
    found = {
        "relu": nn.ReLU,
        "leaky-relu": lambda: nn.LeakyReLU(slope),
        "tanh": nn.Tanh,
        "sigmoid": nn.Sigmoid,
        "linear": nn.Identity,
    }
    return found.get(name, lambda: refuse(name))()


def parameters(*modules):
    return [values for module in modules for values in module.parameters()]


def channels_last(*modules):
    return nn.Sequential(*modules).to(memory_format=torch.channels_last)


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
    start, maps = STARTS.get(side) or refuse(f"pyramid to {side} pixels"), [channels]
    while start * 2 ** (len(maps) - 1) < side:
        maps.append(width * 2 ** (len(maps) - 1))
    return start, maps  # from the picture to the smallest maps


def padding(layer):
    """Of TensorFlow's `SAME`, where both sides get as much."""
    both = layer["kernel"] - layer["stride"]
    return both // 2 if both >= 0 and both % 2 == 0 else refuse("padding of one side")


def listed(layers, shape):
    """Layers listed one by one, from rows `(values,)` or maps `(height, width, channels)`.

    Returns the modules, and the shape at their end.
    """
    modules = []
    for layer, following in zip(layers, [*layers[1:], {"kind": None}]):
        kind, bias = layer["kind"], following["kind"] != "batch-norm"
        if layer.get("spectral"):
            refuse("spectral layer in a list")
        if kind in ("dense", "maxout") and len(shape) == 3:
            modules.append(Rows())
            shape = (shape[0] * shape[1] * shape[2],)
        if kind == "dense":
            modules.append(nn.Linear(shape[0], layer["units"], bias=bias))
            shape = (layer["units"],)
        elif kind == "maxout":
            modules.append(Maxout(shape[0], layer["units"], layer["pieces"]))
            shape = (layer["units"],)
        elif kind in ("convolution", "transposed-convolution"):
            height, width, channels = shape
            made, stride = layer["channels"], layer["stride"]
            transposed = kind == "transposed-convolution"
            if not transposed and (height % stride or width % stride):
                refuse("stride that leaves pixels over")
            module = nn.ConvTranspose2d if transposed else nn.Conv2d
            modules.append(module(channels, made, layer["kernel"], stride, padding(layer), bias=bias))
            sides = (height * stride, width * stride) if transposed else (height // stride, width // stride)
            shape = (*sides, made)
        elif kind == "reshape":
            height, width = layer["height"], layer["width"]
            values = shape[0] if len(shape) == 1 else shape[0] * shape[1] * shape[2]
            modules += [] if len(shape) == 1 else [Rows()]
            shape = (height, width, values // (height * width))
            modules.append(Maps(*shape))
        elif kind == "activation":
            modules.append(activation(layer["activation"], layer["slope"]))
        elif kind == "batch-norm":
            modules.append(nn.BatchNorm1d(shape[0]) if len(shape) == 1 else nn.BatchNorm2d(shape[2]))
        elif kind == "layer-norm":
            modules.append(nn.LayerNorm(shape[0]) if len(shape) == 1 else nn.GroupNorm(1, shape[2]))
        elif kind == "dropout":
            modules.append(nn.Dropout(1 - layer["keep"]))
        else:
            refuse(f"layer {kind}")
    return modules, shape


def dense_players(model, shape, classes):
    """Generator and discriminator of `gan`."""
    d, g, size = model["discriminator"], model["generator"], shape[0] * shape[1] * shape[2]
    if d["minibatch"] is not None:
        refuse("minibatch discrimination")
    generator = mlp(model["latentSize"] + classes, g["layers"], size, g["output"])
    inputs = d["packing"] * size + classes
    discriminator = mlp(inputs, d["layers"], 1, "linear", d["keepInput"], d["keepHidden"])
    if d["spectral"]:
        for module in discriminator.modules():
            if isinstance(module, nn.Linear):
                parametrizations.spectral_norm(module)
    return generator, discriminator, d["packing"], False


def convolutional_players(model, shape, classes):
    """Generator and discriminator of `dcgan`."""
    if model["packing"] != 1 or model["minibatch"] is not None or model["normalization"] == "spectral":
        refuse("packing, minibatch discrimination and spectral convolutions")
    start, maps = pyramid(model["width"], shape[1], shape[2])
    units, normal = start * start * maps[-1], model["normalization"] == "batch"
    inputs, hidden = model["latentSize"] + classes, model["hidden"]
    g = [nn.Linear(inputs, hidden, bias=False), nn.BatchNorm1d(hidden), nn.ReLU()] if hidden else []
    g += [nn.Linear(hidden or inputs, units, bias=False), nn.BatchNorm1d(units), nn.ReLU()]
    g.append(Maps(start, start, maps[-1]))
    for at in range(len(maps) - 1, 1, -1):
        g += [nn.ConvTranspose2d(maps[at], maps[at - 1], **KERNEL, bias=False)]
        g += [nn.BatchNorm2d(maps[at - 1]), nn.ReLU()]
    g += [nn.ConvTranspose2d(maps[1], maps[0], **KERNEL), nn.Tanh()]
    d = [nn.Conv2d(maps[0] + classes, maps[1], **KERNEL), nn.LeakyReLU(model["slope"])]
    for at in range(1, len(maps) - 1):
        d.append(nn.Conv2d(maps[at], maps[at + 1], **KERNEL, bias=not normal))
        d += [nn.BatchNorm2d(maps[at + 1])] if normal else []
        d.append(nn.LeakyReLU(model["slope"]))
    d.append(Rows())
    if hidden:
        d.append(nn.Linear(units, hidden, bias=not normal))
        d += [nn.BatchNorm1d(hidden)] if normal else []
        d.append(nn.LeakyReLU(model["slope"]))
    d.append(nn.Linear(hidden or units, 1))
    return channels_last(*g), channels_last(*d), 1, True


def listed_players(model, shape, classes, fitting):
    """Generator and discriminator of `layered`; `fitting` is the activation that the data's range asks for."""
    g, d = model["generator"], model["discriminator"]
    if d["packing"] != 1 or d["spectralOutput"]:
        refuse("packing and spectral output of listed layers")
    size = shape[0] * shape[1] * shape[2]
    takes = [layer["kind"] for layer in d["layers"] if layer["kind"] in ("dense", "maxout", "convolution")]
    maps = takes[:1] == ["convolution"]
    judging, end = listed(d["layers"], (*shape[:2], shape[2] + classes) if maps else (size + classes,))
    if len(end) == 3:
        judging.append(Rows())
        end = (end[0] * end[1] * end[2],)
    judging.append(nn.Linear(end[0], 1))
    making, end = listed(g["layers"], (model["latentSize"] + classes,))
    if len(end) == 1:
        making.append(nn.Linear(end[0], size))
    making.append(activation(fitting if g["output"] == "data" else g["output"]))
    if maps and len(end) == 1:
        making.append(Maps(*shape))
    if not maps and len(end) == 3:
        making.append(Rows())
    return channels_last(*making), channels_last(*judging), 1, maps
