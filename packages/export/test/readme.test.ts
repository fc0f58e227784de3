import { existsSync } from "node:fs";
import * as exported from "@imagenet-v2/export";
import { runReadme, temporaryFolder } from "@imagenet-v2/fixtures";
import { MemoryStore } from "@imagenet-v2/stores";
import { expect, test, vi } from "vitest";

test("the README's example gives what it says", async () => {
  vi.stubEnv("IMAGENET_V2_DATA_DIR", temporaryFolder());
  const claims = await runReadme(new URL("../README.md", import.meta.url), {
    "@imagenet-v2/export": { ...exported },
    "@imagenet-v2/stores": { MemoryStore },
    "node:fs": { existsSync },
  });
  vi.unstubAllEnvs();
  expect(claims).toHaveLength(3);
  for (const [actual, claimed] of claims) expect(actual).toEqual(claimed);
});
