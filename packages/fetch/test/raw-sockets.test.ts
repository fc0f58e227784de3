import { isImageNetV2Error } from "@imagenet-v2/core";
import { fetchArchive } from "@imagenet-v2/fetch";
import fc from "fast-check";
import { afterEach, describe, expect, test, vi } from "vitest";
import { archiveBytes, lyingAbout, sameBytes, setting } from "./archives.ts";
import { type Behaviour, type Moment, rawServer } from "./raw-server.ts";

const bytes = archiveBytes(20_000);
const body = bytes.toString("latin1");
const size = bytes.length;
const chunked = `${size.toString(16)}\r\n${body}\r\n0\r\n`;

afterEach(() => vi.unstubAllEnvs());

/** Each way to the server: the URL to fetch from, and what must be set so that the server is asked. */
const ways = {
  directly: (host: string) => ({ baseUrl: `http://${host}`, proxy: undefined }),
  "as a proxy": (host: string) => ({ baseUrl: "http://mirror.example", proxy: `http://${host}` }),
  "as a proxy that is asked for a tunnel": (host: string) => ({
    baseUrl: "https://mirror.example",
    proxy: `http://${host}`,
  }),
};

const wayNames = Object.keys(ways) as (keyof typeof ways)[];

async function misbehaving(way: keyof typeof ways, behaviour: Behaviour) {
  const server = await rawServer(() => behaviour);
  const { baseUrl, proxy } = ways[way](server.host);
  if (proxy !== undefined) {
    vi.stubEnv("HTTP_PROXY", proxy);
    vi.stubEnv("HTTPS_PROXY", proxy);
  }
  const { variant, path, options } = setting(bytes);
  const fetchIt = (more: { signal?: AbortSignal; stallTimeout?: number }) =>
    fetchArchive(variant, { ...options, retries: 0, baseUrl, ...more });
  return { server, path, fetchIt };
}

/** Whether a fetch ended as one may: with the right bytes, or with an error about the network. */
function endedWell(outcome: unknown, path: string): boolean {
  if (!isImageNetV2Error(outcome)) {
    return !(outcome instanceof Error) && sameBytes(path, bytes);
  }
  const codes = ["NETWORK", "HTTP_STATUS", "SIZE_MISMATCH", "NOT_AN_ARCHIVE", "CHECKSUM_MISMATCH"];
  return codes.includes(outcome.code) && outcome.hint !== undefined;
}

const answer = (head: string, rest = ""): string[] => [`HTTP/1.1 ${head}\r\n\r\n`, rest];
const upgrade = "101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket";
const redirect = (location: string) => answer(`302 Found\r\nLocation: ${location}`);

const behaviours: Readonly<Record<string, readonly string[]>> = {
  nothing: [],
  "half a status line": ["HTTP/1.1 20"],
  "headers without an end": ["HTTP/1.1 200 OK\r\nContent-Length: 5\r\n"],
  "101": answer(upgrade),
  "101 and what follows it": answer(upgrade, "\u0081\u0005hello"),
  "101 without Upgrade": answer("101 Switching Protocols"),
  "100 and nothing more": answer("100 Continue"),
  "103, twice": answer("103 Early Hints\r\nLink: </x>", "HTTP/1.1 103 Early Hints\r\n\r\n"),
  "102 and then the file": [
    ...answer("102 Processing"),
    ...answer(`200 OK\r\nContent-Length: ${size}`, body),
  ],
  "199": answer("199 Odd"),
  "200 without a body": answer("200 OK"),
  "200 and half of a body": answer(`200 OK\r\nContent-Length: ${size}`, body.slice(0, 9000)),
  "200 and chunks without an end": answer("200 OK\r\nTransfer-Encoding: chunked", "5\r\nhello\r\n"),
  "a chunk that is none": answer("200 OK\r\nTransfer-Encoding: chunked", "zz\r\nhello\r\n"),
  "chunks and a trailer": answer(
    "200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum",
    `${chunked}X-Sum: 1\r\n\r\n`,
  ),
  "chunks and a trailer without an end": answer(
    "200 OK\r\nTransfer-Encoding: chunked",
    `${chunked}X-Sum: `,
  ),
  "trailers of 100 kB": answer(
    "200 OK\r\nTransfer-Encoding: chunked",
    `${chunked}X-Sum: ${"x".repeat(100_000)}\r\n\r\n`,
  ),
  "204": answer("204 No Content"),
  "205": answer("205 Reset Content"),
  "304": answer("304 Not Modified"),
  "426": answer("426 Upgrade Required\r\nConnection: Upgrade\r\nUpgrade: h2c"),
  "600": answer("600 Beyond"),
  "999": answer("999 Beyond"),
  "a redirect with % in its user": redirect("http://a%zz:b%@127.0.0.1:1/x"),
  "a redirect to port 0": redirect("http://127.0.0.1:0/x"),
  "a redirect in bytes that are no UTF-8": redirect("http://127.0.0.1:1/\u00ff\u00fe?\u00e9"),
  "a redirect to a name that is too long": redirect(`http://${"x".repeat(300)}.invalid/`),
  "a length that is none": answer("200 OK\r\nContent-Length: many", body),
  "a length beyond all numbers": answer(`200 OK\r\nContent-Length: ${"9".repeat(30)}`, body),
  "length and chunks": answer("200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked", chunked),
  "a coding nobody knows": answer("200 OK\r\nTransfer-Encoding: sleepy", body),
  "a header without a colon": answer("200 OK\r\nnonsense", body),
  "a header with NUL": answer("200 OK\r\nX: a\0b", body),
  "an empty line first": ["\r\n\r\n"],
  "HTTP/0.9": [body],
  "HTTP/2": ["\0\0\u0012\u0004\0\0\0\0\0\0\u0003\0\0\0\u0064\0\u0004\0\0\u00ff\u00ff"],
  TLS: ["\u0015\u0003\u0003\0\u0002\u0002\u0028"],
  "another protocol": ["SSH-2.0-OpenSSH_9.2\r\n\r\n"],
};

