import { spawn } from "node:child_process";
import { readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type FetchArchiveOptions, fetchArchive } from "@imagenet-v2/fetch";
import { sharedFile, temporaryFolder } from "@imagenet-v2/fixtures";
import { afterAll, describe, expect, test } from "vitest";
import { archiveBytes, lyingAbout, sameBytes, setting } from "./archives.ts";

// The faults that our own server does not know, at the server that has them all.
const script = sharedFile("tools/faulty-server.mjs");
const bytes = archiveBytes();
const name = "imagenetv2-top-images.tar.gz";

interface Logged {
  readonly url: string;
  readonly auth?: string;
  readonly sent: number;
  readonly status: number;
}

/** Starts the server on a folder with the archive and another file. */
async function start() {
  const folder = temporaryFolder();
  writeFileSync(join(folder, name), bytes);
  writeFileSync(join(folder, "other.tar.gz"), archiveBytes(bytes.length, 3));
  const args = [script as string, "--dir", folder, "--life", "120", "--stdin-close"];
  const server = spawn(process.execPath, args, { stdio: ["pipe", "pipe", "inherit"] });
  afterAll(() => void server.kill());
  const line = await new Promise((resolve) => server.stdout.once("data", resolve));
  return JSON.parse(String(line)).url as string;
}

describe.skipIf(script === undefined)("with the faulty server (../shared)", async () => {
  const base = script === undefined ? "" : await start();

  async function logged(): Promise<Logged[]> {
    const answer = await fetch(`${base}/_ctl/log`);
    return (await answer.json()) as Logged[];
  }

  /** Fetches the archive with these faults, and gives the server's log of it. */
  async function fetching(faults: string, more: Partial<FetchArchiveOptions> = {}) {
    const own = setting(bytes);
    await fetch(`${base}/_ctl/reset`);
    const options = { ...own.options, ...more, baseUrl: `${base}/x/${faults}` };
    const outcome = await fetchArchive(own.variant, options).catch((error) => error);
    const log = await logged();
    const sent = log.reduce((sum, entry) => sum + entry.sent, 0);
    return { ...own, outcome, log, sent };
  }

  test.each([
    "nocl=close",
    "nocl=close,drop=300000",
    "nocl=1,drop=300000",
    "badchunk=1,times=1",
    "short=100000,drop=300000",
    "hf=1,drop=300000,rst=1",
    "hf=1,leak=1",
    "redirect=5",
    "redirect=rel",
    "redirect=host",
    "gzip=auto",
    "etag=weak,drop=300000",
    "etag=none,drop=300000",
    "etag=change,drop=600000",
    "etag=change,drop=300000",
    "noifrange=1,drop=300000",
    "garbage=1,times=1",
    "bighdr=100000,times=1",
    "reset=1,times=2",
    "hang=1,times=1",
    "stall=300000,stallMs=100",
    "prob=0.5,seed=3,drop=100000",
    "cd=..%252f..%252fevil",
    "zero=500000-500100,times=1",
  ])("the right bytes, and few too many, with %s", async (faults) => {
    const { outcome, path, dataDir, sent } = await fetching(faults, {
      retries: 3,
      stallTimeout: 1000,
    });
    expect(outcome.message).toBeUndefined();
    expect(sameBytes(path, bytes)).toBe(true);
    expect(lyingAbout(path)).toEqual(["archive", "archive.INFO"]);
    expect(readdirSync(dirname(dataDir))).toEqual(["data"]);
    expect(sent).toBeLessThan(
      (/zero|etag=change|badchunk|bighdr/.test(faults) ? 2.1 : 1.1) * bytes.length,
    );
  });

  test.each([
    ["norange=1,drop=300000", "NETWORK"],
    ["mutate=1,drop=300000", "CHECKSUM_MISMATCH"],
    ["swap=other.tar.gz", "CHECKSUM_MISMATCH"],
    ["flip=5", "CHECKSUM_MISMATCH"],
    ["trunc=777", "SIZE_MISMATCH"],
    ["extra=7", "SIZE_MISMATCH"],
    ["extra=7,nocl=1", "SIZE_MISMATCH"],
    ["cl=%2B10", "SIZE_MISMATCH"],
    ["cl=-10", "SIZE_MISMATCH"],
    ["cl=abc", "NETWORK"],
    ["gzip=1", "NETWORK"],
    ["gzip=lie", "NETWORK"],
    ["html=1", "NOT_AN_ARCHIVE"],
    ["empty=1", "NOT_AN_ARCHIVE"],
    ["garbage=1", "NETWORK"],
    ["redirect=loop", "NETWORK"],
    ["redirect=50", "NETWORK"],
    ["redirect=noloc", "NETWORK"],
    ["redirect=file", "NETWORK"],
    ["redirect=ftp", "NETWORK"],
    ["status=451", "HTTP_STATUS"],
    ["needauth=x", "HTTP_STATUS"],
  ])("nothing published with %s: %s", async (faults, code) => {
    const { outcome, path, sent } = await fetching(faults);
    expect(outcome).toMatchObject({ code });
    expect(lyingAbout(path)).not.toContain("archive");
    expect(sent).toBeLessThan(2.7 * bytes.length);
  });

  test("the token goes to the hub and not to the CDN", async () => {
    const own = setting(bytes);
    await fetch(`${base}/_ctl/reset`);
    const HF_ENDPOINT = `${base}/x/hf=1,needauth=secret,leak=1`;
    const env = { ...own.options.env, HF_ENDPOINT, HF_TOKEN: "secret" };
    await fetchArchive(own.variant, { ...own.options, env });
    const log = await logged();
    expect(log.map(({ status, auth }) => [status, auth])).toEqual([
      [302, "present"],
      [200, undefined],
    ]);
  });
});
