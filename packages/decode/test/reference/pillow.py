"""Makes pillow.json: what Pillow gives for the picture of ../images.ts's `noise`, resized and cropped."""

import hashlib
import itertools
import json
import sys

import numpy as np
import PIL
from PIL import Image

FILTERS = ["nearest", "box", "bilinear", "hamming", "bicubic", "lanczos"]
# (width, height) of the source, of the whole result, and what is kept of that: left, top, right, bottom.
CASES = [
    ((50, 40), (23, 31), None),
    ((40, 50), (97, 61), (30, 11, 81, 60)),
    ((7, 90), (20, 9), None),  # the vertical pass comes first
    ((33, 80), (30, 21), (3, 2, 29, 20)),  # and here
    ((90, 7), (5, 20), None),
    ((1, 1), (4, 3), None),
    ((64, 48), (64, 20), None),
    ((19, 23), (19, 23), (1, 2, 3, 4)),
]


def noise(width, height):
    x = np.arange(width)[None, :, None]
    y = np.arange(height)[:, None, None]
    c = np.arange(3)[None, None, :]
    return ((x * x * 7 + y * y * 5 + x * y * (3 * c + 1) + x * 31 + y * 17) // 3 % 256).astype(np.uint8)


def case(name, source, size, box):
    image = Image.fromarray(noise(*source)).resize(size, Image.Resampling[name.upper()])
    pixels = (image.crop(box) if box else image).tobytes()
    digest = hashlib.sha256(pixels).hexdigest()
    return {"interpolation": name, "source": source, "size": size, "box": box, "sha256": digest}


cases = [case(name, *rest) for name, rest in itertools.product(FILTERS, CASES)]
json.dump({"pillow": PIL.__version__, "cases": cases}, sys.stdout, indent=1)
print()
