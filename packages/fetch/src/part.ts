import { type FileHandle, open, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { Digest, digestFile, type HashOptions } from "./checksum.ts";
import { strongEtag } from "./http/etag.ts";
import { ioError } from "./io-error.ts";
import { adoptPart, giveBack, makePart } from "./part-folder.ts";
import { publishFile } from "./publish.ts";

/** May wait for the disk before the network has to wait too. */
const MOST_GATHERED = 1024 * 1024;

/** Where the bytes so far came from: the validator for `If-Range`. */
export interface PartState {
  readonly url: string;
  readonly etag: string | undefined;
}

const stateSchema = z.object({
  url: z.string(),
  etag: z.string().transform(strongEtag).optional(),
});

/**
 * An unfinished download: a folder beside the final file with the bytes in `data` and where they came
 * from in `state.json`. A folder, because one rename then takes both, and taking is how a part changes
 * hands: it belongs to the one process its name tells, who alone writes to it. So two writers never
 * share a file, whatever becomes of locks.
 */
export class Part {
  readonly #path: string;
  #folder: string;
  #file: FileHandle;
  #digest: Digest;
  #state: PartState | undefined;
  #gathered: Uint8Array[] = [];
  #gatheredBytes = 0;
  #bytes: number;
  #written: number;
  /** Runs while there is something to write. */
  #pump: Promise<void> | undefined;
  #failure: { readonly error: unknown } | undefined;

  private constructor(
    path: string,
    folder: string,
    file: FileHandle,
    digest: Digest,
    state: PartState | undefined,
  ) {
    this.#path = path;
    this.#folder = folder;
    this.#file = file;
    this.#digest = digest;
    this.#state = state;
    this.#bytes = digest.bytes;
    this.#written = digest.bytes;
  }

  /**
   * Takes the largest part that lies about for `path` and is nobody's, or makes an empty one. What is
   * there already is hashed from the disk: it may have suffered since.
   */
  static async take(path: string, options: HashOptions = {}): Promise<Part> {
    let folder: string | undefined;
    try {
      folder = (await adoptPart(path)) ?? (await makePart(path));
      const data = join(folder, "data");
      // Makes the file where there is none and leaves it alone where there is.
      await (await open(data, "a")).close();
      const digest = await digestFile(data, options);
      const file = await open(data, "r+");
      return new Part(path, folder, file, digest, await readState(folder));
    } catch (error) {
      if (folder !== undefined) await giveBack(folder, path);
      throw ioError(error, path);
    }
  }

  /** How many bytes are there, those still on their way to the disk included. */
  get bytes(): number {
    return this.#bytes;
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
      const file = await open(join(this.#folder, "state.json"), "w");
      await file.writeFile(JSON.stringify(state)).finally(() => file.close());
    } catch (error) {
      throw ioError(error, this.#folder);
    }
  }

  /**
   * Adds bytes at the end. Each chunk goes to the disk as soon as the one before is there, so that a
   * killed process loses next to nothing; those that come meanwhile are written together.
   */
  async append(chunk: Uint8Array): Promise<void> {
    this.#gathered.push(chunk);
    this.#gatheredBytes += chunk.length;
    this.#bytes += chunk.length;
    this.#pump ??= this.#writeGathered();
    if (this.#gatheredBytes >= MOST_GATHERED) await this.#settle();
  }

  /** Forgets all bytes. */
  async restart(): Promise<void> {
    await this.#drop();
    try {
      await this.#file.truncate(0);
    } catch (error) {
      throw ioError(error, this.#folder);
    }
    this.#digest = new Digest();
    this.#bytes = 0;
    this.#written = 0;
  }

  /** Brings all bytes to the disk and gives their checksums. Nothing may be added afterwards but after a restart. */
  async finish(): Promise<ReturnType<Digest["finish"]>> {
    await this.#settle();
    try {
      await this.#file.sync();
    } catch (error) {
      throw ioError(error, this.#folder);
    }
    return this.#digest.finish();
  }

  /** The first bytes, to tell by them what came. */
  async head(): Promise<Buffer> {
    const { buffer, bytesRead } = await this.#file.read(Buffer.alloc(512), 0, 512, 0);
    return buffer.subarray(0, bytesRead);
  }

  /** Gives the finished bytes their final name. Fails if another process took the part. */
  async publish(): Promise<void> {
    try {
      await this.#file.close();
      await publishFile(join(this.#folder, "data"), this.#path);
      await rm(this.#folder, { recursive: true, force: true });
    } catch (error) {
      throw ioError(error, this.#path);
    }
  }

  /** Leaves the part for the next run, what came so far on the disk. An empty one is removed. */
  async release(): Promise<void> {
    await this.#settle().catch(() => {});
    await this.#file.sync().catch(() => {});
    await this.#file.close().catch(() => {});
    if (this.#written === 0) return this.#remove();
    await giveBack(this.#folder, this.#path);
  }

  /** Removes the part. */
  async discard(): Promise<void> {
    await this.#drop();
    await this.#file.close().catch(() => {});
    await this.#remove();
  }

  async #remove(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true }).catch(() => {});
  }

  async #drop(): Promise<void> {
    this.#gathered = [];
    this.#gatheredBytes = 0;
    await this.#settle().catch(() => {});
  }

  /** Waits until all is written, and raises what came in the way. */
  async #settle(): Promise<void> {
    await this.#pump;
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  /** Never rejects: what fails is raised where it is waited for. */
  async #writeGathered(): Promise<void> {
    try {
      while (this.#gatheredBytes > 0 && this.#failure === undefined) {
        const chunks = this.#gathered;
        this.#gathered = [];
        this.#gatheredBytes = 0;
        const writing = writeAll(this.#file, chunks, this.#written);
        // Hashed while the disk is at it.
        for (const chunk of chunks) this.#digest.update(chunk);
        this.#written += await writing;
      }
    } catch (error) {
      this.#failure = { error: ioError(error, this.#folder) };
    } finally {
      this.#pump = undefined;
    }
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

async function readState(folder: string): Promise<PartState | undefined> {
  try {
    const { url, etag } = stateSchema.parse(
      JSON.parse(await readFile(join(folder, "state.json"), "utf8")),
    );
    return { url, etag };
  } catch {
    return undefined;
  }
}
