"""Makes photographs.json: what Pillow and NumPy make of the JPEGs named on the command line, as torchvision's
Resize(256), CenterCrop(224), ToTensor and Normalize would."""

import hashlib
import json
import sys

import numpy as np
import PIL
from PIL import Image

MEAN = np.array([0.485, 0.456, 0.406], np.float32)
STD = np.array([0.229, 0.224, 0.225], np.float32)


def sha256(array):
    return hashlib.sha256(np.ascontiguousarray(array).tobytes()).hexdigest()


def tensors(path):
    image = Image.open(path).convert("RGB")
    width, height = image.size
    size = (256, 256 * height // width) if width <= height else (256 * width // height, 256)
    left, top = (round((side - 224) / 2) for side in size)
    crop = (left, top, left + 224, top + 224)
    pixels = np.asarray(image.resize(size, Image.Resampling.BILINEAR).crop(crop))
    floats = (pixels.astype(np.float32) / np.float32(255) - MEAN) / STD
    return {"uint8_hwc": sha256(pixels), "float32_chw": sha256(floats.transpose(2, 0, 1))}


print(json.dumps({"pillow": PIL.__version__, "photographs": [tensors(p) for p in sys.argv[1:]]}, indent=2))
