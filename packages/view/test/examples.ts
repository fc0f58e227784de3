import type { ImageTensor } from "@imagenet-v2/core";

/** A picture of one colour. */
export function flat(
  width: number,
  height: number,
  color: readonly [number, number, number] = [200, 40, 40],
): ImageTensor {
  const data = Uint8Array.from({ length: width * height * 3 }, (_, i) => color[i % 3] ?? 0);
  return { data, shape: [height, width, 3], dtype: "uint8" };
}

/** A picture that is nowhere flat. */
export function pattern(width: number, height: number): ImageTensor {
  const data = Uint8Array.from(
    { length: width * height * 3 },
    (_, i) => (i * i * 7 + i * 31) % 256,
  );
  return { data, shape: [height, width, 3], dtype: "uint8" };
}

/** `count` examples of one colour, and whether the source was closed early. */
export function counted(count: number) {
  const state = { read: 0, closed: false };
  async function* examples() {
    try {
      for (let index = 0; index < count; index++) {
        state.read++;
        yield { image: flat(8, 6), label: index, file_name: `${index}/a.jpeg`, index };
      }
    } finally {
      state.closed = true;
    }
  }
  return { state, source: examples() };
}
