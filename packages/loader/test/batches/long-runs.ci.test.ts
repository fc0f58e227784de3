import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { builtPackage, temporaryFolder, tinyJpeg } from "@imagenet-v2/fixtures";
import { expect, test } from "vitest";
import { opening, run } from "./built.ts";
import { archiveOfPictures } from "./pictures.ts";

test("a slow consumer of 1.2 GB of tensors leaves memory flat", async () => {
  const program = `${opening}
    let count = 0;
    const many = dataset.repeat(40).batches({ preprocessing: "imagenet", prefetch: 2 });
    for await (const { label } of many) {
      count += label.length;
      await setTimeout(5);
    }
    console.log(JSON.stringify({ count, megabytes: process.resourceUsage().maxRSS / 1024 }));
  `;
  const { count, megabytes } = JSON.parse(await run(program, await archiveOfPictures(50)));
  expect(count).toBe(2000);
  expect(megabytes).toBeLessThan(400);
});

test("threads that are ended as they start do not take the process with them", async () => {
  const folder = temporaryFolder();
  const jpeg = join(folder, "picture.jpeg");
  await writeFile(jpeg, await tinyJpeg({ color: [9, 9, 9] }));
  const program = join(builtPackage("loader"), "test/batches/end-early.js");
  const { stdout } = await promisify(execFile)(process.execPath, [program, "15", jpeg]);
  expect(stdout).toBe("done\n");
});

test("runs that are over leave no memory behind", async () => {
  const program = `${opening}
    const options = { preprocessing: "imagenet", workers: 1, reuse: true };
    for (let run = 0; run < 40; run++) for await (const _ of dataset.batches(options));
    console.log(process.resourceUsage().maxRSS / 1024);
  `;
  // 40 × 30 MB.
  const megabytes = Number(await run(program, await archiveOfPictures(50)));
  expect(megabytes).toBeLessThan(600);
}, 60_000);
