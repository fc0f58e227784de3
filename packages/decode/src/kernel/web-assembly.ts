/** A `WebAssembly.Memory` that can be sent to other threads, which all see the same bytes. */
export interface SharedMemory {
  readonly buffer: SharedArrayBuffer;
}

/** The little that is needed of WebAssembly's types, which Node's have not. */
interface WebAssemblyApi {
  readonly Memory: new (descriptor: object) => SharedMemory;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
  validate(bytes: Uint8Array): boolean;
}

/** `undefined` where there is none: in Node with `--jitless`, in some locked-down browsers. */
export const { WebAssembly } = globalThis as unknown as {
  readonly WebAssembly: WebAssemblyApi | undefined;
};
