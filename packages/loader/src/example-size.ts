/** Bytes of a number as protobuf writes it, seven bits each. */
function varintLength(value: number): number {
  let bytes = 1;
  for (let rest = value; rest >= 128; rest = Math.floor(rest / 128)) bytes++;
  return bytes;
}

/** Bytes of a protobuf field with a body: its tag, the body's length, the body. */
function field(bodyLength: number): number {
  return 1 + varintLength(bodyLength) + bodyLength;
}

/** A named feature in a `tf.train.Example`, whose list has one value (packed, if it is a number). */
function feature(name: string, valueLength: number): number {
  return field(field(Buffer.byteLength(name)) + field(field(field(valueLength))));
}

/**
 * How many bytes an example has as TFDS stores it, a serialized `tf.train.Example`, without making
 * one. Their sum decides how many shards there are.
 *
 * @param imageBytes length of the stored JPEG
 */
export function serializedLength(fileName: string, imageBytes: number): number {
  const label = Number.parseInt(fileName, 10);
  return field(
    feature("file_name", Buffer.byteLength(fileName)) +
      feature("image", imageBytes) +
      feature("label", varintLength(label)),
  );
}
