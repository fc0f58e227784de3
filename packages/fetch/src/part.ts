import { type FileHandle, rm } from "node:fs/promises";
import { join } from "node:path";
import { ImageNetV2Error } from "@imagenet-v2/core";
import {
  type Digest,
  digestHandle,
  ioError,
  openOwnFile,
  publishPart,
} from "@imagenet-v2/storage/internal/node";
import type { HashOptions } from "@imagenet-v2/storage/node";
import { adoptPart, makePart, release, removePart } from "./part-folder.ts";
import { MOST_STATE_BYTES, type PartState, parseState } from "./part-state.ts";
import type { Provable } from "./proven-bytes.ts";
import { WriteBehind } from "./write-behind.ts";

/** The checksums of a finished part, and when it was last written to, in nanoseconds since 1970. */
export type PartDigest = ReturnType<Digest["finish"]> & { readonly mtimeNs: string };

/**
 * An unfinished download: a folder beside the final file with the bytes in `data` and where they came
 * from in `state.json`. A folder, because one rename then takes both, and taking is how a part changes
 * hands: it belongs to the one process its name tells, who alone writes to it. So two writers never
 * share a file, whatever becomes of locks.
 */
export class Part implements Provable<PartDigest> {
  readonly #path: string;
  readonly #folder: string;
  readonly #file: FileHandle;
  readonly #stateFile: FileHandle;
  readonly #writing: WriteBehind;
  #state: PartState | undefined;

