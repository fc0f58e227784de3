import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { builtPackage } from "@imagenet-v2/fixtures";
import { expect, test } from "vitest";

test("classes keep their names in the published files", async () => {
  const script = `
    import * as facade from "imagenet-v2";
    const classes = Object.entries(facade).filter(([, value]) => \`\${value}\`.startsWith("class"));
    console.log(JSON.stringify(classes.map(([name, value]) => [name, value.name])));`;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--input-type=module", "--eval", script],
    { cwd: builtPackage("imagenet-v2") },
  );
  const classes: [exported: string, own: string][] = JSON.parse(stdout);
  expect(classes.length).toBeGreaterThan(5);
  for (const [exported, own] of classes) expect(own).toBe(exported);
});
