import type { ServerResponse } from "node:http";

/** Of answers that are not taken yet: some hundred pictures, or a few very large ones. */
const mostBytes = 64 * 1024 * 1024;

/** How long (ms) a client may read nothing of its answer. */
const patience = 8000;

/**
 * The answers that are being sent. A client that does not read its answer leaves it in our memory: not
 * for ever, and when it gets too much, those that have waited longest are given up for the others.
 */
export class Underway {
  readonly #sizes = new Map<ServerResponse, number>();
  #bytes = 0;

  /** @param size of the body that is about to be sent */
  add(response: ServerResponse, size: number): void {
    this.#sizes.set(response, size);
    this.#bytes += size;
    response.setTimeout(patience, () => response.destroy());
    response.once("close", () => this.#remove(response));
    for (const oldest of this.#sizes.keys()) {
      if (this.#bytes <= mostBytes || oldest === response) break;
      this.#remove(oldest);
      oldest.destroy();
    }
  }

  #remove(response: ServerResponse): void {
    this.#bytes -= this.#sizes.get(response) ?? 0;
    this.#sizes.delete(response);
  }
}
