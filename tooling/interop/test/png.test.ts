import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { ImageNetV2Error } from "@imagenet-v2/core";
import { createKernel } from "@imagenet-v2/decode/kernel";
import { expect, inject, test } from "vitest";

const python = inject("python");
const skipped = python.missing === undefined ? "" : ` (skipped: ${python.missing})`;

/** Writes as many random PNGs as it is told, a third of them damaged, and what Pillow makes of each. */
const script = fileURLToPath(
  new URL("../../../packages/decode/test/reference/png.py", import.meta.url),
);
const count = 2000;

interface Case {
  readonly name: string;
  readonly png: string;
  readonly sha256?: string;
  readonly refused?: string;
  /** Of more pixels than Pillow was asked for. */
  readonly large?: boolean;
}

/** Why we may refuse what Pillow decodes. */
function allowed({ code, message }: ImageNetV2Error): boolean {
  return code === "IMAGE_TOO_LARGE" || message.includes("too few rows");
}

test.skipIf(python.python === undefined)(
  `${count} PNGs have Pillow's verdict and pixels${skipped}`,
  () => {
    const printed = execFileSync(python.python as string, [script, String(count)], {
      encoding: "utf8",
      maxBuffer: 2 ** 28,
    });
    const { cases } = JSON.parse(printed) as { readonly cases: readonly Case[] };
    const kernel = createKernel();
    const others: string[] = [];
    let same = 0;
    for (const { name, png, sha256, refused, large = false } of cases) {
      try {
        const { data } = kernel.decode(Buffer.from(png, "base64"));
        if (createHash("sha256").update(data).digest("hex") === sha256) same++;
        else others.push(`${name}: decoded, though Pillow says ${refused ?? "otherwise"}`);
      } catch (error) {
        if (!(error instanceof ImageNetV2Error)) throw error;
        const agreed = refused !== undefined || large || allowed(error);
        if (!agreed) others.push(`${name}: ${error.message}`);
      }
    }
    expect(others).toEqual([]);
    expect(same).toBeGreaterThan(count / 2);
  },
  120_000,
);
