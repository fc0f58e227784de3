// The origin's own files in Chromium, with a profile on the disk: by the page's worker, and in a worker of the page's own.
import { hasChromium, openPage, type PageOptions, temporaryFolder } from "@imagenet-v2/fixtures";
import { describe, expect, test } from "vitest";
import { numbered } from "./byte-source-conformance.ts";

/** What both a page and a worker can be asked. */
const common = `
  import { clearOriginFiles, openOriginFiles } from "@imagenet-v2/storage/opfs";
  const numbered = ${numbered};
  const codeOf = (work) => Promise.resolve().then(work).then(
    () => "nothing thrown",
    ({ code, message, path, errno, hint }) => ({ code, message, path, errno, hint }),
  );
  const sameBytes = (a, b) => a.length === b.length && a.every((byte, i) => byte === b[i]);
  const written = async (files, path, bytes) => {
    const file = await files.open(path, "write");
    await file.truncate(0);
    await file.write(0, bytes);
    await file.flush();
    await file.close();
  };
`;

const workers = { "/opfs-worker.js": `import "@imagenet-v2/storage/opfs-worker";` };

/** Opens a page that runs `body`, and answers what it returns. */
async function inPage(body: string, options: Partial<PageOptions> = {}) {
  const { page, ...opened } = await openPage({
    program: `${common}; globalThis.run = async (...given) => { ${body} };`,
    resolveDir: import.meta.dirname,
    workers,
    ...options,
  });
  await page.waitForFunction("globalThis.run");
  const run = (...given: unknown[]) => page.evaluate(`run(...${JSON.stringify(given)})`);
  return { page, run, ...opened };
}

/** What is asked of files in either thread: gives what was seen. */
const work = `
  const files = await openOriginFiles();
  const bytes = numbered(100_000);
  await written(files, "downloads/a.part", bytes.slice());
  await written(files, "downloads/a.tar", numbered(10));
  await files.rename("downloads/a.part", "downloads/a.tar");
  const listed = [await files.list("downloads"), await files.list("none/at/all")];
  const file = await files.open("downloads/a.tar", "read", { name: "picked.tar" });
  const again = await files.open("downloads/a.tar", "read");
  const parts = [[0, 100_000], [99_990, 10], [12_345, 6789], [100_000, 0]];
  const read = await Promise.all(parts.map(([at, length]) => file.read(at, length)));
  const right = read.map((part, i) => sameBytes(part, bytes.subarray(parts[i][0], parts[i][0] + parts[i][1])));
  let sync;
  if (file.readSync) {
    const into = new Uint8Array(new ArrayBuffer(30), 10, 10).fill(0);
    file.readSync(99_990, into);
    sync = sameBytes(into, bytes.subarray(99_990));
  }
  const refused = {
    outside: await codeOf(() => file.read(99_999, 2)),
    toWrite: await codeOf(() => file.write(0, new Uint8Array(1))),
    alone: await codeOf(() => files.open("downloads/a.tar", "write")),
    absent: await codeOf(() => files.open("downloads/b.tar", "read")),
    folder: await codeOf(() => files.open("downloads", "read")),
    paths: await Promise.all(["", "/a", "../a", "a/../b", "a\\\\b", 7].map(async (path) => (await codeOf(() => files.open(path, "write"))).code)),
  };
  const { name, size, identity } = file;
  await file.close();
  await file.close();
  refused.closed = await codeOf(() => file.read(0, 1));
  const other = sameBytes(await again.read(0, 100_000), bytes);
  await again.close();
  const part = await files.open("b/c.part", "write");
  await part.write(5, new Uint8Array([1, 2]));
  await part.write(0, new Uint8Array([9, 8, 7, 6]).subarray(1, 3));
  const grown = [part.size, Array.from(await part.read(0, part.size))];
  await part.truncate(1);
  const cut = [part.size, Array.from(await part.read(0, 1))];
  await part.close();
  await files.remove("b");
  await files.remove("b");
  const removed = await files.list("b");
  await files.close();
  refused.after = await codeOf(() => files.list("downloads"));
  return { name, size, hasIdentity: identity.endsWith("-100000"), listed, right, sync, refused, other, grown, cut, removed };
`;

const seen = {
  name: "picked.tar",
  size: 100_000,
  hasIdentity: true,
  listed: [[{ name: "a.tar", size: 100_000 }], []],
  right: [true, true, true, true],
  refused: {
    outside: { code: "INVALID_OPTION" },
    toWrite: { code: "IO", errno: "EBADF", path: "picked.tar" },
    alone: {
      code: "IO",
      errno: "NoModificationAllowedError",
      hint: expect.stringContaining("Another tab"),
    },
    absent: { code: "NOT_FOUND", path: "downloads/b.tar" },
    folder: { code: "IO", errno: "TypeMismatchError" },
    paths: Array(6).fill("INVALID_OPTION"),
    closed: { code: "IO", errno: "EBADF" },
    after: { code: "IO", errno: "EBADF" },
  },
  other: true,
  grown: [7, [8, 7, 0, 0, 0, 1, 2]],
  cut: [1, [8]],
  removed: [],
};

