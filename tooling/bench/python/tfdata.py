"""TFDS and tf.data over a prepared folder, with TensorFlow's nearest to the usual transform for evaluation:
decode, antialiased bilinear resize of the short side to 256, the middle 224, normalised.

    tfdata.py DATA_DIR IMAGES THREADS
"""

import json
import resource
import sys
import time

import tensorflow as tf
import tensorflow_datasets as tfds

# Plain lists: a tensor would start TensorFlow before its threads can be set.
MEAN = [0.485, 0.456, 0.406]
STD = [0.229, 0.224, 0.225]
BATCH = 32


def transform(example):
    image = tf.io.decode_jpeg(example["image"], channels=3)
    shape = tf.cast(tf.shape(image)[:2], tf.float32)
    size = tf.cast(256 * shape / tf.reduce_min(shape), tf.int32)
    image = tf.image.resize(image, size, antialias=True)
    image = tf.image.resize_with_crop_or_pad(image, 224, 224)
    return (image / 255 - MEAN) / STD, example["label"]


def main(data_dir, images, threads):
    tf.config.threading.set_intra_op_parallelism_threads(threads)
    tf.config.threading.set_inter_op_parallelism_threads(threads)
    builder = tfds.builder_from_directory(data_dir)
    data = builder.as_dataset(
        split="test", decoders={"image": tfds.decode.SkipDecoding()}, shuffle_files=False
    )
    data = data.take(images + BATCH).map(transform, num_parallel_calls=threads)
    data = data.batch(BATCH).prefetch(tf.data.AUTOTUNE)
    options = tf.data.Options()
    options.threading.private_threadpool_size = threads
    done = 0
    begun = None
    for tensors, _ in data.with_options(options):
        if begun is None:  # Tracing and starting are not counted.
            begun = time.perf_counter()
            cpu_begun = time.process_time()
        else:
            done += int(tensors.shape[0])
    seconds = time.perf_counter() - begun
    cpu = time.process_time() - cpu_begun
    kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(
        json.dumps(
            {
                "images": done,
                "seconds": seconds,
                "cpuSeconds": cpu,
                "peakMegabytes": kilobytes / 1024,
            }
        )
    )


main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
