"""Any built-in recipe in PyTorch, run op by op (eager): its networks and its whole training step, from the recipe's own
settings. Written as one writes it there: modules, autograd, PyTorch's optimizers with their defaults, convolutions in
`channels_last`, penalties and unrolled updates by `autograd.grad(create_graph=True)`.

What it has no counterpart for is refused by name, so that no lighter step is compared.
"""

import copy

from .coder import Coder
from .data import Data, examples, told
from .game import Game
from .networks import Maps, parameters, refuse
from .weights import load

models = {"gan": Game, "dcgan": Game, "layered": Game, "autoencoder": Coder, "vae": Coder, "aae": Coder}


def build(recipe, shape, range, classes, files):
    """The recipe's networks with the weights of a checkpoint, and its data.

    Returns them, and the parameters of each network.
    """
    model = models.get(recipe["model"]["id"]) or refuse(f"model {recipe['model']['id']}")
    made = model({**copy.deepcopy(recipe), "range": range}, shape, classes)
    counts = {name: sum(each.numel() for each in parameters(*modules)) for name, modules in made.networks.items()}
    load(files["checkpoint"], made.networks)
    x = examples(recipe["dataset"], files, *range)
    if made.maps:
        x = Maps(*shape)(x)
    labels = told(files["labels"], made.classes) if made.classes else None
    made.data = Data(x, labels, made.batch)
    return made, counts
