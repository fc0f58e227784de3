"""Reads or writes TFRecord files of `tf.train.Example`s with TensorFlow.

usage: records.py read PATH            prints the examples as JSON
       records.py write PATH EXAMPLES  writes them from the same JSON

An example is {name: {"bytes_list" | "float_list" | "int64_list": [values]}}, bytes in base64, int64s as strings.
"""

import base64
import json
import sys

import tensorflow as tf

from_json = {"bytes_list": base64.b64decode, "float_list": float, "int64_list": int}
to_json = {
    "bytes_list": lambda value: base64.b64encode(value).decode(),
    "float_list": float,
    "int64_list": str,
}


def read(path):
    examples = []
    for record in tf.data.TFRecordDataset(path).as_numpy_iterator():
        features = tf.train.Example.FromString(record).features.feature
        examples.append({
            name: {
                kind: [to_json[kind](value) for value in getattr(feature, kind).value]
                for kind in [feature.WhichOneof("kind")]
                if kind is not None
            }
            for name, feature in features.items()
        })
    return examples


def write(path, examples):
    with tf.io.TFRecordWriter(path) as writer:
        for example in examples:
            message = tf.train.Example()
            for name, feature in example.items():
                for kind, values in feature.items():
                    target = getattr(message.features.feature[name], kind)
                    # An empty list is there too.
                    target.SetInParent()
                    target.value.extend(from_json[kind](value) for value in values)
                if not feature:
                    message.features.feature[name].SetInParent()
            writer.write(message.SerializeToString())
    return len(examples)


if sys.argv[1] == "read":
    print(json.dumps(read(sys.argv[2])))
else:
    print(json.dumps(write(sys.argv[2], json.loads(sys.argv[3]))))
