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

  /**
   * @param size of the body that is about to be sent
   * @param left aborted when the response is closed, or its connection is
   */
  add(response: ServerResponse, size: number, left: AbortSignal): void {
    this.#sizes.set(response, size);
    this.#bytes += size;
    response.setTimeout(patience, () => response.destroy());
    left.addEventListener("abort", () => this.#remove(response), { once: true });
    for (const oldest of this.#sizes.keys()) {
      if (this.#bytes <= mostBytes || oldest === response) break;
      this.#remove(oldest);
      // One that waits behind others of its connection cannot be destroyed alone.
      oldest.req.socket.destroy();
    }
  }

  #remove(response: ServerResponse): void {
    this.#bytes -= this.#sizes.get(response) ?? 0;
    this.#sizes.delete(response);
  }
}
