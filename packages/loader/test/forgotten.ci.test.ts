import { readdirSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { archiveOf, temporaryFolder } from "@imagenet-v2/fixtures";
import { load } from "@imagenet-v2/loader";
import { expect, test, vi } from "vitest";

const folder = temporaryFolder();
const archive = join(folder, "one.tar");
const options = { archive, dataDir: folder, env: { HOME: folder }, partial: true } as const;

/** How many file descriptors of this process are open on an archive. */
function open(path = archive): number {
  const links = readdirSync("/proc/self/fd").map((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`);
    } catch {
      return undefined;
    }
  });
  return links.filter((link) => link === path).length;
}

test.skipIf(process.platform !== "linux")(
  "a forgotten dataset closes its file, silently (needs Linux)",
  async () => {
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc") as () => void;
    const warn = vi.fn();
    process.on("warning", warn);
    await archiveOf(archive, [`7/${"0".repeat(40)}.jpeg`], { topDirectory: "one" });
    let most = 0;
    for (let i = 0; i < 20; i++) {
      const { test: dataset } = await load("imagenet_v2", options);
      expect((await dataset.at(0)).label).toBe(7);
      // They are forgotten, and not yet collected.
      most = Math.max(most, open());
    }
    expect(most).toBeGreaterThan(1);
    await vi.waitFor(() => {
      collect();
      // The last may still be on the stack.
      expect(open()).toBeLessThanOrEqual(1);
    });
    process.off("warning", warn);
    expect(warn).not.toHaveBeenCalled();
  },
);

test.skipIf(process.platform !== "linux")(
  "closing leaves no file open, a thousand times (needs Linux)",
  async () => {
    // Another file than that of the datasets that the test before forgot.
    const two = join(folder, "two.tar");
    await archiveOf(two, [`7/${"0".repeat(40)}.jpeg`], { topDirectory: "two" });
    for (let i = 0; i < 1000; i++) {
      const { test: dataset } = await load("imagenet_v2", { ...options, archive: two });
      if (i === 0) expect(open(two)).toBe(1);
      await dataset.close();
    }
    expect(open(two)).toBe(0);
  },
);
