import { createServer, type RequestListener } from "node:http";
import { type AddressInfo, createServer as createRawServer } from "node:net";
import { type Fault, type FaultyServer, faultyServer } from "@imagenet-v2/fixtures";
import { httpSource } from "@imagenet-v2/storage";
import { describe, expect, onTestFinished, test } from "vitest";
import { numbered, testByteSource } from "./byte-source-conformance.ts";

const MiB = 1024 * 1024;
const content = Buffer.from(numbered(1000));

/** The ranges that a server was asked for, but for the one of the opening. */
const ranges = ({ log }: FaultyServer) => log.slice(1).map(({ range }) => range);

/** A server whose first answer, to the opening, is right, and whose others are as `fault` says. */
const faultyReads = (fault: Fault, bytes = content) =>
  faultyServer(bytes, (_, number) => (number === 0 ? undefined : fault));

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

testByteSource(
  "a URL with an ETag",
  async (bytes) => {
    const server = await faultyServer(Buffer.from(bytes));
    const source = await httpSource(`${server.url}/archive.tar`);
    const change = async (other: Uint8Array) => {
      server.plan = () => ({ content: Buffer.from(other), headers: { etag: '"other"' } });
    };
    return { source, change };
  },
  { canChange: true, hasSync: false, hasClose: false },
);

testByteSource(
  "a URL with a Last-Modified, of a server without If-Range",
  async (bytes) => {
    const times = ["Thu, 01 Jan 2026 00:00:00 GMT", "Thu, 01 Jan 2026 00:00:09 GMT"];
    const headers = { etag: undefined, "last-modified": times[0] };
    const server = await faultyServer(Buffer.from(bytes), () => ({ headers, ignoreIfRange: true }));
    const source = await httpSource(server.url);
    const change = async (other: Uint8Array) => {
      server.plan = () => ({
        content: Buffer.from(other),
        headers: { ...headers, "last-modified": times[1] },
        ignoreIfRange: true,
      });
    };
    return { source, change };
  },
  { canChange: true, hasSync: false, hasClose: false },
);

