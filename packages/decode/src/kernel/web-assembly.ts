/** A `WebAssembly.Memory` that can be sent to other threads, which all see the same bytes. */
export interface SharedMemory {
  readonly buffer: SharedArrayBuffer;
}

/** The little that is needed of WebAssembly's types, which Node's have not. */
export const { WebAssembly } = globalThis as unknown as {
  WebAssembly: {
    Memory: new (descriptor: object) => SharedMemory;
    Module: new (bytes: Uint8Array) => object;
    Instance: new (module: object, imports: object) => { readonly exports: unknown };
    validate(bytes: Uint8Array): boolean;
  };
};
