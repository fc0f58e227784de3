"""What timm and transformers do to an image, each config that they know.

usage: preprocessing.py list
       preprocessing.py run CASES IMAGES FOLDER

`list` prints the versions and a list of {"library", "name", "config", "options"}; of an image processor also
"classifiers", the kinds of models that transformers has it for, and "pillow", whether it works with Pillow.

`run` takes such a list, and a JSON list of images: {"file"}, or {"file", "width", "height"} of RGB bytes. Of
each case it prints {"error"}, or {"digests", "floats"}: what the library's own transform makes of each image
as bytes, after resize and crop, and the place in FOLDER/floats of 3 x 256 numbers: what a byte of each channel
becomes in the end, NaN for one that no image has.
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
from transformers.models.auto import modeling_auto
from transformers.models.auto.image_processing_auto import IMAGE_PROCESSOR_MAPPING_NAMES

torch.set_num_threads(1)

fields = "input_size test_input_size interpolation crop_pct test_crop_pct crop_mode mean std".split()


def timm_cases():
    """Every distinct config of a model with 1000 classes, for training sizes and for test sizes."""
    seen = set()
    for name in timm.list_pretrained():
        config = timm.get_pretrained_cfg(name).to_dict()
        if config.get("num_classes") != 1000:
            continue
        for test_size in (True, False):
            # The same for both where a config has no sizes for the test.
            data = resolve_data_config(pretrained_cfg=config, use_test_size=test_size)
            key = json.dumps([[config.get(field) for field in fields], data], default=str)
            if key in seen:
                continue
            seen.add(key)
            yield {
                "library": "timm",
                "name": name,
                "config": json.loads(json.dumps(config, default=str)),
                "options": {"testSize": test_size},
            }


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


def processor_class(name):
    """With Pillow where transformers has it so."""
    name = name.replace("FeatureExtractor", "ImageProcessor")
    return getattr(transformers, f"{name}Pil", None) or getattr(transformers, name)


def transformers_cases():
    """Every image processor by its defaults, and the rows above."""
    classifiers = {
        *modeling_auto.MODEL_FOR_IMAGE_CLASSIFICATION_MAPPING_NAMES,
        *modeling_auto.MODEL_FOR_ZERO_SHOT_IMAGE_CLASSIFICATION_MAPPING_NAMES,
    }
    kinds = {}
    pillow = set()
    for kind, backends in IMAGE_PROCESSOR_MAPPING_NAMES.items():
        for backend, name in backends.items():
            if name is None:
                continue
            name = name.removesuffix("Pil")
            kinds.setdefault(name, set()).update({kind} & classifiers)
            if backend == "pil":
                pillow.add(name)
    for name, config in [(name, {}) for name in sorted(kinds)] + rows:
        new = name.replace("FeatureExtractor", "ImageProcessor")
        yield {
            "library": "transformers",
            "name": name,
            "config": {"image_processor_type": name} | config,
            "options": {},
            "classifiers": sorted(kinds[new]),
            "pillow": new in pillow,
        }


def timm_transforms(config, options):
    """Two functions from an image to an array: to bytes, and to floats."""
    data = resolve_data_config(pretrained_cfg=config, use_test_size=options["testSize"])
    raw = create_transform(**data, normalize=False)
    whole = create_transform(**data)
    return lambda image: raw(image).numpy(), lambda image: whole(image).numpy()


def transformers_transforms(config, options):
    config = dict(config)
    name = config.pop("image_processor_type")
    processor = processor_class(name)(**config)
    raw = {"do_rescale": False, "do_normalize": False}
    if name == "EfficientNetImageProcessor":
        raw |= {"include_top": False}

    def run(image, **options):
        return processor(image, return_tensors="np", **options)["pixel_values"][0]

    return lambda image: run(image, **raw), run


def opened(image):
    if "width" not in image:
        return Image.open(image["file"]).convert("RGB")
    with open(image["file"], "rb") as file:
        return Image.frombytes("RGB", (image["width"], image["height"]), file.read())


def digest(pixels):
    """Of channels first: the size, and SHA-256 of the bytes."""
    return f"{pixels.shape[1]}x{pixels.shape[2]} {hashlib.sha256(pixels.tobytes()).hexdigest()}"


def add(table, pixels, values):
    """Keeps what each byte became, which is the same wherever it is."""
    for known, channel, floats in zip(table, pixels, values):
        was = known.copy()
        known[channel] = floats
        assert np.array_equal(known[channel], floats), "equal bytes of a channel became different floats"
        assert np.array_equal(known[~np.isnan(was)], was[~np.isnan(was)]), "images differ in what a byte becomes"


def result(case, images, floats):
    to_bytes, to_floats = {"timm": timm_transforms, "transformers": transformers_transforms}[case["library"]](
        case["config"], case["options"]
    )
    digests = []
    table = np.full((3, 256), np.nan, dtype=np.float32)
    for image in images:
        made = to_bytes(image)
        pixels = np.ascontiguousarray(made, dtype=np.uint8)
        assert np.array_equal(made, pixels), "not bytes"
        digests.append(digest(pixels))
        add(table, pixels, np.asarray(to_floats(image)))
    at = floats.tell()
    floats.write(table.tobytes())
    return {"digests": digests, "floats": at}


def attempt(*args):
    try:
        return result(*args)
    except Exception as error:
        return {"error": f"{type(error).__name__}: {str(error)[:200]}"}


if sys.argv[1] == "list":
    versions = {"timm": timm.__version__, "transformers": transformers.__version__, "pillow": PIL.__version__}
    print(json.dumps({"versions": versions, "cases": [*timm_cases(), *transformers_cases()]}))
else:
    _, _, cases, images, folder = sys.argv
    with open(images) as file:
        images = [opened(image) for image in json.load(file)]
    with open(cases) as file, open(os.path.join(folder, "floats"), "wb") as floats:
        print(json.dumps([attempt(case, images, floats) for case in json.load(file)]))