describe("opening a URL", () => {
  test("takes one request of one byte, and shows no secrets", async () => {
    const server = await faultyServer(content);
    const source = await httpSource(`${server.url}/a/b.tar?token=secret#part`);
    expect(source).toMatchObject({
      name: `${server.url}/a/b.tar`,
      size: 1000,
      identity: server.etag,
    });
    expect(server.log.map(({ range, url }) => [range, url])).toEqual([
      ["bytes=0-0", "/a/b.tar?token=secret"],
    ]);
  });

  test.for([
    ["ignores Range", { ignoreRange: true }, "NETWORK", "ignores Range", /download the file/],
    ["answers 416", { status: 416 }, "HTTP_STATUS", "refuses the range", /download the file/],
    ["answers 404", { status: 404 }, "HTTP_STATUS", "answered 404", /Check the URL/],
    ["answers 403", { status: 403 }, "HTTP_STATUS", "answered 403", /authorization/],
    ["answers 500", { status: 500 }, "HTTP_STATUS", "answered 500", /try again/],
    ["answers 304", { status: 304 }, "HTTP_STATUS", "answered 304", /try again/],
    [
      "tells no size",
      { headers: { "content-range": "bytes 0-0/*" } },
      "NETWORK",
      "does not tell the size",
      /expose Content-Range/,
    ],
    [
      "sends a part without Content-Range",
      { headers: { "content-range": undefined } },
      "NETWORK",
      "does not tell the size",
      /expose Content-Range/,
    ],
    [
      "sends another part",
      { headers: { "content-range": "bytes 1-1/1000" } },
      "NETWORK",
      "bytes 1-1/1000 in place of bytes 0-0/1000",
      /serves ranges/,
    ],
    [
      "compresses",
      { headers: { "content-encoding": "gzip" } },
      "NETWORK",
      "compressed (gzip)",
      /serves ranges/,
    ],
    ["redirects in a circle", { status: 302, headers: { location: "/" } }, "NETWORK", "", /again/],
    [
      "redirects to a file",
      { status: 302, headers: { location: "file:///x" } },
      "NETWORK",
      "",
      /./,
    ],
  ] as const)("is refused where the server %s", async ([, fault, code, text, hint], { expect }) => {
    const server = await faultyServer(content, () => fault);
    await expect(httpSource(server.url)).rejects.toMatchObject({
      code,
      url: `${server.url}/`,
      message: expect.stringContaining(text),
      hint: expect.stringMatching(hint),
    });
  });

  test("is refused where nobody listens, and where the answer is not HTTP", async () => {
    const raw = createRawServer((socket) => socket.resume().end("220 smtp\r\n")).listen(
      0,
      "127.0.0.1",
    );
    await new Promise((resolve) => raw.once("listening", resolve));
    const { port } = raw.address() as AddressInfo;
    await expect(httpSource(`http://127.0.0.1:${port}/`)).rejects.toMatchObject({
      code: "NETWORK",
    });
    await new Promise((resolve) => raw.close(resolve));
    await expect(httpSource(`http://127.0.0.1:${port}/`)).rejects.toMatchObject({
      code: "NETWORK",
      message: expect.stringContaining("ECONNREFUSED"),
    });
  });

  test("follows redirects, at each read from the beginning", async () => {
    const server = await faultyServer(content);
    const asked: (string | undefined)[] = [];
    const url = await serve(({ headers }, response) => {
      asked.push(headers.range);
      response.writeHead(302, { location: `${server.url}/signed?for=now` }).end();
    });
    const source = await httpSource(url);
    expect(source.name).toBe(`${url}/`);
    expect(await source.read(10, 5)).toEqual(numbered(1000).slice(10, 15));
    expect(asked).toEqual(["bytes=0-0", "bytes=10-14"]);
  });

  test("sends the headers it is given, and its own in place of theirs", async () => {
    const server = await faultyServer(content);
    const headers = { authorization: "Bearer 1", Range: "bytes=5-9", "Accept-Encoding": "gzip" };
    const source = await httpSource(server.url, { headers });
    await source.read(1, 2);
    expect(server.log[1]?.headers).toMatchObject({
      authorization: "Bearer 1",
      range: "bytes=1-2",
      "if-range": server.etag,
      "accept-encoding": "identity",
    });
  });

  test("makes its requests by the fetch it is given", async () => {
    const server = await faultyServer(content);
    const asked: string[] = [];
    const source = await httpSource(server.url, {
      fetch: (input, init) => {
        asked.push(new Headers(init?.headers).get("range") ?? "");
        return fetch(input, init);
      },
    });
    expect(await source.read(0, 1000)).toEqual(numbered(1000));
    expect(asked).toEqual(["bytes=0-0", "bytes=0-999"]);
  });

  test.for([
    ["undefined", (): unknown => undefined],
    ["a bare object", () => ({ status: 206 })],
    ["a body of another kind", () => ({ status: 206, headers: new Headers(), body: [1] })],
  ] as const)("refuses a fetch that gives %s", async ([, given], { expect }) => {
    const opening = httpSource("http://127.0.0.1/", { fetch: given as never });
    await expect(opening).rejects.toMatchObject({ code: "INVALID_OPTION", option: "fetch" });
  });

  test.for([undefined, null, "broken", new Error("broken")])(
    "types what a fetch throws: %s",
    async (thrown, { expect }) => {
      const opening = httpSource("http://127.0.0.1/a", { fetch: () => Promise.reject(thrown) });
      await expect(opening).rejects.toMatchObject({
        code: "NETWORK",
        url: "http://127.0.0.1/a",
        message: `http://127.0.0.1/a: ${thrown instanceof Error ? thrown.message : thrown}.`,
      });
    },
  );

  test("without a validator, another size is noticed, and identity promises nothing", async () => {
    const headers = { etag: undefined };
    const server = await faultyServer(content, () => ({ headers }));
    const source = await httpSource(server.url);
    expect(source.identity).toBeUndefined();
    expect(await source.read(3, 4)).toEqual(numbered(7).slice(3));
    server.plan = () => ({ headers, content: Buffer.alloc(900) });
    await expect(source.read(3, 4)).rejects.toMatchObject({ code: "DATA_CHANGED" });
  });

  test.for([
    ["/relative.tar", {}, "url"],
    ["file:///etc/passwd", {}, "url"],
    ["http://", {}, "url"],
    [undefined, {}, "url"],
    ["http://ada:secret@127.0.0.1/", {}, "url"],
    ["http://127.0.0.1/", { header: {} }, "header"],
    ["http://127.0.0.1/", { fetch: 1 }, "fetch"],
    ["http://127.0.0.1/", { signal: 1 }, "signal"],
    ["http://127.0.0.1/", { headers: { "a b": "1" } }, "headers"],
  ] as const)("refuses %s with %o", async ([url, options, option], { expect }) => {
    await expect(httpSource(url as never, options as never)).rejects.toMatchObject({
      code: "INVALID_OPTION",
      option,
      message: expect.not.stringContaining("secret"),
    });
  });
});

