import json
import os

from torch.utils.data import Dataset


class Files(Dataset):
    """The JPEG files of a job's folder with their labels; `load` makes an image of a path."""

    def __init__(self, job, load):
        self.paths = paths_of(job)
        self.labels = labels_of(job)
        self.load = load

    def __len__(self):
        return len(self.paths)

    def __getitem__(self, index):
        return {"image": self.load(self.paths[index]), "label": self.labels[index]}


def paths_of(job):
    return [os.path.join(job["folder"], name) for name in sorted(os.listdir(job["folder"]))]


def labels_of(job):
    with open(job["labels"]) as file:
        return json.load(file)
