"""Hugging Face's datasets: the JPEG files of a folder in an Arrow file, as one that was downloaded lies on
the disk, decoded by its feature `Image` and transformed on access, in PyTorch's DataLoader.

    huggingface.py FOLDER WORKERS measure|digest
"""

import os
import sys

from datasets import Dataset, Features, Image, load_from_disk
from evaluation import report, transform


def arrow(folder):
    """Made once, beside the folder. The bytes go into it, in the order of the files' names."""
    path = folder + ".arrow"
    if not os.path.exists(path):
        files = [os.path.join(folder, name) for name in sorted(os.listdir(folder))]
        data = Dataset.from_dict({"image": files}, features=Features({"image": Image()}))
        part = f"{path}.{os.getpid()}.part"
        data.save_to_disk(part)
        os.rename(part, path)
    return load_from_disk(path)


def transformed(examples):
    return {"image": [transform(image.convert("RGB")) for image in examples["image"]]}


if __name__ == "__main__":
    _, folder, workers, what = sys.argv
    report(arrow(folder).with_transform(transformed), int(workers), what)