describe("reading from a URL", () => {
  test.for([
    ["ignores Range now", { ignoreRange: true }, "NETWORK", "ignores Range"],
    ["answers 416 now", { status: 416 }, "HTTP_STATUS", "refuses the range"],
    ["answers 503 now", { status: 503 }, "HTTP_STATUS", "answered 503"],
    [
      "sends another range",
      { headers: { "content-range": "bytes 0-99/1000" } },
      "NETWORK",
      "sends bytes 0-99/1000 in place of bytes 100-199/1000",
    ],
    [
      "sends a range that only ends where it should",
      { headers: { "content-range": "bytes 150-199/1000" } },
      "NETWORK",
      "sends bytes 150-199/1000 in place of bytes 100-199/1000",
    ],
    [
      "sends a shorter range",
      { headers: { "content-range": "bytes 100-149/1000", "content-length": "50" }, cutAfter: 50 },
      "NETWORK",
      "sends bytes 100-149/1000 in place of",
    ],
    [
      "sends several parts",
      { headers: { "content-range": undefined, "content-type": "multipart/byteranges" } },
      "NETWORK",
      "without Content-Range",
    ],
    [
      "sends a Content-Range that is none",
      { headers: { "content-range": "bytes 100-?" } },
      "NETWORK",
      "not understood",
    ],
    ["compresses", { headers: { "content-encoding": "br" } }, "NETWORK", "compressed (br)"],
    ["ends before its Content-Length", { cutAfter: 50 }, "NETWORK", ""],
    ["resets the connection", { cutAfter: 50, reset: true }, "NETWORK", ""],
  ] as const)("is refused where the server %s", async ([, fault, code, text], { expect }) => {
    const server = await faultyReads(fault);
    const source = await httpSource(server.url);
    await expect(source.read(100, 100)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(text),
      hint: expect.stringMatching(/./),
    });
  });

  test.for([
    ["fewer", 50, "ends after 50 of 100 bytes"],
    ["more", 150, "more than the 100 bytes"],
  ] as const)(
    "without a Content-Length, %s bytes than announced are refused",
    async ([, sent, text], { expect }) => {
      const url = await serve(({ headers }, response) => {
        const opening = headers.range === "bytes=0-0";
        const range = opening ? "bytes 0-0/1000" : "bytes 100-199/1000";
        response.writeHead(206, { "content-range": range });
        response.write(content.subarray(0, opening ? 1 : sent));
        response.end();
      });
      const source = await httpSource(url);
      await expect(source.read(100, 100)).rejects.toMatchObject({
        code: "NETWORK",
        message: expect.stringContaining(text),
      });
    },
  );

  test.for([
    ["another ETag, to If-Range", { headers: { etag: '"b"' } }],
    ["another ETag, without regard to If-Range", { headers: { etag: '"b"' }, ignoreIfRange: true }],
    ["another size", { content: Buffer.alloc(900) }],
    ["another size, whole", { content: Buffer.alloc(900), ignoreRange: true }],
    ["416 and another size", { content: Buffer.alloc(50) }],
  ] as const)("%s means that the file changed", async ([, fault], { expect }) => {
    const server = await faultyReads(fault);
    const source = await httpSource(server.url);
    await expect(source.read(100, 100)).rejects.toMatchObject({
      code: "DATA_CHANGED",
      path: source.name,
      hint: "Open it again.",
    });
  });

  test("a weak ETag is compared, and not sent in If-Range", async () => {
    const server = await faultyServer(content, () => ({ headers: { etag: 'W/"a"' } }));
    const source = await httpSource(server.url);
    expect(source.identity).toBe('W/"a"');
    expect(await source.read(0, 1)).toEqual(numbered(1));
    expect(server.log[1]?.headers).not.toHaveProperty("if-range");
    server.plan = () => ({ headers: { etag: 'W/"b"' } });
    await expect(source.read(0, 1)).rejects.toMatchObject({ code: "DATA_CHANGED" });
  });

  test("an answer need not repeat the Last-Modified that it was asked with", async () => {
    const time = "Thu, 01 Jan 2026 00:00:00 GMT";
    const headers = (number: number) => ({
      etag: undefined,
      "last-modified": number === 0 ? time : undefined,
    });
    const server = await faultyServer(content, (_, number) => ({
      headers: headers(number),
      ignoreIfRange: true,
    }));
    const source = await httpSource(server.url);
    expect(await source.read(7, 1)).toEqual(numbered(8).slice(7));
    expect(server.log[1]?.headers).toMatchObject({ "if-range": time });
  });

  test("one failed read leaves the others, and can be asked for again", async () => {
    const server = await faultyServer(content, (_, number) =>
      number === 1 ? { status: 503 } : {},
    );
    const source = await httpSource(server.url);
    await expect(source.read(0, 9)).rejects.toMatchObject({ code: "HTTP_STATUS", status: 503 });
    expect(await source.read(0, 9)).toEqual(numbered(9));
  });
});

