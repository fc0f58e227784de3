"""Decodes the JPEG files of a folder on one thread, and prints the CPU seconds that it took.

    progressive.py FOLDER decode|imagenet
"""

import io
import json
import os
import sys
import time

import numpy as np
from PIL import Image

MEAN = np.float32([0.485, 0.456, 0.406])
STD = np.float32([0.229, 0.224, 0.225])


def decode(data):
    return Image.open(io.BytesIO(data)).convert("RGB")


def imagenet(data):
    image = decode(data)
    width, height = image.size
    short = min(width, height)
    image = image.resize((256 * width // short, 256 * height // short), Image.Resampling.BILINEAR)
    left, top = round((image.width - 224) / 2), round((image.height - 224) / 2)
    pixels = np.asarray(image.crop((left, top, left + 224, top + 224)), dtype=np.float32)
    return ((pixels / np.float32(255) - MEAN) / STD).transpose(2, 0, 1).copy()


_, folder, what = sys.argv
work = {"decode": decode, "imagenet": imagenet}[what]
files = [open(os.path.join(folder, name), "rb").read() for name in sorted(os.listdir(folder))]
for data in files[:100]:
    work(data)
began, cpu = time.perf_counter(), time.process_time()
for data in files:
    work(data)
print(json.dumps({"images": len(files), "seconds": time.perf_counter() - began, "cpuSeconds": time.process_time() - cpu}))
