import { join } from "node:path";
import { runReadme, temporaryFolder } from "@imagenet-v2/fixtures";
import * as sample from "@imagenet-v2/sample";
import { expect, test } from "vitest";

test("the README's example gives the path it says, with a home of its own", async () => {
  const home = temporaryFolder();
  const env = { HOME: home, XDG_CACHE_HOME: join(home, ".cache") };
  const sampleArchive = () => sample.sampleArchive({ env });
  const claims = await runReadme(new URL("../README.md", import.meta.url), {
    "@imagenet-v2/sample": { sampleArchive },
  });
  expect(claims).toHaveLength(1);
  for (const [path, claimed] of claims) {
    expect(path).toBe(String(claimed).replace("/home/you", home));
  }
});
