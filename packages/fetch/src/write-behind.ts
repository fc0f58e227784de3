/** May wait for the disk before the network has to wait too. */
const MOST_GATHERED = 1024 * 1024;

/** Puts chunks at a position, all of them, and gives how many bytes they had. */
type Write = (chunks: readonly Uint8Array[], position: number) => Promise<number>;

/**
 * Writes bytes that come in order. Each chunk goes to the disk as soon as the one before is there, so
 * that a killed process loses next to nothing; those that come meanwhile are written together.
 */
export class WriteBehind {
  readonly #write: Write;
  #gathered: Uint8Array[] = [];
  #gatheredBytes = 0;
  #bytes: number;
  #written: number;
  /** Runs while there is something to write. */
  #pump: Promise<void> | undefined;
  #failure: { readonly error: unknown } | undefined;

  /** @param bytes how many are there already */
  constructor(bytes: number, write: Write) {
    this.#bytes = bytes;
    this.#written = bytes;
    this.#write = write;
  }

  /** How many bytes are there, those still on their way to the disk included. */
  get bytes(): number {
    return this.#bytes;
  }

  /** How many bytes are on the disk. */
  get written(): number {
    return this.#written;
  }

  async append(chunk: Uint8Array): Promise<void> {
    this.#gathered.push(chunk);
    this.#gatheredBytes += chunk.length;
    this.#bytes += chunk.length;
    this.#pump ??= this.#writeGathered();
    if (this.#gatheredBytes >= MOST_GATHERED) await this.settle();
  }

  /** Waits until all is written, and raises what came in the way. */
  async settle(): Promise<void> {
    await this.#pump;
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  /** Forgets what is not written yet. */
  async drop(): Promise<void> {
    this.#gathered = [];
    this.#gatheredBytes = 0;
    await this.settle().catch(() => {});
  }

  /** Goes on from the beginning. */
  restart(): void {
    this.#bytes = 0;
    this.#written = 0;
  }

  /** Never rejects: what fails is raised where it is waited for. */
  async #writeGathered(): Promise<void> {
    try {
      while (this.#gatheredBytes > 0 && this.#failure === undefined) {
        const chunks = this.#gathered;
        this.#gathered = [];
        this.#gatheredBytes = 0;
        this.#written += await this.#write(chunks, this.#written);
      }
    } catch (error) {
      this.#failure = { error };
    } finally {
      this.#pump = undefined;
    }
  }
}
