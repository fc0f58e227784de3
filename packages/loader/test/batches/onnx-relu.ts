/** An ONNX model that gives back what it is given, less what is below 0: one Relu, of any shape. */
export function reluModel(): Uint8Array {
  const floats = field(2, message(field(1, message(varint(1, 1)))));
  const value = (name: string) => message(field(1, text(name)), floats);
  const node = message(field(1, text("x")), field(2, text("y")), field(4, text("Relu")));
  const graph = message(
    field(1, node),
    field(2, text("relu")),
    field(11, value("x")),
    field(12, value("y")),
  );
  const opset = message(field(1, text("")), varint(2, 13));
  return message(varint(1, 7), field(7, graph), field(8, opset));
}

// As much of protobuf as that takes: lengths below 128 × 128, numbers below 128.

function message(...fields: Uint8Array[]): Uint8Array {
  return Buffer.concat(fields);
}

function field(number: number, bytes: Uint8Array): Uint8Array {
  const { length } = bytes;
  const size = length < 128 ? [length] : [(length & 127) | 128, length >> 7];
  return Buffer.concat([Buffer.from([(number << 3) | 2, ...size]), bytes]);
}

function varint(number: number, value: number): Uint8Array {
  return Buffer.from([number << 3, value]);
}

function text(value: string): Uint8Array {
  return Buffer.from(value);
}
