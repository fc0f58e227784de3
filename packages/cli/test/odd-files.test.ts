import { join } from "node:path";
import { namedPipe, sparseFile, temporaryFolder } from "@imagenet-v2/fixtures";
import { describe, expect, test } from "vitest";
import { commandLine } from "./terminal.ts";

const dataDir = temporaryFolder();
const imagenetV2 = commandLine({ env: { HOME: dataDir, IMAGENET_V2_DATA_DIR: dataDir } });
const name = "imagenet_v2/matched-frequency";

/** Every way in which a user names a file that a command reads. */
const ways: Readonly<Record<string, (path: string) => string[]>> = {
  "evaluate --predictions": (path) => ["evaluate", name, "--predictions", path],
  "evaluate --classes": (path) => ["evaluate", name, "--predictions", path, "--classes", path],
  "evaluate --model": (path) => ["evaluate", "--sample", "--model", path],
  "compare, first": (path) => ["compare", path, "/nothing"],
  merge: (path) => ["merge", path],
  "explore --boxes": (path) => ["explore", "--sample", "--no-open", "--boxes", path],
  "explore --predictions": (path) => ["explore", "--sample", "--no-open", "--predictions", path],
  index: (path) => ["index", path, "--output", join(temporaryFolder(), "index.json")],
  "list --index": (path) => ["list", name, "--archive", path, "--index", path],
  "list --archive": (path) => ["list", name, "--archive", path],
};

test("verify refuses a pipe by name", async () => {
  const path = namedPipe(join(temporaryFolder(), "pipe.tar.gz"));
  const { exitCode, stderr } = await imagenetV2("verify", name, "--archive", path);
  expect([exitCode, stderr]).toEqual([4, expect.stringContaining(`${path}: a pipe`)]);
});

describe.each(Object.entries(ways))("%s", (_, argv) => {
  test("refuses a pipe by name, and does not wait for it", async () => {
    const path = namedPipe(join(temporaryFolder(), "pipe.jsonl"));
    const { exitCode, stdout, stderr } = await imagenetV2(...argv(path));
    expect([exitCode, stdout]).toEqual([4, ""]);
    expect(stderr).toContain(path);
    expect(stderr).toContain("a pipe");
  });

  test("refuses a file of 3 GiB", async () => {
    const path = sparseFile(join(temporaryFolder(), "huge.jsonl"), 3 * 2 ** 30);
    const { exitCode, stdout, stderr } = await imagenetV2(...argv(path));
    expect([exitCode, stdout]).toEqual([4, ""]);
    expect(stderr).toContain(path);
    expect(stderr).not.toContain("Unexpected");
  });
});
