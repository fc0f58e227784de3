// The program as users start it: a process of its own, on what the build made.

import { execFile, spawn } from "node:child_process";
import { openSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { builtPackage } from "@imagenet-v2/fixtures";
import { expect, test } from "vitest";

const program = join(builtPackage("imagenet-v2"), "bin/imagenet-v2.js");
const execute = promisify(execFile);

const fails = async (...argv: string[]) =>
  execute(process.execPath, [program, ...argv]).then(
    () => expect.fail("it ended well"),
    ({ code, stdout, stderr }) => ({ code, stdout, stderr }),
  );

test("prints data on stdout and ends with 0", async () => {
  const { stdout, stderr } = await execute(process.execPath, [program, "classes", "tench"]);
  expect({ stdout, stderr }).toEqual({ stdout: "  0  n01440764  tench\n", stderr: "" });
});

test("a usage error ends with 2 and says so on stderr", async () => {
  const { code, stdout, stderr } = await fails("clases");
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toContain("Did you mean classes?");
});

test.each([
  ["the program", program],
  [
    "the set-up of a clone",
    fileURLToPath(new URL("../../../tooling/bootstrap.js", import.meta.url)),
  ],
])("%s says which Node it needs", async (_, path) => {
  const older = `{ version: { value: "v18.20.8" }, versions: { value: { node: "18.20.8" } } }`;
  const inOlder = ["--import", `data:text/javascript,Object.defineProperties(process, ${older})`];
  await expect(execute(process.execPath, [...inOlder, path, "nothing"])).rejects.toMatchObject({
    code: 1,
    stdout: "",
    stderr: "imagenet-v2 needs Node 20.19 or newer; this is v18.20.8.\n",
  });
});

test("an archive that is not there ends with 6", async () => {
  const { code, stderr } = await fails("list", "--archive", "/nowhere/at/all.tar.gz");
  expect(code).toBe(6);
  expect(stderr).toContain("/nowhere/at/all.tar.gz");
});

test("a reader that closes the pipe early ends it quietly", async () => {
  const child = spawn(process.execPath, [program, "classes", "--json"]);
  let stderr = "";
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  child.stdout.once("data", () => child.stdout.destroy());
  const code = await new Promise((resolve) => child.on("close", resolve));
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
});

test.skipIf(process.platform !== "linux")(
  "a full disk behind stdout is an error (needs Linux)",
  async () => {
    const child = spawn(process.execPath, [program, "classes"], {
      stdio: ["ignore", openSync("/dev/full", "w"), "pipe"],
    });
    const code = await new Promise((resolve) => child.on("close", resolve));
    expect(code).toBe(5);
  },
);