const endings = ["end", "destroy", "reset", "stay"] as const;

describe.each(wayNames)("a server that is asked %s", (way) => {
  test.each(Object.entries(behaviours))(
    "and says %s ends the fetch, whatever it does then",
    async (_, says) => {
      for (const ending of endings) {
        const { server, path, fetchIt } = await misbehaving(way, { says, ending });
        const outcome = await fetchIt({ stallTimeout: 100 }).catch((error: unknown) => error);
        expect(endedWell(outcome, path), `${ending}: ${String(outcome)}`).toBe(true);
        await expect.poll(() => server.sockets.size).toBe(0);
      }
    },
  );

  test.each(Object.entries(behaviours))(
    "and says %s lets go when the caller aborts, at each moment",
    async (_, says) => {
      for (const moment of ["connected", "asked", "answered", "later"] satisfies Moment[]) {
        const { server, path, fetchIt } = await misbehaving(way, { says, ending: "stay" });
        const caller = new AbortController();
        const reason = new Error("had enough");
        server.onMoment = (now) => {
          if (now === moment) caller.abort(reason);
        };
        // So much patience that nothing else ends it.
        const outcome = await fetchIt({ signal: caller.signal, stallTimeout: 600_000 }).catch(
          (error: unknown) => error,
        );
        expect(outcome === reason || endedWell(outcome, path), `${moment}: ${outcome}`).toBe(true);
        if (moment === "connected" || moment === "asked") expect(outcome).toBe(reason);
        await expect.poll(() => server.sockets.size).toBe(0);
        expect(lyingAbout(path).filter((name) => name === "lock")).toEqual([]);
      }
    },
  );
});

/** Answers put together at random, of which most are nearly right. */
const anyAnswer = fc
  .record({
    status: fc.oneof(
      fc.integer({ min: 100, max: 599 }),
      fc.constantFrom(0, 99, 101, 200, 206, 302),
    ),
    headers: fc.subarray(
      [
        `Content-Length: ${size}`,
        "Content-Length: 7",
        "Transfer-Encoding: chunked",
        "Connection: Upgrade",
        "Upgrade: h2c",
        "Content-Encoding: gzip",
        `Content-Range: bytes 0-${size - 1}/${size}`,
        "Content-Range: bytes 5-1/x",
        'ETag: "\u00ff"',
        "Retry-After: 0",
        "Location: http://%zz:%@127.0.0.1:1/",
        "Location: /",
        "X-Linked-ETag: none",
        "Trailer: X",
        "garbage",
      ],
      { maxLength: 5 },
    ),
    rest: fc.constantFrom(
      "",
      body,
      body.slice(0, 7),
      chunked,
      `${chunked}X: 1\r\n\r\n`,
      "\0\u00ff",
    ),
    cutAt: fc.option(fc.nat(600)),
    ending: fc.constantFrom(...endings),
  })
  .map(({ status, headers, rest, cutAt, ending }): Behaviour => {
    const all = `HTTP/1.1 ${status} X\r\n${headers.map((header) => `${header}\r\n`).join("")}\r\n${rest}`;
    return { says: [cutAt === null ? all : all.slice(0, cutAt)], ending };
  });

test.each(wayNames)(
  "whatever a server says that is asked %s, the fetch ends",
  async (way) => {
    await fc.assert(
      fc.asyncProperty(anyAnswer, async (behaviour) => {
        const { server, path, fetchIt } = await misbehaving(way, behaviour);
        const outcome = await fetchIt({ stallTimeout: 50 }).catch((error: unknown) => error);
        expect(endedWell(outcome, path), String(outcome)).toBe(true);
        await expect.poll(() => server.sockets.size).toBe(0);
      }),
      { numRuns: 60 },
    );
  },
  60_000,
);
