import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer as createHttpServer, request } from "node:http";
import { type AddressInfo, connect, createServer } from "node:net";
import { join } from "node:path";
import { fetchArchive } from "@imagenet-v2/fetch";
import { networkSetup } from "@imagenet-v2/fetch/internal";
import { faultyServer, temporaryFolder } from "@imagenet-v2/fixtures";
import { afterEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { archiveBytes, sameBytes, setting } from "./archives.ts";
import { fetchInChild } from "./child.ts";

const bytes = archiveBytes(300_000);

afterEach(() => vi.unstubAllEnvs());

describe("tells which server it is that", () => {
  test("is not known to DNS", async () => {
    const { variant, options } = setting(bytes);
    await expect(
      fetchArchive(variant, { ...options, retries: 0, baseUrl: "http://nowhere.invalid/" }),
    ).rejects.toMatchObject({
      code: "NETWORK",
      url: "http://nowhere.invalid/imagenetv2-top-images.tar.gz",
    });
  });

  test("refuses the connection", async () => {
    const port = await freePort();
    const { variant, options } = setting(bytes);
    await expect(
      fetchArchive(variant, { ...options, baseUrl: `http://127.0.0.1:${port}` }),
    ).rejects.toMatchObject({
      code: "NETWORK",
      message: expect.stringContaining("refuses the connection"),
    });
  });

  test("speaks no HTTP", async () => {
    const port = await listen(createServer((socket) => socket.end("SSH-2.0-OpenSSH_9.2\r\n\r\n")));
    const { variant, options } = setting(bytes);
    await expect(
      fetchArchive(variant, { ...options, baseUrl: `http://127.0.0.1:${port}` }),
    ).rejects.toMatchObject({ code: "NETWORK", message: expect.stringContaining("not HTTP") });
  });

  test("sends malformed chunks", async () => {
    const answer = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nZZZ\r\nabc\r\n";
    const port = await listen(createServer((socket) => socket.end(answer)));
    const { variant, options } = setting(bytes);
    await expect(
      fetchArchive(variant, { ...options, baseUrl: `http://127.0.0.1:${port}` }),
    ).rejects.toMatchObject({ code: "NETWORK" });
  });

  test("takes no connection", async () => {
    // A listener that accepts nothing: its queue fills up, and further SYNs are dropped.
    const { variant, options } = setting(bytes);
    const port = await listen(createServer({ pauseOnConnect: true }));
    const began = performance.now();
    await expect(
      fetchArchive(variant, {
        ...options,
        retries: 1,
        stallTimeout: 500,
        baseUrl: `http://127.0.0.1:${port}`,
      }),
    ).rejects.toMatchObject({ code: "NETWORK", message: expect.stringContaining("nothing came") });
    expect(performance.now() - began).toBeLessThan(4000);
  });
});

describe("a proxy", () => {
  test("is used for http, and knows the whole URL", async () => {
    const server = await faultyServer(bytes);
    const proxy = await proxyServer();
    vi.stubEnv("http_proxy", proxy.url);
    const { variant, path, options } = setting(bytes);
    await fetchArchive(variant, { ...options, baseUrl: server.url });
    expect(sameBytes(path, bytes)).toBe(true);
    expect(proxy.log).toEqual([`GET ${server.url}/imagenetv2-top-images.tar.gz`]);
  });

  test.each(["127.0.0.1", "*", ".0.0.1", "127.0.0.1:PORT"])(
    "is not used with NO_PROXY=%s",
    async (hosts) => {
      const server = await faultyServer(bytes);
      vi.stubEnv("HTTP_PROXY", `http://127.0.0.1:${await freePort()}`);
      vi.stubEnv("NO_PROXY", hosts.replace("PORT", new URL(server.url).port));
      const { variant, options } = setting(bytes);
      await fetchArchive(variant, { ...options, baseUrl: server.url });
      expect(server.log).toHaveLength(1);
    },
  );

  test("that wants a password gets the one in its URL", async () => {
    const server = await faultyServer(bytes);
    const proxy = await proxyServer("me:p@ss");
    const { variant, options } = setting(bytes);
    vi.stubEnv("HTTP_PROXY", proxy.url);
    await expect(fetchArchive(variant, { ...options, baseUrl: server.url })).rejects.toMatchObject({
      code: "HTTP_STATUS",
      status: 407,
      hint: expect.stringContaining("HTTPS_PROXY"),
    });
    vi.stubEnv("HTTP_PROXY", proxy.url.replace("//", "//me:p%40ss@"));
    await fetchArchive(variant, { ...options, baseUrl: server.url });
  });

  test("that is dead is named, without its password", async () => {
    const port = await freePort();
    vi.stubEnv("HTTP_PROXY", `http://me:secret@127.0.0.1:${port}`);
    const { variant, options, progress } = setting(bytes);
    const error = await fetchArchive(variant, {
      ...options,
      baseUrl: "http://mirror.example",
    }).catch((error) => error);
    expect(error.message).toContain(`through the proxy http://127.0.0.1:${port}`);
    expect(JSON.stringify([error, progress])).not.toContain("secret");
  });

  test.each(["not a url", "socks5://127.0.0.1:1", "http://"])(
    "must be a URL of one: %s",
    async (value) => {
      vi.stubEnv("HTTP_PROXY", value);
      const { variant, options } = setting(bytes);
      await expect(
        fetchArchive(variant, { ...options, baseUrl: "http://mirror.example" }),
      ).rejects.toMatchObject({ code: "INVALID_OPTION", option: "HTTP_PROXY" });
    },
  );

  test("is told about without its password", () => {
    vi.stubEnv("HTTPS_PROXY", "http://me:secret@proxy.example:3128");
    expect(networkSetup({ env: { HF_TOKEN: "hf_x", HF_ENDPOINT: "" } })).toEqual({
      endpoint: "https://huggingface.co",
      proxy: "http://proxy.example:3128",
      offline: false,
      token: true,
    });
  });
});

describe.skipIf(!existsSync("/usr/bin/openssl"))(
  "https (needs openssl to make certificates)",
  () => {
    const folder = temporaryFolder();
    const certificate = (subject: string) => {
      const [key, cert] = [join(folder, `${subject}.key`), join(folder, `${subject}.crt`)];
      const words = `req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=${subject} -addext subjectAltName=${subject} -keyout ${key} -out ${cert}`;
      execFileSync("/usr/bin/openssl", words.split(" "), { stdio: "ignore" });
      return { key: readFileSync(key, "utf8"), cert: readFileSync(cert, "utf8") };
    };

    test("a certificate of nobody is refused at once", async () => {
      const server = await faultyServer(bytes, undefined, { tls: certificate("IP:127.0.0.1") });
      const { variant, options } = setting(bytes);
      await expect(
        fetchArchive(variant, { ...options, baseUrl: server.url }),
      ).rejects.toMatchObject({
        code: "NETWORK",
        hint: expect.stringContaining("NODE_EXTRA_CA_CERTS"),
      });
      expect(server.log).toHaveLength(0);
    });

    test("an authority of one's own is trusted where it is named, for its own hosts", async () => {
      const tls = certificate("IP:127.0.0.1");
      const server = await faultyServer(bytes, undefined, { tls });
      const { variant, path, options } = setting(bytes);
      await fetchArchive(variant, { ...options, ca: tls.cert, baseUrl: server.url });
      expect(sameBytes(path, bytes)).toBe(true);

      const foreign = certificate("DNS:elsewhere.example");
      const other = await faultyServer(bytes, undefined, { tls: foreign });
      const second = setting(bytes);
      await expect(
        fetchArchive(second.variant, { ...second.options, ca: foreign.cert, baseUrl: other.url }),
      ).rejects.toMatchObject({ code: "NETWORK", hint: expect.stringContaining("NODE_EXTRA") });
    });

    test("an authority in ca comes beside that of NODE_EXTRA_CA_CERTS", async () => {
      const [first, second] = [certificate("IP:127.0.0.1"), certificate("DNS:localhost")];
      const extra = join(folder, "extra.crt");
      writeFileSync(extra, first.cert);
      const server = await faultyServer(bytes, undefined, { tls: first });
      const { variant, path, options } = setting(bytes);
      const own = { ...options, ca: second.cert, baseUrl: server.url };
      const child = fetchInChild(variant, own, { env: { NODE_EXTRA_CA_CERTS: extra } });
      expect(await child.result).toMatchObject({ path });
    });

    test("goes through a proxy by a tunnel, and refuses to be led back to http", async () => {
      const tls = certificate("IP:127.0.0.1");
      const plain = await faultyServer(bytes);
      const server = await faultyServer(
        bytes,
        (_, n) => (n === 0 ? {} : { status: 302, headers: { location: plain.url } }),
        { tls },
      );
      const proxy = await proxyServer();
      vi.stubEnv("HTTPS_PROXY", proxy.url);
      const { variant, path, options } = setting(bytes);
      await fetchArchive(variant, { ...options, ca: tls.cert, baseUrl: server.url });
      expect(sameBytes(path, bytes)).toBe(true);
      expect(proxy.log).toEqual([`CONNECT ${new URL(server.url).host}`]);

      const second = setting(bytes);
      await expect(
        fetchArchive(second.variant, { ...second.options, ca: tls.cert, baseUrl: server.url }),
      ).rejects.toMatchObject({ message: expect.stringContaining("from https to http") });
      expect(plain.log).toHaveLength(0);
    });

    test("a proxy that never makes the tunnel holds nothing open", async () => {
      const sockets = new Set<unknown>();
      const port = await listen(
        createServer((socket) => {
          sockets.add(socket);
          socket
            .once("close", () => sockets.delete(socket))
            .on("error", () => {})
            .resume();
        }),
      );
      vi.stubEnv("HTTPS_PROXY", `http://127.0.0.1:${port}`);
      const { variant, options } = setting(bytes);
      await expect(
        fetchArchive(variant, {
          ...options,
          retries: 0,
          stallTimeout: 500,
          baseUrl: "https://mirror.example",
        }),
      ).rejects.toMatchObject({
        code: "NETWORK",
        message: expect.stringContaining("nothing came"),
      });
      await expect.poll(() => sockets.size).toBe(0);
    });
  },
);

/** A forward proxy that knows both ways and may want a password. */
async function proxyServer(credentials?: string) {
  const log: string[] = [];
  const allowed = (header: string | undefined) =>
    credentials === undefined || header === `Basic ${btoa(credentials)}`;
  const server = createHttpServer((incoming, outgoing) => {
    if (!allowed(incoming.headers["proxy-authorization"]))
      return void outgoing.writeHead(407).end();
    log.push(`${incoming.method} ${incoming.url}`);
    const { "proxy-authorization": _, ...headers } = incoming.headers;
    request(incoming.url as string, { headers }, (answer) => {
      outgoing.writeHead(answer.statusCode as number, answer.headers);
      answer.pipe(outgoing);
    }).end();
  });
  server.on("connect", (incoming, socket) => {
    log.push(`CONNECT ${incoming.url}`);
    const [host, port] = (incoming.url as string).split(":");
    const upstream = connect(Number(port), host as string, () => {
      socket.write("HTTP/1.1 200 OK\r\n\r\n");
      upstream.pipe(socket).pipe(upstream);
    });
    for (const side of [socket, upstream]) side.on("error", () => {});
  });
  return { url: `http://127.0.0.1:${await listen(server)}`, log };
}

async function listen(server: ReturnType<typeof createServer>): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
