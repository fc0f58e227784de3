"""Reads a NumPy file, whole and mapped, and prints its shape, type and the SHA-256 of its bytes as JSON.

usage: npy.py PATH
"""

import hashlib
import json
import sys

import numpy as np

array = np.load(sys.argv[1])
mapped = np.load(sys.argv[1], mmap_mode="r")
assert np.array_equal(array, mapped)
sha256 = hashlib.sha256(array.tobytes()).hexdigest()
print(json.dumps({"shape": array.shape, "dtype": str(array.dtype), "sha256": sha256}))
