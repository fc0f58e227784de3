"""PyTorch's DataLoader over the JPEG files of a folder, decoded and transformed by torchvision as tensors:
its resampling of tensors gives other pixels than Pillow's."""

from functools import partial

import torch
from evaluation import run
from files import Files
from torchvision.io import ImageReadMode, decode_jpeg, read_file
from torchvision.transforms import v2


def load(transform, path):
    return transform(decode_jpeg(read_file(path), mode=ImageReadMode.RGB))


def transform_of(preprocessing):
    return v2.Compose(
        [
            v2.Resize(preprocessing["resize"], antialias=True),
            v2.CenterCrop(preprocessing["crop"]),
            v2.ToDtype(torch.float32, scale=True),
            v2.Normalize(preprocessing["mean"], preprocessing["std"]),
        ]
    )


if __name__ == "__main__":
    run(lambda job: Files(job, partial(load, transform_of(job["preprocessing"]))))
