"""PyTorch's DataLoader over the JPEG files of a folder, decoded by Pillow."""

from functools import partial

from evaluation import run, transform_of
from files import Files
from PIL import Image


def load(transform, path):
    with open(path, "rb") as file:
        return transform(Image.open(file).convert("RGB"))


if __name__ == "__main__":
    run(lambda job: Files(job, partial(load, transform_of(job["preprocessing"]))))
