import { isWebUrl } from "@imagenet-v2/stores/internal";
import { absolutePath } from "#platform";

const numbers = new WeakMap<object, number>();
let last = 0;

/** Stands for what data is read from: equal keys are the same place. Of objects each is one of its own. */
export function placeKey(input: string | object | undefined): string | number | undefined {
  if (typeof input === "string") return isWebUrl(input) ? input : absolutePath(input);
  if (input === undefined) return undefined;
  const number = numbers.get(input) ?? ++last;
  numbers.set(input, number);
  return number;
}
