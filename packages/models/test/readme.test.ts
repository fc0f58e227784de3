import { runReadme } from "@imagenet-v2/fixtures";
import * as exported from "@imagenet-v2/models";
import { expect, test } from "vitest";

test("the README's example gives what it says", async () => {
  const claims = await runReadme(new URL("../README.md", import.meta.url), {
    "@imagenet-v2/models": { ...exported },
  });
  expect(claims).toHaveLength(5);
  for (const [actual, claimed] of claims) expect(actual).toEqual(claimed);
});
