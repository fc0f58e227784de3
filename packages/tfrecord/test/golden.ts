/** `{ file_name: "7/a.jpeg", image: ff d8 ff d9, label: 7 }` as TensorFlow serializes it, keys sorted. */
export const goldenExample = hex(
  "0a3e0a190a0966696c655f6e616d65120c0a0a0a08372f612e6a7065670a110a05696d61676512080a060a04ffd8ffd90a0e0a056c6162656c12051a030a0107",
);

/** The same as a record of a TFRecord file. */
export const goldenRecord = `40000000000000002817f495${Buffer.from(goldenExample).toString("hex")}a0195bba`;

export function hex(digits: string): Uint8Array {
  return Uint8Array.from(Buffer.from(digits.replaceAll(" ", ""), "hex"));
}

export function concat(parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(parts));
}