describe("reads asked for together", () => {
  const large = Buffer.from(numbered(10 * MiB));
  const slice = (offset: number, length: number) =>
    new Uint8Array(large.subarray(offset, offset + length));

  test("share a request where 64 KiB or less lie between them", async () => {
    const server = await faultyServer(large);
    const source = await httpSource(server.url);
    const gap = 64 * 1024;
    // In any order, overlapping, and the same twice.
    const wanted = [
      [1000, 50],
      [0, 100],
      [20, 30],
      [0, 100],
      [1050 + gap, 10],
      [1060 + gap + gap + 1, 10],
    ] as const;
    const parts = await Promise.all(wanted.map(([offset, length]) => source.read(offset, length)));
    expect(parts).toEqual(wanted.map(([offset, length]) => slice(offset, length)));
    expect(ranges(server)).toEqual([
      `bytes=0-${1059 + gap}`,
      `bytes=${1061 + 2 * gap}-${1070 + 2 * gap}`,
    ]);
  });

  test("share none of more than 8 MiB", async () => {
    const server = await faultyServer(large);
    const source = await httpSource(server.url);
    const wanted = [
      [0, 5 * MiB],
      [5 * MiB, 3 * MiB],
      [8 * MiB, 1],
    ] as const;
    const parts = await Promise.all(wanted.map(([offset, length]) => source.read(offset, length)));
    for (const [i, [offset, length]] of wanted.entries()) {
      expect(Buffer.compare(parts[i] as Uint8Array, slice(offset, length))).toBe(0);
    }
    expect(ranges(server)).toEqual([`bytes=0-${8 * MiB - 1}`, `bytes=${8 * MiB}-${8 * MiB}`]);
  });

  test("share none with those of a later turn", async () => {
    const server = await faultyServer(content);
    const source = await httpSource(server.url);
    await source.read(0, 1);
    await source.read(1, 1);
    expect(ranges(server)).toEqual(["bytes=0-0", "bytes=1-1"]);
  });

  test("run at most 8 requests at once", async () => {
    let running = 0;
    let most = 0;
    const server = await faultyServer(large, (_, number) => ({ delay: number === 0 ? 0 : 20 }));
    const source = await httpSource(server.url, {
      fetch: async (input, init) => {
        most = Math.max(most, ++running);
        return fetch(input, init).finally(() => --running);
      },
    });
    const offsets = Array.from({ length: 40 }, (_, i) => i * 200_000);
    const parts = await Promise.all(offsets.map((offset) => source.read(offset, 100)));
    expect(parts).toEqual(offsets.map((offset) => slice(offset, 100)));
    expect(ranges(server)).toHaveLength(40);
    expect(most).toBe(8);
  });
});

