import { ImageNetV2Error, isImageNetV2Error } from "@imagenet-v2/core";
import { formatSize } from "@imagenet-v2/core/internal";
import type { ByteSource } from "@imagenet-v2/storage";
import type { OriginFile, OriginFiles } from "@imagenet-v2/storage/opfs";
import type { ArchiveListing } from "../../archive/archive-listing.ts";
import { writeKept } from "./kept-archive.ts";
import { openOriginSource } from "./origin-source.ts";

/**
 * A plain tar that becomes one of the origin's files. It has its name only when it is whole, and counts only when what
 * is known of it is kept, too. What keeps it from being made is no reason not to read the archive itself.
 */
export class ArchiveCopy {
  readonly #files: OriginFiles;
  readonly #path: string;
  readonly #name: string;
  readonly #needed: number;
  #part: OriginFile | undefined;
  #failure: unknown;

  /** @param needed how large it becomes at least */
  private constructor(files: OriginFiles, path: string, name: string, needed: number) {
    this.#files = files;
    this.#path = path;
    this.#name = name;
    this.#needed = needed;
  }

  static async begin(
    files: OriginFiles,
    path: string,
    name: string,
    needed: number,
  ): Promise<ArchiveCopy> {
    const copy = new ArchiveCopy(files, path, name, needed);
    try {
      await files.requireSpace(needed);
      const open = () => files.open(partPath(path), "write", { name });
      copy.#part = await copy.#inRoom(0, open);
      await copy.#part.truncate(0);
    } catch (error) {
      await copy.#fail(error);
    }
    return copy;
  }

  /** Why there is none. */
  get failure(): unknown {
    return this.#failure;
  }

  /** The file so far; `undefined` once it failed. */
  get part(): OriginFile | undefined {
    return this.#part;
  }

  /** Writes chunks as they pass, each when whoever looks at them asks for the next. */
  async *through(
    chunks: AsyncIterable<Uint8Array<ArrayBuffer>>,
  ): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    let writing: Promise<void> | undefined;
    for await (const chunk of chunks) {
      yield chunk;
      await writing;
      writing = this.append(chunk);
    }
    await writing;
  }

  /** @param chunk is given away */
  async append(chunk: Uint8Array<ArrayBuffer>): Promise<void> {
    const part = this.#part;
    if (part === undefined) return;
    const at = part.size;
    try {
      await this.#inRoom(at, () => part.write(at, chunk));
    } catch (error) {
      await this.#fail(error);
    }
  }

  /**
   * Gives it its name.
   *
   * @returns the copy, open; `undefined` where there is none: {@link failure} says why
   */
  async publish(listing: ArchiveListing): Promise<ByteSource | undefined> {
    const part = this.#part;
    if (part === undefined) return undefined;
    let tar: ByteSource | undefined;
    try {
      await part.flush();
      await part.close();
      await this.#files.rename(partPath(this.#path), this.#path);
      tar = await openOriginSource(this.#path, this.#name);
      await writeKept(this.#files, { ...listing, path: this.#path, identity: tar.identity });
      return tar;
    } catch (error) {
      await tar?.close?.();
      await this.#files.remove(this.#path).catch(() => {});
      await this.#fail(error);
      return undefined;
    }
  }

  /** Leaves nothing of it. */
  async drop(): Promise<void> {
    const part = this.#part;
    this.#part = undefined;
    await part?.close().catch(() => {});
    if (part !== undefined) await this.#files.remove(partPath(this.#path)).catch(() => {});
  }

  async #fail(error: unknown): Promise<void> {
    this.#failure = error;
    await this.drop();
  }

  /** Where room is lacking, says how much a copy takes. @param at how much of it there is */
  async #inRoom<T>(at: number, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw isImageNetV2Error(error, "DISK_FULL") ? this.#full(at, error) : error;
    }
  }

  #full(at: number, cause: unknown): ImageNetV2Error {
    const needed = formatSize(Math.max(this.#needed, at));
    return new ImageNetV2Error(
      "DISK_FULL",
      `${this.#name}: a copy takes ${needed}, and the browser gave this site room for ${at === 0 ? "0 bytes" : formatSize(at)} of it.`,
      { path: this.#name },
      { hint: "Free space on the disk, or remove what this site has stored.", cause },
    );
  }
}

function partPath(path: string): string {
  return `${path}.part`;
}
