"""Resizes and crops with Pillow as torchvision does PIL images, and prints digests of the results.

usage: resized.py CASES NOISE

CASES is a JSON list of {"width", "height", "offset", "resize", "crop"}: an image of RGB bytes that begins at
an offset of the file NOISE; what it is resized to (the short side, or [height, width]) and cropped to.
Prints Pillow's version and, for each case, {filter: [digest without crop, digest with crop]}.
"""

import json
import sys

import PIL
from PIL import Image, ImageOps

from digest import digest

filters = ["nearest", "box", "bilinear", "hamming", "bicubic", "lanczos"]


def resized_size(width, height, resize):
    """torchvision's `_compute_resized_output_size`."""
    if isinstance(resize, list):
        return resize[1], resize[0]
    if width <= height:
        return resize, int(resize * height / width)
    return int(resize * width / height), resize


def center_crop(image, crop):
    """torchvision's `center_crop`."""
    crop_height, crop_width = crop if isinstance(crop, list) else (crop, crop)
    width, height = image.size
    across, down = max(0, crop_width - width), max(0, crop_height - height)
    if across or down:
        border = (across // 2, down // 2, (across + 1) // 2, (down + 1) // 2)
        image = ImageOps.expand(image, border=border, fill=0)
        width, height = image.size
    left = int(round((width - crop_width) / 2.0))
    top = int(round((height - crop_height) / 2.0))
    return image.crop((left, top, left + crop_width, top + crop_height))


def results(noise, width, height, offset, resize, crop):
    image = Image.frombytes("RGB", (width, height), noise[offset : offset + width * height * 3])
    size = resized_size(width, height, resize)
    for name in filters:
        whole = image.resize(size, Image.Resampling[name.upper()])
        yield name, [digest(whole), digest(center_crop(whole, crop))]


with open(sys.argv[1]) as file:
    cases = json.load(file)
with open(sys.argv[2], "rb") as file:
    noise = file.read()
print(json.dumps({
    "pillow": PIL.__version__,
    "digests": [dict(results(noise, **case)) for case in cases],
}))
