import { runReadme } from "@imagenet-v2/fixtures";
import * as stores from "@imagenet-v2/stores";
import { expect, test } from "vitest";

test("the README's example gives what it says", async () => {
  const claims = await runReadme(new URL("../README.md", import.meta.url), {
    "@imagenet-v2/stores": { ...stores },
  });
  expect(claims).toHaveLength(4);
  for (const [actual, claimed] of claims) expect(actual).toEqual(claimed);
});
