import { takingTurns } from "@imagenet-v2/storage/internal";
import { expect, test } from "vitest";

/** Keeps everyone waiting, as blocking reads do. */
function block(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

test("a run of blocking calls lets timers and others have their turn", async () => {
  const turn = takingTurns(undefined);
  let ticks = 0;
  const timer = setInterval(() => ticks++, 1);
  for (let i = 0; i < 20; i++) {
    block(11);
    await turn();
  }
  clearInterval(timer);
  expect(ticks).toBeGreaterThan(5);
});

test("a run of blocking calls ends with the reason of an abort", async () => {
  const reason = new Error("enough");
  const controller = new AbortController();
  setTimeout(() => controller.abort(reason), 5);
  const turn = takingTurns(controller.signal);
  const run = async () => {
    for (;;) {
      block(1);
      await turn();
    }
  };
  await expect(run()).rejects.toBe(reason);
});
