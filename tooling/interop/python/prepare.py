"""Prepares a local archive with TFDS, and prints what that took as JSON.

usage: prepare.py ARCHIVE DATA_DIR VARIANT

The archive stands in for the published one: it lies where TFDS looks for files that were downloaded by
hand, and its checksum is registered in place of the published one. All else is TFDS's own way.
"""

import json
import os
import pathlib
import resource
import sys
import time

import tensorflow_datasets as tfds
from tensorflow_datasets.core.download import checksums
from tensorflow_datasets.datasets.imagenet_v2 import imagenet_v2_dataset_builder as imagenet_v2

archive, data_dir, variant = sys.argv[1:]

url = imagenet_v2._IMAGENET_V2_URLS[variant]
name = url.rsplit("/", 1)[1]
manual_dir = pathlib.Path(data_dir) / "downloads" / "manual"
manual_dir.mkdir(parents=True)
os.symlink(os.path.abspath(archive), manual_dir / name)
found = checksums.compute_url_info(manual_dir / name)
imagenet_v2.Builder.url_infos = {
    url: checksums.UrlInfo(size=found.size, checksum=found.checksum, filename=name)
}

builder = tfds.builder(f"imagenet_v2/{variant}", data_dir=data_dir)
began = time.monotonic()
builder.download_and_prepare(
    download_config=tfds.download.DownloadConfig(
        manual_dir=str(manual_dir), try_download_gcs=False
    )
)
seconds = time.monotonic() - began

print(
    json.dumps({
        "folder": str(builder.data_dir),
        "seconds": seconds,
        "peak_rss": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
    })
)
