import { ImageNetV2Error, isImageNetV2Error } from "@imagenet-v2/core";
import { isBytes, kindOf, messageOf, shown } from "@imagenet-v2/core/internal";
import type { ByteReadOptions, ByteSource } from "@imagenet-v2/storage";
import { orAbort } from "@imagenet-v2/storage/internal";

/** Whether this looks as a {@link ByteSource} does. */
export function isSource(value: unknown): value is ByteSource {
  const { name, size, read } = (value ?? {}) as Partial<ByteSource>;
  return (
    typeof name === "string" &&
    Number.isSafeInteger(size) &&
    (size as number) >= 0 &&
    typeof read === "function"
  );
}

/**
 * A source of the caller's own, held to what a source promises: all bytes asked for, in a buffer of their
 * own, an end by the signal, and errors that say of what.
 */
export function ownSource(source: ByteSource): ByteSource {
  const { name, size } = source;
  const own: ByteSource = {
    name,
    size,
    async read(offset, length, options: ByteReadOptions = {}) {
      const { signal } = options;
      try {
        const bytes: unknown = await orAbort(source.read(offset, length, options), signal);
        return exactly(name, bytes, length);
      } catch (error) {
        signal?.throwIfAborted();
        throw typed(name, error);
      }
    },
  };
  if (source.readSync === undefined) return own;
  return {
    ...own,
    readSync(offset, into) {
      try {
        source.readSync?.(offset, into);
      } catch (error) {
        throw typed(name, error);
      }
    },
  };
}

function exactly(name: string, bytes: unknown, length: number): Uint8Array<ArrayBuffer> {
  if (!isBytes(bytes) || bytes.length !== length) {
    const gave = isBytes(bytes) ? `${bytes.length} bytes` : shown(bytes);
    throw new ImageNetV2Error(
      "DATA_CHANGED",
      `${name}: its read gave ${gave} in place of ${length} bytes.`,
      { path: name },
      { hint: "A source gives exactly the bytes asked for, as a Uint8Array, or throws." },
    );
  }
  const isAlone = bytes.buffer.byteLength === length && kindOf(bytes.buffer) === "ArrayBuffer";
  return isAlone ? (bytes as Uint8Array<ArrayBuffer>) : new Uint8Array(bytes);
}

function typed(path: string, error: unknown): unknown {
  if (isImageNetV2Error(error)) return error;
  const { code } = (error ?? {}) as { code?: unknown };
  const errno = typeof code === "string" ? code : "unknown";
  const message = `${path}: ${messageOf(error)}.`;
  return new ImageNetV2Error("IO", message, { path, errno }, { cause: error });
}
