"""What is done with a dataset of `{"image", "label"}`: feeding a model with it, or only the batches of that.

A program that makes such a dataset is started with a job, an object in JSON:

    folder         of JPEG files, in the order of their names
    labels         a JSON file with theirs
    preprocessing  {resize, crop, mean, std}
    workers        of the DataLoader
    what           "measure", "digest" or "evaluate"
    model          the ONNX file to evaluate
"""

import hashlib
import json
import sys

import numpy as np
import onnxruntime
import torch
from meter import Meter
from torch.utils.data import DataLoader
from torchvision.transforms import CenterCrop, Compose, Normalize, Resize, ToTensor

BATCH = 32


def transform_of(preprocessing):
    """torchvision's usual transform for evaluation, on PIL images."""
    return Compose(
        [
            Resize(preprocessing["resize"]),
            CenterCrop(preprocessing["crop"]),
            ToTensor(),
            Normalize(preprocessing["mean"], preprocessing["std"]),
        ]
    )


def run(dataset_of):
    """Prints what was found, in a line of JSON. `dataset_of` makes the dataset of a job."""
    job = json.loads(sys.argv[1])
    torch.set_num_threads(1)
    loader = DataLoader(dataset_of(job), batch_size=BATCH, num_workers=job["workers"])
    work = {"measure": measure, "digest": digest, "evaluate": evaluate}[job["what"]]
    print(json.dumps(work(loader, job)))


def measure(loader, job):
    meter = Meter(job["workers"])
    for batch in loader:
        meter.count(len(batch["image"]))
    return meter.measured()


def digest(loader, job):
    """The SHA-256 of all tensors."""
    sha256 = hashlib.sha256()
    for batch in loader:
        sha256.update(batch["image"].numpy())
    return {"sha256": sha256.hexdigest()}


def evaluate(loader, job):
    session = onnxruntime.InferenceSession(job["model"], providers=["CPUExecutionProvider"])
    name = session.get_inputs()[0].name
    meter = Meter(job["workers"])
    classes = []
    top1 = 0
    for batch in loader:
        (scores,) = session.run(None, {name: batch["image"].numpy()})
        best = np.argmax(scores[:, 1:], axis=1)  # Before the classes stands the background.
        top1 += int(np.sum(best == batch["label"].numpy()))
        classes += best.tolist()
        meter.count(len(best))
    return {**meter.measured(), "top1": top1, "classes": classes}
