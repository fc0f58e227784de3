/** A buffer of its own that is not filled with zeros first: the caller writes every byte. */
export function allocate(length: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.allocUnsafeSlow(length).buffer);
}
