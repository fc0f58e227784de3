"""torchvision's usual transform for evaluation (Resize(256), CenterCrop(224), ToTensor, Normalize), which on
PIL images is what stands here; and what feeding a model with it takes."""

import hashlib
import json
import resource
import time

import numpy as np
import torch
from PIL import Image
from torch.utils.data import DataLoader

MEAN = torch.tensor([0.485, 0.456, 0.406]).view(3, 1, 1)
STD = torch.tensor([0.229, 0.224, 0.225]).view(3, 1, 1)
BATCH = 32


def transform(image):
    width, height = image.size
    size = (256, 256 * height // width) if width <= height else (256 * width // height, 256)
    image = image.resize(size, Image.Resampling.BILINEAR)
    left, top = (round((side - 224) / 2) for side in size)
    image = image.crop((left, top, left + 224, top + 224))
    # As torchvision's to_tensor: one copy to planes, one to floats.
    planes = torch.from_numpy(np.array(image, np.uint8, copy=True)).permute(2, 0, 1).contiguous()
    return planes.to(torch.float32).div(255).sub_(MEAN).div_(STD)


def report(dataset, workers, what):
    """Prints what the batches of a dataset of `{"image"}` took, or with `what` "digest" their SHA-256."""
    torch.set_num_threads(1)
    loader = DataLoader(dataset, batch_size=BATCH, num_workers=workers)
    print(json.dumps(digest(loader) if what == "digest" else measure(loader, workers)))


def digest(loader):
    sha256 = hashlib.sha256()
    for batch in loader:
        sha256.update(batch["image"].numpy())
    return {"sha256": sha256.hexdigest()}


def measure(loader, workers):
    images = 0
    begun = None
    for batch in loader:
        if begun is None:  # Starting the workers is not counted.
            begun = time.perf_counter()
            cpu_begun = time.process_time()
        else:
            images += batch["image"].shape[0]
    seconds = time.perf_counter() - begun
    # Workers are children, counted when they have ended: their first batches, too.
    own = time.process_time() - cpu_begun
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = own + (children.ru_utime + children.ru_stime) * images / len(loader.dataset)
    # What a child shares with its parent is counted in both.
    kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    kilobytes += workers * children.ru_maxrss
    return {
        "images": images,
        "seconds": seconds,
        "cpuSeconds": cpu,
        "peakMegabytes": kilobytes / 1024,
    }
