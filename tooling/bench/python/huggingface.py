"""Hugging Face's datasets: the JPEG files of a folder in an Arrow file, as one that was downloaded lies on
the disk, decoded by its feature `Image` and transformed on access, in PyTorch's DataLoader."""

import os
from functools import partial

from datasets import Dataset, Features, Image, Value, load_from_disk
from evaluation import run, transform_of
from files import labels_of, paths_of


def arrow(job):
    """Made once, beside the folder. The bytes go into it, in the order of the files' names."""
    path = job["folder"] + ".labelled.arrow"
    if not os.path.exists(path):
        columns = {"image": paths_of(job), "label": labels_of(job)}
        features = Features({"image": Image(), "label": Value("int64")})
        part = f"{path}.{os.getpid()}.part"
        Dataset.from_dict(columns, features=features).save_to_disk(part)
        os.rename(part, path)
    return load_from_disk(path)


def transformed(transform, examples):
    images = [transform(image.convert("RGB")) for image in examples["image"]]
    return {"image": images, "label": examples["label"]}


if __name__ == "__main__":
    run(
        lambda job: arrow(job).with_transform(
            partial(transformed, transform_of(job["preprocessing"]))
        )
    )
