"""Prints what Pillow and TensorFlow make of each file of a folder, as JSON.

usage: verdicts.py FOLDER

{"pillow": VERSION, "tensorflow": VERSION, "verdicts": {FILE: {"accurate": …, "fast": …}}}: a digest of size and pixels,
or "refused". "accurate" is Pillow's verdict, "fast" that of TensorFlow's decoder with its fast DCT.
"""

import io
import json
import pathlib
import sys
import warnings

import PIL
import tensorflow as tf
from PIL import Image

from digest import digest


def by_pillow(file):
    return Image.open(io.BytesIO(file), formats=["JPEG"]).convert("RGB")


def by_tensorflow(file):
    return tf.io.decode_jpeg(file, channels=3, dct_method="INTEGER_FAST", fancy_upscaling=True)


def verdict(decode, file):
    try:
        return digest(decode(file))
    # Pillow raises whatever comes up in its own reading of headers: IndexError, struct.error, …
    except Exception:
        return "refused"


warnings.simplefilter("ignore")
files = {path.name: path.read_bytes() for path in sorted(pathlib.Path(sys.argv[1]).iterdir())}
print(json.dumps({
    "pillow": PIL.__version__,
    "tensorflow": tf.__version__,
    "verdicts": {
        name: {"accurate": verdict(by_pillow, file), "fast": verdict(by_tensorflow, file)}
        for name, file in files.items()
    },
}))
