import { parseBoxes } from "@imagenet-v2/explorer";
import { expect, test } from "vitest";

test("reads several boxes of an image", () => {
  const table =
    "file\twidth\theight\tboxes\na.jpeg\t500\t333\t77 10 264 279; 1 2 3 4\nb.jpeg\t1\t1\t\n";
  expect([...parseBoxes(table)]).toEqual([
    [
      "a.jpeg",
      [
        [77, 10, 264, 279],
        [1, 2, 3, 4],
      ],
    ],
    ["b.jpeg", []],
  ]);
});

test.each(["1 2 3", "1 2 3 x", "5 0 1 9", "-1 0 1 1", "1 2 3 4 5"])(
  "refuses %j with its line",
  (box) => {
    expect(() => parseBoxes(`file\tboxes\na.jpeg\t1 2 3 4\nb.jpeg\t${box}`)).toThrow(
      `boxes: line 3: "${box}" is no box`,
    );
  },
);

test("refuses a table without names of columns", () => {
  expect(() => parseBoxes("a.jpeg\t1 2 3 4\n")).toThrow(/first line/);
});