describe.skipIf(!hasChromium)("in Chromium", () => {
  test("a page writes, reads, renames and lists files of its origin (needs Chromium)", async () => {
    const { run } = await inPage(work);
    expect(await run()).toMatchObject({ ...seen, sync: undefined });
  });

  test("a dedicated worker does so without another worker, and reads without waiting (needs Chromium)", async () => {
    const own = `${common}; (async () => { ${work} })().then(postMessage, ({ stack }) => postMessage(stack));`;
    const { run } = await inPage(
      `return new Promise((resolve) => {
        const worker = new Worker("/own.js", { type: "module" });
        worker.onmessage = ({ data }) => resolve(data);
        worker.onerror = ({ message }) => resolve(message);
      });`,
      { workers: { "/own.js": own } },
    );
    expect(await run()).toMatchObject({ ...seen, sync: true });
  });

  test("a file keeps its bytes and identity when the browser is killed (needs Chromium)", async () => {
    const profile = temporaryFolder();
    const first = await inPage(
      `const files = await openOriginFiles();
       if (given[0] === "write") {
         await written(files, "a.part", numbered(300_000));
         await files.rename("a.part", "a.tar");
         const part = await files.open("b.part", "write");
         await part.write(0, numbered(1000));
       }
       const file = await files.open("a.tar", "read");
       return [file.identity, sameBytes(await file.read(0, file.size), numbered(300_000))];`,
      { profile },
    );
    const seen = await first.run("write");
    expect(seen).toEqual([expect.stringMatching(/-300000$/), true]);
    await first.kill();
    const again = await inPage("", { profile, url: first.url });
    expect(await again.run("read")).toEqual(seen);
  });

  test("what another tab writes is read as it was, without a handle (needs Chromium)", async () => {
    const program = `
      const files = await openOriginFiles();
      globalThis.files = files;
      if (given[0] === "write") {
        await written(files, "a.tar", numbered(5000));
        globalThis.file = await files.open("a.tar", "write");
        return;
      }
      const file = await files.open("a.tar", "read");
      return [await codeOf(() => files.open("a.tar", "write")), sameBytes(await file.read(0, 5000), numbered(5000))];
    `;
    const { run, page, browser } = await inPage(program);
    await run("write");
    const tab = await browser.newPage();
    await tab.goto(page.url());
    await tab.waitForFunction("globalThis.run");
    expect(await tab.evaluate(`run("read")`)).toMatchObject([
      { code: "IO", errno: "NoModificationAllowedError" },
      true,
    ]);
  });

  test("says how much is needed where the origin gets no more room (needs Chromium)", async () => {
    const { run, page, browser, url } = await inPage(`
      const files = await openOriginFiles();
      const file = await files.open("a.part", "write");
      const full = await codeOf(() => file.write(0, new Uint8Array(20 * 2 ** 20)));
      await file.close();
      await files.remove("a.part");
      return [full, await codeOf(() => files.requireSpace(2 ** 50)), await codeOf(() => files.requireSpace(1000))];
    `);
    const session = await browser.newCDPSession(page);
    await session.send("Storage.overrideQuotaForOrigin", {
      origin: new URL(url).origin,
      quotaSize: 10 * 2 ** 20,
    });
    const code = "DISK_FULL";
    expect(await run()).toMatchObject([
      {
        code,
        path: "a.part",
        message: expect.stringMatching(/^a\.part: 20\.00 MiB more are needed/),
      },
      {
        code,
        message: expect.stringMatching(/^1\.00 PiB are needed .* the browser gives .* [GT]iB\.$/),
      },
      "nothing thrown",
    ]);
  });

  test.for([
    ["a policy that forbids workers", { "content-security-policy": "worker-src 'none'" }, workers],
    ["a worker's file that is not there", {}, {}],
  ] as const)(
    "names the way out of %s (needs Chromium)",
    async ([, headers, served], { expect }) => {
      const { run } = await inPage("return codeOf(() => openOriginFiles());", {
        headers,
        workers: served,
      });
      expect(await run()).toMatchObject({
        code: "WORKER_DIED",
        message: expect.stringMatching(/^The worker for this site's stored files cannot start/),
        hint: expect.stringMatching(
          /worker-src 'self'.*@imagenet-v2\/storage\/opfs-worker .*openOriginFiles\(\{ worker/,
        ),
      });
    },
  );

  test("takes a worker of the page's own, which all who open share (needs Chromium)", async () => {
    const { run, page } = await inPage(
      `const worker = () => new Worker("/elsewhere.js", { type: "module" });
       const [one, two] = await Promise.all([openOriginFiles({ worker }), openOriginFiles()]);
       await written(one, "a", numbered(10));
       await one.close();
       const file = await two.open("a", "read");
       return [file.size, sameBytes(await file.read(0, 10), numbered(10))];`,
      { workers: { "/elsewhere.js": workers["/opfs-worker.js"] } },
    );
    expect(await run()).toEqual([10, true]);
    expect(page.workers().map((worker) => new URL(worker.url()).pathname)).toEqual([
      "/elsewhere.js",
    ]);
  });

  test("clears all of it, unless a file is open (needs Chromium)", async () => {
    const { run, page } = await inPage(`
      const files = await openOriginFiles();
      await written(files, "downloads/a.tar", numbered(10));
      const file = await files.open("downloads/a.tar", "read");
      const refused = await codeOf(() => clearOriginFiles());
      await file.close();
      await clearOriginFiles();
      await clearOriginFiles();
      const left = await files.list("downloads");
      await written(files, "downloads/b.tar", numbered(10));
      const listed = await files.list("downloads");
      await files.close();
      return [refused, left, listed];
    `);
    expect(await run()).toMatchObject([
      { code: "IO", errno: "NoModificationAllowedError" },
      [],
      [{ name: "b.tar", size: 10 }],
    ]);
    await expect.poll(() => page.workers()).toEqual([]);
  });

  test("gives nothing where a page may keep nothing: without https (needs Chromium)", async () => {
    const { page, url } = await inPage("return (await openOriginFiles()) === undefined;", {
      args: ["--host-resolver-rules=MAP insecure.test 127.0.0.1"],
    });
    await page.goto(url.replace("127.0.0.1", "insecure.test"));
    await page.waitForFunction("globalThis.run");
    expect(await page.evaluate("run()")).toBe(true);
  });
});
