import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { hostname, networkInterfaces } from "node:os";
import { ImageNetV2Error } from "@imagenet-v2/core";
import { parseOptions } from "@imagenet-v2/core/internal";
import { isErrno } from "@imagenet-v2/storage/internal/node";
import * as z from "zod";
import { assembleExplorer, type ExplorerOptions } from "./explorer.ts";
import { loopbackHosts } from "./security/guard.ts";
import { answerAll } from "./server/unreadable.ts";

export interface ServeOptions extends ExplorerOptions {
  /**
   * The address to listen on. Another than this machine's own is open to the network: then a random
   * token is asked for, which is part of the returned address.
   * @default "127.0.0.1"
   */
  readonly host?: string | undefined;
  /** 0 for any free port. @default 4650 */
  readonly port?: number | undefined;
  /** Whether a port in use is an error; else the next free one is taken. @default false */
  readonly strictPort?: boolean | undefined;
}

/** An explorer that is being served. */
export interface ServedExplorer {
  /** What to open in a browser. */
  readonly url: string;
  readonly port: number;
  /** Ends the server and what is under way; the dataset stays open. May be called twice. */
  close(): Promise<void>;
}

/** Ports tried after the one asked for. */
const portsTried = 20;

const serveOptions = z.strictObject({
  host: z.string().min(1).default("127.0.0.1"),
  port: z.int().min(0).max(65535).default(4650),
  strictPort: z.boolean().default(false),
});

/**
 * Serves an explorer on this machine.
 *
 * @example
 * const { url, close } = await serveExplorer({ dataset });
 * console.log(url); //=> "http://127.0.0.1:4650/"
 *
 * @throws IO if the port is in use (`EADDRINUSE`, with `strictPort` or if the next ones are too), not
 *   allowed (`EACCES`), or the host is no address of this machine (`EADDRNOTAVAIL`)
 * @throws INVALID_OPTION
 * @throws UNSUPPORTED where the page is missing, as in a bundle: mark imagenet-v2 as external
 */
export async function serveExplorer(options: ServeOptions): Promise<ServedExplorer> {
  const { host: givenHost, port: givenPort, strictPort: strict, ...explorerOptions } = options;
  const served = { host: givenHost, port: givenPort, strictPort: strict };
  const { host, port, strictPort } = parseOptions(serveOptions, served, "serveExplorer");
  const local = loopbackHosts.includes(inAddress(host));
  const token = options.token ?? (local ? undefined : randomBytes(16).toString("base64url"));
  const hosts = options.hosts ?? [...loopbackHosts, ...namesOf(host)];
  const explorer = assembleExplorer({ ...explorerOptions, hosts, token }, { paths: local });
  const server = createServer(limits, explorer.handler);
  answerAll(server, explorer.handler, explorer.unanswered);
  const last = strictPort || port === 0 ? port : Math.min(port + portsTried, 65535);
  const bound = await listen(server, host, port, last).catch(async (error: unknown) => {
    await explorer.close();
    throw error;
  });
  explorer.warmUp();
  const query = token === undefined ? "" : `?token=${token}`;
  return {
    url: `http://${inAddress(shownName(host))}:${bound}/${query}`,
    port: bound,
    async close() {
      const closed = server.listening ? once(server, "close") : undefined;
      server.close();
      server.closeAllConnections();
      await explorer.close();
      await closed;
    },
  };
}

/** A client that is slow on purpose, or asks for too much at once, holds little and not for long. */
const limits = {
  headersTimeout: 10_000,
  requestTimeout: 10_000,
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 1_000,
  maxHeaderSize: 16_384,
  // The handler refuses a request without one, with all its headers.
  requireHostHeader: false,
};

/** @returns the port, the first free one from `port` to `last` */
async function listen(server: Server, host: string, port: number, last: number): Promise<number> {
  try {
    server.listen(port, host);
    await once(server, "listening");
    return (server.address() as AddressInfo).port;
  } catch (error) {
    if (isErrno(error, "EADDRINUSE") && port < last) return listen(server, host, port + 1, last);
    const errno = (error as NodeJS.ErrnoException).code ?? "";
    const hints: Readonly<Record<string, string>> = {
      EADDRINUSE: "Choose another port; 0 takes any that is free.",
      EACCES: "Ports below 1024 need rights that this process has not; choose a higher one.",
      EADDRNOTAVAIL: "The host must be an address or a name of this machine.",
    };
    throw new ImageNetV2Error(
      "IO",
      `${inAddress(host)}:${port}: cannot listen there (${errno}).`,
      { path: `${inAddress(host)}:${port}`, errno },
      { cause: error, hint: hints[errno] },
    );
  }
}

const wildcards = ["0.0.0.0", "::"];

/** The names under which a server bound there is asked. */
function namesOf(host: string): string[] {
  if (!wildcards.includes(host)) return [inAddress(host)];
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return [hostname(), ...addresses.map(({ address }) => inAddress(address))];
}

function shownName(host: string): string {
  return wildcards.includes(host) ? hostname() : host;
}

/** An IPv6 address stands in brackets. */
function inAddress(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}
