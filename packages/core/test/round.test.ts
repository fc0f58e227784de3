import { roundHalfEven } from "@imagenet-v2/core/internal";
import { expect, test } from "vitest";

test("rounds halves to the even neighbour, as Python does", () => {
  expect([0.5, 1.5, 2.5, 3.5, 4.5].map(roundHalfEven)).toEqual([0, 2, 2, 4, 4]);
  expect([-0.5, -1.5, -2.5].map(roundHalfEven).map((n) => n + 0)).toEqual([0, -2, -2]);
});

test("rounds everything else to the nearest", () => {
  expect([2.4999999999999996, 2.5000000000000004, -2.4, -2.6].map(roundHalfEven)).toEqual([
    2, 3, -2, -3,
  ]);
  // The largest double below one half: adding 0.5 and flooring would give 1.
  expect(roundHalfEven(0.49999999999999994)).toBe(0);
});

test("leaves integers alone, however large", () => {
  expect(roundHalfEven(7)).toBe(7);
  expect(roundHalfEven(2 ** 53 + 2)).toBe(2 ** 53 + 2);
});
