import { randomBytes } from "node:crypto";
import {
  copyFile,
  type FileHandle,
  mkdir,
  open,
  readdir,
  readFile,
  rename,
  rm,
  stat,
} from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import * as z from "zod";
import { Digest, digestFile, type HashOptions } from "./checksum.ts";
import { ioError, isErrno } from "./io-error.ts";
import { formatOwner, isGone, type Owner, parseOwner, thisProcess } from "./owner.ts";
import { publishFile, syncFolder } from "./publish.ts";

/** May wait for the disk before the network has to wait too. */
const MOST_GATHERED = 1024 * 1024;
/** A part of another machine that was quiet for this long is copied from. */
const QUIET_MS = 10 * 60 * 1000;

/** Where the bytes so far came from: the validator for `If-Range`. */
export interface PartState {
  readonly url: string;
  readonly etag: string | undefined;
}

const stateSchema = z.object({ url: z.string(), etag: z.string().optional() });

/** A part on the disk, as its folder's name tells it. */
export interface FoundPart {
  readonly folder: string;
  /** Undefined for a part that was given back. */
  readonly owner: Owner | undefined;
  /** Size of what is there. */
  readonly bytes: number;
  readonly mtimeMs: number;
}

/**
 * An unfinished download: a folder beside the final file with the bytes in `data` and where they came
 * from in `state.json`. A folder, because one rename then takes both, and taking is how a part changes
 * hands: it belongs to the one process its name tells, who alone writes to it. So two writers never
 * share a file, whatever becomes of locks.
 */
export class Part {
  readonly resumedFrom: number;
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
    this.resumedFrom = digest.bytes;
  }

  /**
   * Takes the largest part that lies about for `path` and is nobody's, or makes an empty one. What is
   * there already is hashed from the disk: it may have suffered since.
   */
  static async take(path: string, options: HashOptions = {}): Promise<Part> {
    let folder: string | undefined;
    try {
      folder = (await adopt(path)) ?? (await makeFolder(path));
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

function partName(path: string, owner?: Owner | undefined): string {
  const given = `${basename(path)}.part-${randomBytes(4).toString("hex")}`;
  return owner === undefined ? given : `${given}.${formatOwner(owner)}`;
}

/** Makes a part nobody's, so that the next run may take it while this process lives. */
async function giveBack(folder: string, path: string): Promise<void> {
  await rename(folder, join(dirname(path), partName(path))).catch(() => {});
  await syncFolder(dirname(path)).catch(() => {});
}

async function makeFolder(path: string): Promise<string> {
  const folder = join(dirname(path), partName(path, thisProcess()));
  await mkdir(folder);
  return folder;
}

/** All parts that lie about for a file, the largest first. Anything else is not looked at. */
export async function findParts(path: string): Promise<FoundPart[]> {
  const parts: FoundPart[] = [];
  const entries = await readdir(dirname(path), { withFileTypes: true }).catch((error: unknown) => {
    if (isErrno(error, "ENOENT")) return [];
    throw ioError(error, dirname(path));
  });
  for (const entry of entries) {
    const match = parsePartName(entry.name);
    if (!entry.isDirectory() || match?.of !== basename(path)) continue;
    const folder = join(dirname(path), entry.name);
    const data = await stat(join(folder, "data")).catch(() => undefined);
    const owner = match.owner;
    parts.push({ folder, owner, bytes: data?.size ?? 0, mtimeMs: data?.mtimeMs ?? 0 });
  }
  return parts.sort((a, b) => b.bytes - a.bytes);
}

/** Whose part of which file a folder of this name is; undefined if it is no part of ours. */
export function parsePartName(name: string): { of: string; owner: Owner | undefined } | undefined {
  const match = /^(.+)\.part-[0-9a-f]{8}(?:\.([0-9a-f]{12}-\d+-\d+))?$/s.exec(name);
  if (match === null) return undefined;
  const [, of = "", owner] = match;
  return { of, owner: owner === undefined ? undefined : parseOwner(owner) };
}

/** The largest part that is nobody's, made ours by a rename, which only one of several can do. */
async function adopt(path: string): Promise<string | undefined> {
  for (const part of await findParts(path)) {
    const free = part.owner === undefined || isGone(part.owner) === true;
    const folder = join(dirname(path), partName(path, thisProcess()));
    if (free) {
      try {
        await rename(part.folder, folder);
        return folder;
      } catch (error) {
        if (!isErrno(error, "ENOENT")) throw error;
      }
    } else if (isQuietElsewhere(part)) {
      await mkdir(folder);
      await copyFile(join(part.folder, "data"), join(folder, "data"));
      return folder;
    }
  }
  return undefined;
}

/**
 * Whether a part is of another machine that cannot be asked and has written nothing for ten minutes.
 * Such a part is copied and never taken, since its owner may yet go on.
 */
function isQuietElsewhere({ owner, bytes, mtimeMs }: FoundPart): boolean {
  const quiet = Math.abs(Date.now() - mtimeMs) > QUIET_MS;
  return owner !== undefined && isGone(owner) === undefined && bytes > 0 && quiet;
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
