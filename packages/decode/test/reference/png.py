"""Makes png.json: small PNGs of every kind, written by hand here, with what Pillow's convert("RGB") gives or that
it refuses them. `png.py COUNT` makes as many random ones, a third of them damaged, for a longer comparison."""

import base64
import hashlib
import io
import json
import random
import struct
import sys
import warnings
import zlib

import PIL
from PIL import Image

warnings.simplefilter("ignore")

SIGNATURE = b"\x89PNG\r\n\x1a\n"
CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
KINDS = [(0, 1), (0, 2), (0, 4), (0, 8), (2, 8), (2, 16), (3, 1), (3, 2), (3, 4), (3, 8), (4, 8), (4, 16), (6, 8), (6, 16)]
ADAM7 = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]


def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def filtered(rng, width, height, bits):
    """Rows whose bytes are random where they are filtered already: any bytes are some picture."""
    length = (width * bits + 7) // 8
    return b"".join(bytes([rng.randrange(5)]) + rng.randbytes(length) for _ in range(height))


def pixels(rng, width, height, bits, interlaced):
    if not interlaced:
        return filtered(rng, width, height, bits)
    sizes = [(-(-(width - x) // dx), -(-(height - y) // dy)) for x, y, dx, dy in ADAM7]
    return b"".join(filtered(rng, w, h, bits) for w, h in sizes if w > 0 and h > 0)


def parts(rng, colour, depth, width, height, interlaced):
    yield b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlaced)
    if rng.random() < 0.3:
        yield b"gAMA", struct.pack(">I", 45455)
    if colour == 3:
        yield b"PLTE", rng.randbytes(3 * rng.choice([1, 2, 2**depth, 2**depth]))
    if rng.random() < 0.4:
        yield b"tRNS", {0: b"\0\1", 2: b"\0\1\0\2\0\3", 3: b"\0\x80"}.get(colour, b"")
    if rng.random() < 0.3:
        yield b"tEXt", b"Comment\0made by png.py"
    raw = pixels(rng, width, height, depth * CHANNELS[colour], interlaced)
    data = zlib.compress(raw, rng.choice([0, 1, 6, 9]))
    count = rng.choice([1, 1, 2, 5])
    for i in range(count):
        yield b"IDAT", data[i * len(data) // count : (i + 1) * len(data) // count]
    if rng.random() < 0.3:
        yield b"tIME", bytes(7)
    yield b"IEND", b""


def png(rng, colour, depth, width, height, interlaced):
    chunks = parts(rng, colour, depth, width, height, interlaced)
    return SIGNATURE + b"".join(chunk(name, data) for name, data in chunks)


def damaged(rng, file):
    at = rng.randrange(8, len(file))
    kind = rng.choice(["cut", "flip", "stretch", "chunk"])
    if kind == "cut":
        return file[:at]
    if kind == "flip":
        return file[:at] + bytes([file[at] ^ (1 << rng.randrange(8))]) + file[at + 1 :]
    if kind == "stretch":
        return file[:at] + rng.randbytes(4) + file[at + 4 :]
    # A chunk that is another, with a checksum that is right.
    starts, i = [], 8
    while i < len(file):
        starts.append(i)
        i += 12 + struct.unpack(">I", file[i : i + 4])[0]
    i = rng.choice(starts)
    length = struct.unpack(">I", file[i : i + 4])[0]
    name = file[i + 4 : i + 8]
    data = bytearray(file[i + 8 : i + 8 + length])
    if data and rng.random() < 0.5:
        data[rng.randrange(len(data))] = rng.randrange(256)
    else:
        data = data[: rng.randrange(len(data) + 1)]
    return file[:i] + chunk(name, bytes(data)) + file[i + 12 + length :]


def sha256(image):
    return hashlib.sha256(image.tobytes()).hexdigest()


def case(name, file):
    known = {"name": name, "png": base64.b64encode(file).decode()}
    try:
        # The header of a damaged one may claim any size.
        opened = Image.open(io.BytesIO(file))
        if opened.width * opened.height > 4_000_000:
            return {**known, "large": True}
        image = opened.convert("RGB")
    except Exception as error:
        return {**known, "refused": str(error).split(" <")[0]}
    if opened.mode == "I;16":
        return {**known, "grey16": True}
    # torchvision's Resize(11) and CenterCrop(9)
    width, height = image.size
    size = (11, 11 * height // width) if width <= height else (11 * width // height, 11)
    left, top = (round((side - 9) / 2) for side in size)
    resized = image.resize(size, Image.Resampling.BILINEAR).crop((left, top, left + 9, top + 9))
    return {**known, "size": image.size, "sha256": sha256(image), "resized": sha256(resized)}


def goldens():
    rng = random.Random(14)
    for colour, depth in KINDS:
        for interlaced in (0, 1):
            width, height = rng.choice([(13, 9), (9, 13), (17, 6), (5, 19)])
            name = f"type {colour}, {depth} bits{', interlaced' if interlaced else ''}"
            yield case(name, png(rng, colour, depth, width, height, interlaced))
    for side in (1, 2, 3):
        yield case(f"{side} × {side}, interlaced", png(rng, 2, 8, side, side, 1))
    yield case("16-bit grey", png(rng, 0, 16, 4, 4, 0))
    for i in range(40):
        yield case(f"damaged {i}", damaged(rng, png(rng, *rng.choice(KINDS), 5, 4, rng.randrange(2))))


def random_ones(count):
    rng = random.Random(count)
    for i in range(count):
        width, height = rng.randrange(1, 40), rng.randrange(1, 40)
        file = png(rng, *rng.choice(KINDS), width, height, rng.randrange(2))
        yield case(f"random {i}", damaged(rng, file) if rng.random() < 0.34 else file)


cases = random_ones(int(sys.argv[1])) if len(sys.argv) > 1 else goldens()
json.dump({"pillow": PIL.__version__, "cases": list(cases)}, sys.stdout, indent=1, ensure_ascii=False)
print()
