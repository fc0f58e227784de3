"""Makes JPEGs of pieces of photographs with Pillow, and prints digests of how Pillow and TensorFlow decode them.

usage: photographs.py REQUEST FOLDER

REQUEST is a JSON file of {"photographs": [PATH, …], "pieces": [{"width", "height", "bands", "grey", "save"}, …]}.
Each band is {"photograph", "x", "y"}: which one, and where in it the piece lies, from 0 to 1 each way. Bands of several
photographs make it colourful, which the photographs are not. "save" are options of Pillow's JPEG encoder. The
pieces are written to FOLDER/0.jpeg, FOLDER/1.jpeg and so on.
"""

import io
import json
import os
import sys

import PIL
import tensorflow as tf
from PIL import Image

from digest import digest


def band(source, width, height, x, y):
    left, top = int(x * (source.width - width)), int(y * (source.height - height))
    return source.crop((left, top, left + width, top + height))


def encoded(photographs, width, height, bands, grey, save):
    parts = [
        band(photographs[where["photograph"]].getchannel(channel), width, height, where["x"], where["y"])
        for channel, where in zip("RGB", bands)
    ]
    file = io.BytesIO()
    (parts[0] if grey else Image.merge("RGB", parts)).save(file, "JPEG", **save)
    return file.getvalue()


def decoded(jpeg):
    accurate = tf.io.decode_jpeg(jpeg, channels=3, dct_method="INTEGER_ACCURATE")
    return {
        "pillow": digest(Image.open(io.BytesIO(jpeg)).convert("RGB")),
        "integer_accurate": digest(accurate),
        "decode_jpeg": digest(tf.io.decode_jpeg(jpeg, channels=3)),
        "decode_image": digest(tf.io.decode_image(jpeg, channels=3)),
    }


with open(sys.argv[1]) as file:
    request = json.load(file)
photographs = [Image.open(path).convert("RGB") for path in request["photographs"]]
digests = []
for i, piece in enumerate(request["pieces"]):
    jpeg = encoded(photographs, **piece)
    with open(os.path.join(sys.argv[2], f"{i}.jpeg"), "wb") as file:
        file.write(jpeg)
    digests.append(decoded(jpeg))
print(json.dumps({"pillow": PIL.__version__, "tensorflow": tf.__version__, "digests": digests}))
