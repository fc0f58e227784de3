"""Runs the image transforms of timm and transformers on images, each config that they know.

usage: preprocessing.py IMAGES FOLDER

IMAGES is a JSON list of {"file", "width", "height"}: files of RGB bytes. Prints the versions and a list of
{"library", "name", "config", "options", "error" | "digests", "floats"}: what the library's transform makes of
each image as bytes, after resize and crop, and the place of the floats of the first image, of channels
first, in FOLDER/floats.
"""

import hashlib
import json
import os
import sys
import warnings

os.environ["TRANSFORMERS_VERBOSITY"] = "error"
warnings.filterwarnings("ignore")

import numpy as np
import PIL
import timm
import torch
import transformers
from PIL import Image
from timm.data import create_transform, resolve_data_config

torch.set_num_threads(1)

with open(sys.argv[1]) as file:
    images = [
        Image.frombytes("RGB", (image["width"], image["height"]), open(image["file"], "rb").read())
        for image in json.load(file)
    ]
floats = open(os.path.join(sys.argv[2], "floats"), "wb")


def digest(pixels):
    """Of channels first: the size, and SHA-256 of the bytes."""
    pixels = np.ascontiguousarray(pixels, dtype=np.uint8)
    return f"{pixels.shape[1]}x{pixels.shape[2]} {hashlib.sha256(pixels.tobytes()).hexdigest()}"


def results(to_bytes, to_floats):
    """What a case has of its transform; two functions from an image to an array."""
    digests = [digest(to_bytes(image)) for image in images]
    values = np.ascontiguousarray(to_floats(images[0]), dtype=np.float32)
    at = floats.tell()
    floats.write(values.tobytes())
    return {"digests": digests, "floats": [at, int(values.size)]}


fields = "input_size test_input_size interpolation crop_pct test_crop_pct crop_mode mean std".split()


def timm_cases():
    """Every distinct config of a model with 1000 classes, for training sizes and for test sizes."""
    seen = set()
    for name in timm.list_pretrained():
        config = timm.get_pretrained_cfg(name).to_dict()
        if config.get("num_classes") != 1000:
            continue
        key = json.dumps([config.get(field) for field in fields])
        if key in seen:
            continue
        seen.add(key)
        done = set()
        for test_size in (True, False):
            data = resolve_data_config(pretrained_cfg=config, use_test_size=test_size)
            if json.dumps(data, default=str) in done:
                continue
            done.add(json.dumps(data, default=str))
            case = {
                "library": "timm",
                "name": name,
                "config": json.loads(json.dumps(config, default=str)),
                "options": {"testSize": test_size},
            }
            raw = create_transform(**data, normalize=False)
            whole = create_transform(**data)
            yield case | results(lambda image: raw(image).numpy(), lambda image: whole(image).numpy())


def old(config):
    """A config as older versions wrote it, with plain numbers."""
    return {"do_normalize": True, "do_resize": True, "image_std": [0.5, 0.5, 0.5]} | config


# Rows of the mapping that no default has.
rows = [
    ("ViTFeatureExtractor", old({"size": 224})),
    ("ViTImageProcessor", {"size": {"height": 160, "width": 224}, "resample": 3}),
    ("ViTImageProcessor", {"do_resize": True, "size": {"shortest_edge": 200}, "do_normalize": False}),
    ("ViTImageProcessor", {"do_rescale": False}),
    ("MobileViTImageProcessor", {"size": 288, "crop_size": 256, "resample": 2}),
    ("MobileViTImageProcessor", {"do_flip_channel_order": False}),
    ("BeitImageProcessor", {"crop_size": 224, "do_center_crop": False, "size": 224, "resample": 2}),
    ("BeitImageProcessor", {"crop_size": 160, "do_center_crop": True, "size": 224}),
    ("ConvNextFeatureExtractor", old({"size": 224, "crop_pct": 0.875, "resample": 3})),
    ("ConvNextImageProcessor", {"size": {"shortest_edge": 224}, "crop_pct": 0.95}),
    ("ConvNextImageProcessor", {"size": {"shortest_edge": 383}}),
    ("ConvNextImageProcessor", {"size": {"shortest_edge": 512}}),
    ("PoolFormerImageProcessor", {"crop_pct": 0.95, "crop_size": 224}),
    ("PoolFormerImageProcessor", {"size": {"height": 200, "width": 240}}),
    ("LevitImageProcessor", {"size": {"shortest_edge": 192}, "crop_size": 192}),
    ("LevitImageProcessor", {"size": {"height": 200, "width": 240}}),
    ("DeiTImageProcessor", {"size": 438, "crop_size": 384}),
    ("EfficientNetImageProcessor", {"size": {"height": 224, "width": 224}, "resample": 0}),
    ("EfficientNetImageProcessor", {"rescale_factor": 1 / 127.5, "rescale_offset": True, "include_top": False}),
    ("EfficientNetImageProcessor", {"do_center_crop": True, "include_top": False}),
    ("EfficientNetImageProcessor", {"rescale_factor": 1 / 127.5, "rescale_offset": True, "do_normalize": False}),
    ("PerceiverImageProcessor", {"do_center_crop": False}),
    ("SegformerImageProcessor", {"size": {"height": 224, "width": 224}, "do_center_crop": True, "crop_size": 128}),
    ("CLIPImageProcessor", {"size": 224, "crop_size": 224}),
    ("CLIPImageProcessor", {"do_center_crop": False, "size": {"height": 224, "width": 224}}),
    ("CLIPImageProcessor", {"size": {"shortest_edge": 97}, "crop_size": {"height": 60, "width": 101}}),
    ("BitImageProcessor", {"resample": 4}),
    # Not 5: the cosine of hamming is the engine's, and about one byte in a million is another.
    ("BitImageProcessor", {"rescale_factor": 0.003921568859368563}),
    ("SiglipImageProcessor", {"size": {"height": 384, "width": 384}}),
] + [("MobileNetV2ImageProcessor", {"resample": number}) for number in (0, 1)]


def transformers_cases():
    """Every image processor by its defaults, and the rows above."""
    from transformers.models.auto.image_processing_auto import IMAGE_PROCESSOR_MAPPING_NAMES

    names = {
        name
        for backends in IMAGE_PROCESSOR_MAPPING_NAMES.values()
        for name in backends.values()
        if name is not None
    }
    defaults = sorted({name.removesuffix("Pil") for name in names})
    for name, config in [(name, {}) for name in defaults] + rows:
        case = {"library": "transformers", "name": name, "config": config, "options": {}}
        case["config"] = {"image_processor_type": name} | config
        try:
            new = name.replace("FeatureExtractor", "ImageProcessor")
            make = getattr(transformers, f"{new}Pil", None) or getattr(transformers, new)
            processor = make(**config)

            def run(image, **options):
                return processor(image, return_tensors="np", **options)["pixel_values"][0]

            raw = {"do_rescale": False, "do_normalize": False}
            if new == "EfficientNetImageProcessor":
                raw |= {"include_top": False}
            if new == "MobileViTImageProcessor":
                raw |= {"do_flip_channel_order": False}
            yield case | results(lambda image: run(image, **raw), run)
        except Exception as error:
            yield case | {"error": f"{type(error).__name__}: {str(error)[:200]}"}


cases = [*timm_cases(), *transformers_cases()]
floats.close()
print(json.dumps({
    "versions": {"timm": timm.__version__, "transformers": transformers.__version__, "pillow": PIL.__version__},
    "cases": cases,
}))
