import { type Server, STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import { securityHeaders } from "../security/headers.ts";
import type { RequestHandler } from "./handler.ts";
import type { Unanswered } from "./unanswered.ts";

/** Of what Node's parser and clock say of a request; anything else is 400. */
const statuses: Readonly<Record<string, number>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  HPE_HEADER_OVERFLOW: 431,
};

/**
 * Node answers some requests itself, without a policy: what it cannot read, and what it would ask the
 * handler about first. Here these are answered as all others are.
 */
export function answerAll(server: Server, handler: RequestHandler, unanswered: Unanswered): void {
  server.on("checkContinue", handler).on("checkExpectation", handler);
  server.on("clientError", ({ code = "" }: NodeJS.ErrnoException, socket: Socket) => {
    if (!unanswered.giveUp(socket) || !socket.writable) {
      socket.destroy();
      return;
    }
    socket.write(head(statuses[code] ?? 400));
    socket.destroySoon();
  });
}

function head(status: number): string {
  const headers = {
    ...securityHeaders,
    "Cache-Control": "no-store",
    "Content-Length": 0,
    Connection: "close",
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join("")}\r\n`;
}
