import type { ClientRequest, IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { onAbort } from "@imagenet-v2/storage/internal";
import { type Hop, networkFailure } from "./failure.ts";

/**
 * Sends a request, and settles in every way in which Node's may end: by an answer; by one after which
 * the connection speaks another protocol (101, or any to CONNECT); by an error; by a close without
 * either; by the end of the attempt, whatever the connection does about it.
 *
 * @returns the answer. After CONNECT its `socket` is the tunnel; after 101 it has no body.
 * @throws NETWORK, or Transient around it; the caller's reason for an abort
 */
export async function exchange(request: ClientRequest, hop: Hop): Promise<IncomingMessage> {
  const { signal } = hop.attempt;
  return new Promise((resolve, reject) => {
    const fail = (error: unknown) => reject(networkFailure(error, hop));
    onAbort(signal, () => fail(signal.reason));
    request
      .once("response", resolve)
      .once("upgrade", (answer: IncomingMessage, socket: Duplex) => {
        socket.destroy();
        resolve(answer);
      })
      .once("connect", (answer: IncomingMessage, socket: Duplex, begin: Buffer) => {
        // Node lets go of the socket here, and an error that nobody hears would end the process.
        socket.on("error", () => {});
        if (begin.length > 0) socket.unshift(begin);
        resolve(answer);
      })
      // Stays, for the same reason: errors come after the answer, too.
      .on("error", fail)
      .once("close", () => fail(new Error("it closed the connection without an answer")))
      .end();
  });
}

/** The body of an answer. What breaks it is typed as {@link exchange} does; what its reader throws is not. */
export async function* bodyOf(answer: IncomingMessage, hop: Hop): AsyncGenerator<Buffer> {
  try {
    yield* answer as AsyncIterable<Buffer>;
  } catch (error) {
    throw networkFailure(error, hop);
  }
}
