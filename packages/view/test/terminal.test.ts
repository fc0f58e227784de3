import { terminalSheet } from "@imagenet-v2/view";
import fc from "fast-check";
import { expect, test } from "vitest";
import { counted, flat } from "./examples.ts";

// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for
const colors = /\x1b\[[0-9;]*m/g;

function visible(text: string): string[] {
  return text.replace(colors, "").split("\n").slice(0, -1);
}

test("draws two pixels to a character, in 24-bit colour", async () => {
  const sheet = await terminalSheet([{ image: flat(40, 30, [1, 2, 3]), label: 0 }], {
    width: 24,
    color: true,
  });
  const [first] = sheet.split("\n");
  expect(first).toBe(`\x1b[38;2;1;2;3m\x1b[48;2;1;2;3m${"▀".repeat(24)}\x1b[0m`);
  expect(visible(sheet)).toEqual([...Array(9).fill("▀".repeat(24)), "tench", "n01440764 (0)"]);
});

test("stands pictures of other proportions in the middle", async () => {
  const sheet = await terminalSheet([{ image: flat(10, 40) }], { width: 24, color: true });
  const lines = visible(sheet);
  expect(lines).toHaveLength(9);
  expect(lines[0]).toBe(`${" ".repeat(9)}▀▀▀▀▀`);
});

test("puts as many beside each other as the width holds, and reads no more", async () => {
  const { state, source } = counted(100);
  const sheet = await terminalSheet(source, { width: 80, color: true });
  expect(state).toEqual({ read: 6, closed: true });
  expect(visible(sheet).filter((line) => line.startsWith("tench"))).toEqual([
    "tench                      goldfish                   great white shark",
  ]);
});

test("is plain text without colour", async () => {
  expect(await terminalSheet(counted(2).source, { rows: 2, columns: 1 })).toBe(
    "tench  n01440764 (0) #0  0/a.jpeg\ngoldfish  n01443537 (1) #1  1/a.jpeg\n",
  );
});

test("spells out what is not printable ASCII", async () => {
  const hostile = { image: flat(4, 4), file_name: "a\x1b[2J\u202eb\n" };
  expect(await terminalSheet([hostile])).toBe("a\\u{1b}[2J\\u{202e}b\\u{a}\n");
  const sheet = await terminalSheet([hostile], { color: true, width: 40 });
  expect(visible(sheet).join("\n")).toMatch(/^[\x20-\x7e▀\n]*$/);
});

test("no line is longer than the terminal, whatever is shown on whatever width", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        width: fc.integer({ min: 1, max: 200 }),
        columns: fc.option(fc.integer({ min: 1, max: 12 }), { nil: undefined }),
        color: fc.boolean(),
      }),
      fc.array(
        fc.record({
          label: fc.integer({ min: -1, max: 1001 }),
          file_name: fc.string({ unit: "binary", maxLength: 60 }),
          shape: fc.tuple(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 30 })),
        }),
        { maxLength: 4 },
      ),
      async (options, examples) => {
        const source = examples.map(({ shape: [width, height], ...example }) => ({
          ...example,
          image: flat(width, height),
        }));
        for (const line of visible(await terminalSheet(source, options))) {
          expect(line.length).toBeLessThanOrEqual(options.width);
        }
      },
    ),
    { numRuns: 60 },
  );
});
