"""Reads prepared folders with TFDS, and prints what it finds in them as JSON.

usage: read.py REQUESTS

REQUESTS is a JSON list; each item is {"directory": FOLDER}, read with `builder_from_directory`,
{"directories": [FOLDER, …]}, read with `builder_from_directories`, or {"name": NAME, "data_dir": DATA_DIR},
read with `tfds.load`. Images are read as stored, and the first one is
decoded too. "split" is what to read of it (default: "test"). With "digest": true there are, instead of the examples, digests over all of them.
"""

import hashlib
import json
import sys

import tensorflow_datasets as tfds


def options(request):
    return dict(
        split=request.get("split", "test"),
        decoders={"image": tfds.decode.SkipDecoding()},
        read_config=tfds.ReadConfig(add_tfds_id=True),
    )


def digest(lines):
    return hashlib.sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest()


def read(request):
    if "name" not in request:
        if "directory" in request:
            builder = tfds.builder_from_directory(request["directory"])
        else:
            builder = tfds.builder_from_directories(request["directories"])
        info = builder.info
        dataset = builder.as_dataset(**options(request))
        decoded = builder.as_dataset(split="test", as_supervised=True)
    else:
        where = dict(data_dir=request["data_dir"], download=False)
        dataset, info = tfds.load(request["name"], with_info=True, **where, **options(request))
        decoded = tfds.load(request["name"], split="test", as_supervised=True, **where)
    image, label = next(iter(tfds.as_numpy(decoded)))
    examples = [
        {
            "file_name": example["file_name"].decode(),
            "label": int(example["label"]),
            "image": hashlib.sha256(example["image"]).hexdigest(),
            "tfds_id": example["tfds_id"].decode(),
        }
        for example in tfds.as_numpy(dataset)
    ]
    if request.get("digest"):
        lines = [f"{e['file_name']} {e['label']} {e['image']}" for e in examples]
        return {
            "count": len(examples),
            "order": digest(e["file_name"] for e in examples),
            "all": digest(lines),
        }
    # The folder is the one thing that may differ.
    text = str(info).replace(str(info.data_dir), "DATA_DIR")
    return {
        "info": text,
        "names": info.features["label"].names,
        "first": {"shape": image.shape, "dtype": str(image.dtype), "label": int(label)},
        "examples": examples,
    }


print(json.dumps([read(request) for request in json.loads(sys.argv[1])]))
