"""PyTorch's DataLoader over the JPEG files of a folder.

    dataloader.py FOLDER WORKERS measure|digest
"""

import os
import sys

from evaluation import report, transform
from PIL import Image
from torch.utils.data import Dataset


class Images(Dataset):
    def __init__(self, folder):
        self.paths = sorted(os.path.join(folder, name) for name in os.listdir(folder))

    def __len__(self):
        return len(self.paths)

    def __getitem__(self, index):
        with open(self.paths[index], "rb") as file:
            image = Image.open(file).convert("RGB")
        return {"image": transform(image), "index": index}


if __name__ == "__main__":
    _, folder, workers, what = sys.argv
    report(Images(folder), int(workers), what)
