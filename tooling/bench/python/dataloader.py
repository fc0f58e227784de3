"""PyTorch's DataLoader over the JPEG files of a folder, with torchvision's usual transform for evaluation
(Resize(256), CenterCrop(224), ToTensor, Normalize), which on PIL images is what stands here.

    dataloader.py FOLDER WORKERS
"""

import json
import os
import resource
import sys
import time

import numpy as np
import torch
from PIL import Image
from torch.utils.data import DataLoader, Dataset

MEAN = torch.tensor([0.485, 0.456, 0.406]).view(3, 1, 1)
STD = torch.tensor([0.229, 0.224, 0.225]).view(3, 1, 1)
BATCH = 32


class Images(Dataset):
    def __init__(self, folder):
        self.paths = sorted(os.path.join(folder, name) for name in os.listdir(folder))

    def __len__(self):
        return len(self.paths)

    def __getitem__(self, index):
        with open(self.paths[index], "rb") as file:
            image = Image.open(file).convert("RGB")
        width, height = image.size
        size = (256, 256 * height // width) if width <= height else (256 * width // height, 256)
        image = image.resize(size, Image.Resampling.BILINEAR)
        left, top = (round((side - 224) / 2) for side in size)
        image = image.crop((left, top, left + 224, top + 224))
        # As torchvision's to_tensor: one copy to planes, one to floats.
        planes = torch.from_numpy(np.array(image, np.uint8, copy=True)).permute(2, 0, 1).contiguous()
        return planes.to(torch.float32).div(255).sub_(MEAN).div_(STD), index


def main(folder, workers):
    loader = DataLoader(Images(folder), batch_size=BATCH, num_workers=workers)
    images = 0
    begun = None
    for tensors, _ in loader:
        if begun is None:  # Starting the workers is not counted.
            begun = time.perf_counter()
            cpu_begun = time.process_time()
        else:
            images += tensors.shape[0]
    seconds = time.perf_counter() - begun
    # Workers are children, counted when they have ended: their first batches, too.
    own = time.process_time() - cpu_begun
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = own + (children.ru_utime + children.ru_stime) * images / len(loader.dataset)
    kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    kilobytes += workers * children.ru_maxrss
    print(
        json.dumps(
            {
                "images": images,
                "seconds": seconds,
                "cpuSeconds": cpu,
                "peakMegabytes": kilobytes / 1024,
            }
        )
    )


if __name__ == "__main__":
    torch.set_num_threads(1)
    main(sys.argv[1], int(sys.argv[2]))
