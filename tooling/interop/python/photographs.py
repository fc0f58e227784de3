"""Encodes pieces of photographs with Pillow, decodes them, and prints digests of the pixels.

usage: photographs.py REQUESTS FOLDER

REQUESTS is a JSON file: {"photographs": [PATH, …], "pieces": [{"bands", "scale", "at", "size", "save"}, …]}. A
piece's red, green and blue come from the photographs `bands`, where it begins (`at`) in an image of `size` if they are
scaled so; "save" are options of Pillow's encoder, and "grey" is one of the modes. Piece i is written to FOLDER/i.jpeg. Prints the versions and, for
each piece, digests of what Pillow and TensorFlow decode.
"""
