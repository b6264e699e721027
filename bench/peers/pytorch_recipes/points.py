"""Points as the recipes' distributions on a line and in the plane have them."""

import math

import numpy

from .networks import refuse

COUNT = 16_384


def mixture(random, centres, deviations, weights):
    """Normal distributions: `[count, dimensions]`."""
    centres, weights = numpy.asarray(centres), numpy.asarray(weights, float)
    which = random.choice(len(centres), COUNT, p=weights / weights.sum())
    spread = numpy.asarray(deviations)[which, None]
    return centres[which] + spread * random.standard_normal((COUNT, centres.shape[1]))


def ring(random, settings):
    angles = [2 * math.pi * index / settings["modes"] for index in range(settings["modes"])]
    centres = [[settings["radius"] * math.cos(angle), settings["radius"] * math.sin(angle)] for angle in angles]
    return mixture(random, centres, [settings["deviation"]] * len(centres), [1] * len(centres))


def grid(random, settings):
    side = settings["side"]
    places = [(index - (side - 1) / 2) * settings["spacing"] for index in range(side)]
    centres = [[x, y] for y in places for x in places]
    return mixture(random, centres, [settings["deviation"]] * len(centres), [1] * len(centres))


def mixture_1d(random, settings):
    parts = settings["components"]
    values = {name: [part[name] for part in parts] for name in ("mean", "deviation", "weight")}
    return mixture(random, [[mean] for mean in values["mean"]], values["deviation"], values["weight"])


def swiss_roll(random, settings):
    turns = 1.5 * math.pi * (1 + 2 * random.random(COUNT))
    roll = numpy.stack([turns * numpy.cos(turns), turns * numpy.sin(turns)], 1) / 7.5
    return roll + settings["noise"] * random.standard_normal(roll.shape)


def drawn_1d(random, settings):
    """By the inverse of the distribution function; straight lines between many heights are straight enough."""
    heights = numpy.asarray(settings["heights"], float)
    x = numpy.linspace(settings["from"], settings["to"], 64 * len(heights))
    density = numpy.interp(x, numpy.linspace(settings["from"], settings["to"], len(heights)), heights)
    below = numpy.cumsum(density)
    return numpy.interp(random.random(COUNT) * below[-1], below, x)[:, None]


def drawn_2d(random, settings):
    if settings["brush"] != "soft":
        refuse("hard brush")
    dabs = settings["dabs"]
    centres = [[dab["x"], dab["y"]] for dab in dabs]
    return mixture(random, centres, [dab["radius"] for dab in dabs], [dab["weight"] for dab in dabs])


distributions = {
    "mixture-1d": mixture_1d,
    "ring": ring,
    "grid": grid,
    "swiss-roll": swiss_roll,
    "drawn-1d": drawn_1d,
    "drawn-2d": drawn_2d,
}


def points(settings):
    """`[count, dimensions]`, float32."""
    draw = distributions.get(settings["id"]) or refuse(f"data {settings['id']}")
    return draw(numpy.random.default_rng(settings["seed"]), settings).astype(numpy.float32)
