"""A folder of pictures through torchvision, as most people read one: ImageFolder over Pillow and a DataLoader.

usage: python -I -S torchvision_worker.py PACKAGES THREADS
"""

import os
import sys

sys.path[:0] = [sys.argv[1], os.path.dirname(os.path.abspath(__file__))]
if sys.platform == "linux":
    # The libraries of CUDA are empty here (see scripts/lib/peers.mjs), so their functions must not be looked for.
    sys.setdlopenflags(os.RTLD_LAZY)

import time

import PIL
import protocol
import torch
import torchvision
from torch.utils.data import DataLoader
from torchvision.datasets import ImageFolder
from torchvision.transforms import CenterCrop, Compose, PILToTensor, Resize


def load(folder, size, workers, batch):
    """All pictures once, as bytes in memory; from the listing of the folder to the last batch."""
    begin = time.perf_counter()
    pictures = ImageFolder(folder, Compose([Resize(size), CenterCrop(size), PILToTensor()]))
    batches = [x for x, _ in DataLoader(pictures, batch_size=batch, num_workers=workers)]
    seconds = time.perf_counter() - begin
    count = sum(len(x) for x in batches)
    total = sum(x.sum(dtype=torch.float64) for x in batches)
    return {"count": count, "seconds": seconds, "mean": (total / (count * 3 * size * size)).item()}


protocol.serve(
    {
        "describe": lambda: {"title": f"torchvision {torchvision.__version__}, Pillow {PIL.__version__}"},
        "load": load,
    }
)
