import type { IncomingMessage, ServerResponse } from "node:http";
import { type Access, hasTokenInAddress, refuse, tokenCookie } from "../security/guard.ts";
import { securityHeaders } from "../security/headers.ts";
import { failure, problem } from "./answer.ts";
import { answer, type Served } from "./routes.ts";
import { send } from "./send.ts";
import type { Unanswered } from "./unanswered.ts";
import { Underway } from "./underway.ts";

/** Answers one request of `node:http`, or of a framework that hands on its requests and responses. */
export type RequestHandler = (request: IncomingMessage, response: ServerResponse) => void;

export function requestHandler(
  served: Served,
  access: Access,
  unanswered: Unanswered,
): RequestHandler {
  const underway = new Underway();
  return (request, response) => {
    // A reader who has scrolled on closes the request: nothing more is done for it.
    const left = unanswered.add(request, response);
    if (left === undefined) return;
    const refusal = refuse(request, access);
    if (refusal !== undefined) {
      if (refusal.status === 405) response.setHeader("Allow", "GET, HEAD");
      send(request, response, problem(refusal.status, refusal.message));
      return;
    }
    if (access.token !== undefined && hasTokenInAddress(request)) {
      // Out of the address, the history and what the reader copies.
      const location = `.${(request.url ?? "/").split("?", 1)[0]}`;
      const cookie = tokenCookie(access.token);
      const headers = { ...securityHeaders, Location: location, "Set-Cookie": cookie };
      response.writeHead(303, { ...headers, "Cache-Control": "no-store" }).end();
      return;
    }
    answer(request.url ?? "/", served, left)
      .catch(failure)
      .then((made) => {
        if (left.aborted) return;
        underway.add(response, made.body.length, left);
        send(request, response, made);
      });
  };
}
