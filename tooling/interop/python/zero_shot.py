"""Makes an encoder of images with random weights and embeddings of classes, and scores images with them.

usage: zero_shot.py FOLDER

In FOLDER, made.py is Python that makes model.onnx and classes.npy of the model `random-vit` there, and
images.json a list of files. Writes open_clip_config.json as open_clip does, and scores.npy, a row of float32
for each image. Prints the versions, the names of the classes, and the five highest classes of each image.
"""

import json
import os
import pathlib
import sys
import warnings

warnings.filterwarnings("ignore")

import numpy as np
import open_clip
import PIL
import torch
from PIL import Image
from open_clip.push_to_hf_hub import save_config_for_hf

torch.set_num_threads(1)
os.chdir(sys.argv[1])

config = {
    "embed_dim": 96,
    "vision_cfg": {"image_size": 224, "layers": 2, "width": 128, "patch_size": 32, "head_width": 32},
    "text_cfg": {"context_length": 24, "vocab_size": 49408, "width": 32, "heads": 1, "layers": 1},
}
pathlib.Path("random-vit.json").write_text(json.dumps(config))
open_clip.add_model_config("random-vit.json")
create = open_clip.create_model_and_transforms
made = []


def create_random(*args, **options):
    """Weights as large as trained ones: with those that training begins with, all images are alike."""
    torch.manual_seed(5)
    model, *transforms = create(*args, **options)
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.ndim > 1:
                parameter.normal_(std=0.3)
    made.append((model, *transforms))
    return made[0]


open_clip.create_model_and_transforms = create_random
exec(pathlib.Path("made.py").read_text())

model, _, preprocess = made[0]
save_config_for_hf(model, pathlib.Path("open_clip_config.json"), config)
with open("images.json") as file, torch.no_grad():
    pixels = torch.stack([preprocess(Image.open(image)) for image in json.load(file)])
    features = model.encode_image(pixels, normalize=True)
    classifier = torch.from_numpy(np.load("classes.npy")).T
    scores = 100.0 * features @ classifier
    np.save("scores.npy", scores.numpy())
print(json.dumps({
    "versions": {"open_clip": open_clip.__version__, "torch": torch.__version__, "pillow": PIL.__version__},
    "names": open_clip.IMAGENET_CLASSNAMES,
    "top": scores.topk(5).indices.tolist(),
}))
