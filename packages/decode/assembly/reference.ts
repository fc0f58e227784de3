// Whose verdict and pixels are wanted.

/** Whether TensorFlow's, with the fast DCT; else Pillow's, with the accurate one. */
export let tensorFlow: bool = false;

export function setReference(dct: i32): void {
  tensorFlow = dct !== 0;
}