describe("an abort", () => {
  const reason = new Error("enough");
  const silent: readonly [string, Fault][] = [
    ["before an answer", { hang: true }],
    ["in the middle of a body", { stallAfter: 0 }],
  ];

  test.for(silent)("ends the opening %s", async ([, fault], { expect }) => {
    const controller = new AbortController();
    const server = await faultyServer(content, () => {
      setTimeout(() => controller.abort(reason), 20);
      return fault;
    });
    await expect(httpSource(server.url, { signal: controller.signal })).rejects.toBe(reason);
    await expect(httpSource(server.url, { signal: controller.signal })).rejects.toBe(reason);
    expect(server.log).toHaveLength(1);
  });

  test.for(silent)("ends a read %s", async ([, fault], { expect }) => {
    const controller = new AbortController();
    const server = await faultyServer(content, (_, number) => {
      if (number === 0) return undefined;
      setTimeout(() => controller.abort(reason), 20);
      return fault;
    });
    const source = await httpSource(server.url);
    await expect(source.read(0, 100, { signal: controller.signal })).rejects.toBe(reason);
  });

  test("of a read before its turn ends sends no request", async () => {
    const server = await faultyServer(content);
    const source = await httpSource(server.url);
    const controller = new AbortController();
    const reading = source.read(0, 100, { signal: controller.signal });
    controller.abort(reason);
    await expect(reading).rejects.toBe(reason);
    expect(await source.read(5, 1)).toEqual(numbered(6).slice(5));
    expect(ranges(server)).toEqual(["bytes=5-5"]);
  });

  test("of one read leaves the request to the others that share it", async () => {
    const controller = new AbortController();
    const server = await faultyServer(content, (_, number) => {
      if (number === 1) controller.abort(reason);
      return { delay: number * 20 };
    });
    const source = await httpSource(server.url);
    const reads = [source.read(0, 10, { signal: controller.signal }), source.read(10, 10)];
    expect(await Promise.allSettled(reads)).toEqual([
      { status: "rejected", reason },
      { status: "fulfilled", value: numbered(20).slice(10) },
    ]);
  });

  test("of all reads that share a request ends its connection", async () => {
    const controller = new AbortController();
    let closed = () => {};
    const connectionClosed = new Promise<void>((resolve) => {
      closed = resolve;
    });
    const url = await serve(({ headers }, response) => {
      if (headers.range === "bytes=0-0") {
        response.writeHead(206, { "content-range": "bytes 0-0/1000", "content-length": 1 });
        return void response.end("x");
      }
      response.once("close", closed);
      controller.abort(reason);
    });
    const source = await httpSource(url);
    const { signal } = controller;
    const reads = [source.read(0, 10, { signal }), source.read(10, 10, { signal })];
    expect(await Promise.allSettled(reads)).toEqual([
      { status: "rejected", reason },
      { status: "rejected", reason },
    ]);
    await connectionClosed;
  });

  test("ends the wait for a fetch that knows no signals", async () => {
    const controller = new AbortController();
    const opening = httpSource("http://127.0.0.1/", {
      fetch: () => new Promise(() => {}),
      signal: controller.signal,
    });
    controller.abort(reason);
    await expect(opening).rejects.toBe(reason);
  });

  test("of reads that wait for their request frees the place for others", async () => {
    const controller = new AbortController();
    const { signal } = controller;
    const large = Buffer.alloc(4 * MiB, 7);
    const server = await faultyServer(large, (_, number) =>
      number >= 1 && number <= 8 ? { hang: true } : {},
    );
    const source = await httpSource(server.url);
    const stuck = Array.from({ length: 20 }, (_, i) => source.read(i * 200_000, 1, { signal }));
    const settled = Promise.allSettled(stuck);
    const later = source.read(4_100_000, 3);
    setTimeout(() => controller.abort(reason), 50);
    expect((await settled).every(({ status }) => status === "rejected")).toBe(true);
    expect(await later).toEqual(Uint8Array.of(7, 7, 7));
    expect(server.log).toHaveLength(1 + 8 + 1);
  });
});