  private constructor(path: string, folder: string, files: PartFiles) {
    this.#path = path;
    this.#folder = folder;
    this.#file = files.data;
    this.#stateFile = files.state;
    this.#state = files.from;
    this.#writing = new WriteBehind(files.bytes, async (chunks, position) => {
      try {
        return await writeAll(this.#file, chunks, position);
      } catch (error) {
        throw ioError(error, folder);
      }
    });
  }

  /**
   * Takes the largest part that lies about for `path` and is nobody's, or makes an empty one. One that
   * cannot be a beginning of the file (too long, or with something else in place of its files) is
   * thrown away.
   *
   * @param longest how many bytes it may have
   * @param onNote told of what is thrown away
   */
  static async take(
    path: string,
    longest: number,
    onNote?: ((note: string) => void) | undefined,
  ): Promise<Part> {
    try {
      for (;;) {
        const adopted = await adoptPart(path, longest);
        const folder = adopted ?? (await makePart(path));
        const files = await openFiles(folder, path);
        if (files !== undefined && files.bytes <= longest) return new Part(path, folder, files);
        await files?.data.close();
        await files?.state.close();
        await removePart(folder);
        // Others put something into the place of what was made this very moment.
        if (adopted === undefined) throw notOurs(folder);
        const why =
          files === undefined ? "is damaged" : `has ${files.bytes} bytes, more than the file`;
        onNote?.(`What was left of an earlier download ${why}: it was thrown away (${folder}).`);
      }
    } catch (error) {
      throw ioError(error, path);
    }
  }

  /** How many bytes are there, those still on their way to the disk included. */
  get bytes(): number {
    return this.#writing.bytes;
  }

  get state(): PartState | undefined {
    return this.#state;
  }

  /** Notes where the bytes come from, so that a later run can ask for the rest of the same file. */
  async remember(state: PartState): Promise<void> {
    if (state.url === this.#state?.url && state.etag === this.#state.etag) return;
    this.#state = state;
    try {
      // Not synced: after a power cut it is worth as little as the part.
      await this.#stateFile.truncate(0);
      await this.#stateFile.write(JSON.stringify(state), 0);
    } catch (error) {
      throw ioError(error, this.#folder);
    }
  }

  /** Adds bytes at the end. */
  async append(chunk: Uint8Array): Promise<void> {
    await this.#writing.append(chunk);
  }

  /** Forgets all bytes. */
  async restart(): Promise<void> {
    await this.#writing.drop();
    try {
      await this.#file.truncate(0);
    } catch (error) {
      throw ioError(error, this.#folder);
    }
    this.#writing.restart();
  }

  /**
   * Brings all bytes to the disk and gives the checksums of what is there then, and when it was last
   * written to. What came from the network, and what was there before, may have suffered since.
   *
   * @throws DATA_CHANGED if it is written to meanwhile, which nobody else has a right to
   */
  async finish(options: HashOptions): Promise<PartDigest> {
    await this.#writing.settle();
    try {
      await this.#file.sync();
      const before = await this.#file.stat({ bigint: true });
      const digest = await digestHandle(this.#file, options);
      const after = await this.#file.stat({ bigint: true });
      if (before.mtimeNs !== after.mtimeNs) throw notOurs(this.#folder);
      return { ...digest.finish(), mtimeNs: String(after.mtimeNs) };
    } catch (error) {
      throw ioError(error, this.#folder);
    }
  }

  /** The first bytes, to tell by them what came. */
  async head(): Promise<Buffer> {
    const { buffer, bytesRead } = await this.#file.read(Buffer.alloc(512), 0, 512, 0);
    return buffer.subarray(0, bytesRead);
  }

  /** Gives the finished bytes their final name. Fails if another process took the part. */
  async publish(): Promise<void> {
    try {
      const data = join(this.#folder, "data");
      if (!(await publishPart(this.#file, data, this.#path))) throw notOurs(this.#folder);
      await this.#close();
      await rm(this.#folder, { recursive: true, force: true });
    } catch (error) {
      throw ioError(error, this.#path);
    }
  }

  /** Leaves the part for the next run, what came so far on the disk. An empty one is removed. */
  async release(): Promise<void> {
    await this.#writing.settle().catch(() => {});
    await this.#file.sync().catch(() => {});
    await this.#close();
    if (this.#writing.written === 0) return removePart(this.#folder);
    await release(this.#folder, this.#path);
  }

  /** Removes the part. */
  async discard(): Promise<void> {
    await this.#writing.drop();
    await this.#close();
    await removePart(this.#folder);
  }

  async #close(): Promise<void> {
    await this.#file.close().catch(() => {});
    await this.#stateFile.close().catch(() => {});
  }
}

/** @returns how many bytes were written: all */
async function writeAll(
  file: FileHandle,
  chunks: readonly Uint8Array[],
  position: number,
): Promise<number> {
  const bytes = chunks.reduce((sum, { length }) => sum + length, 0);
  const { bytesWritten } = await file.writev(chunks, position);
  if (bytesWritten === bytes) return bytes;
  // A nearly full disk takes less than it is given; the rest then tells why.
  const rest = Buffer.concat(chunks).subarray(bytesWritten);
  for (let done = 0; done < rest.length; ) {
    const written = await file.write(
      rest,
      done,
      rest.length - done,
      position + bytesWritten + done,
    );
    done += written.bytesWritten;
  }
  return bytes;
}

interface PartFiles {
  readonly data: FileHandle;
  readonly bytes: number;
  readonly state: FileHandle;
  readonly from: PartState | undefined;
}

/** @returns undefined where the path is taken by something that is not a file of this user */
async function openFiles(folder: string, path: string): Promise<PartFiles | undefined> {
  let data: FileHandle | undefined;
  let state: FileHandle | undefined;
  try {
    data = await openOwnFile(join(folder, "data"));
    state = data && (await openOwnFile(join(folder, "state.json")));
    if (data !== undefined && state !== undefined) {
      await data.chmod(0o600).catch(() => {});
      const { size: bytes } = await data.stat();
      return { data, bytes, state, from: await readState(state) };
    }
    await data?.close();
    return undefined;
  } catch (error) {
    // What kept us from it, as too many open files, is not the part's fault.
    await data?.close();
    await state?.close();
    await release(folder, path);
    throw error;
  }
}

async function readState(file: FileHandle): Promise<PartState | undefined> {
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(MOST_STATE_BYTES), 0);
    return parseState(buffer.toString("utf8", 0, bytesRead));
  } catch {
    return undefined;
  }
}

function notOurs(folder: string): ImageNetV2Error {
  return new ImageNetV2Error(
    "DATA_CHANGED",
    `${folder}: something else wrote to this download.`,
    { path: folder },
    { hint: "Choose a folder that nobody else may write to, and try again." },
  );
}
