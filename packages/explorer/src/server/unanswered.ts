import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";

/** Of one connection: a browser sends the next request when it has the answer to the last. */
const mostOfOne = 32;
/** Of all connections: a few screens of pictures for some dozen readers. */
const mostOfAll = 1024;

/**
 * The requests that are not answered yet. A client may send them one after the other without waiting
 * (pipelining), and Node hands on all of them: work is done for a few only, and for none whose client has
 * left. Node tells the first response of a connection that it was closed, and not those behind it.
 */
export class Unanswered {
  readonly #all = new Map<ServerResponse, AbortController>();
  readonly #ofConnection = new WeakMap<Socket, Set<ServerResponse>>();

  /**
   * @returns aborted when the response is closed or its connection is; `undefined` for a request that is
   *   not to be answered, as its connection is closed for having too many
   */
  add({ socket }: IncomingMessage, response: ServerResponse): AbortSignal | undefined {
    if (socket.destroyed) return undefined;
    const own = this.#of(socket);
    if (own.size >= mostOfOne) {
      this.#close(socket);
      return undefined;
    }
    const left = new AbortController();
    own.add(response);
    this.#all.set(response, left);
    response.once("close", () => this.#end(response, own));
    const [oldest] = this.#all.keys();
    if (oldest !== undefined && this.#all.size > mostOfAll) this.#close(oldest.req.socket);
    return left.signal;
  }

  /**
   * Gives up whatever is owed on a connection.
   *
   * @returns whether nothing of it was sent, so that something else may be
   */
  giveUp(socket: Socket): boolean {
    const own = this.#of(socket);
    const begun = Array.from(own).some(({ headersSent }) => headersSent);
    this.#endAll(own);
    return !begun;
  }

  #of(socket: Socket): Set<ServerResponse> {
    const known = this.#ofConnection.get(socket);
    if (known !== undefined) return known;
    const own = new Set<ServerResponse>();
    this.#ofConnection.set(socket, own);
    socket.once("close", () => this.#endAll(own));
    return own;
  }

  #close(socket: Socket): void {
    socket.destroy();
    this.#endAll(this.#of(socket));
  }

  #endAll(own: Set<ServerResponse>): void {
    for (const response of own) this.#end(response, own);
  }

  #end(response: ServerResponse, own: Set<ServerResponse>): void {
    own.delete(response);
    this.#all.get(response)?.abort();
    this.#all.delete(response);
  }
}
