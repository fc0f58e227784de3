import type { Comparison } from "./compare.ts";
import { imagesNeeded } from "./sample-size.ts";

/** A share as a percentage with as many digits as 10,000 images carry: `62.12 %`. */
export function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}

/** How often an interval holds the truth, or a verdict may be wrong: `95 %`, `99.9 %`. */
export function levelInWords(level: number): string {
  return `${Math.round(1000 * level) / 10} %`;
}

/** A p-value as it is usually printed: `p = 0.003`, `p < 0.001`. */
export function pValue(p: number): string {
  if (p < 0.001) return "p < 0.001";
  return `p = ${p < 0.1 ? p.toFixed(3) : p.toFixed(2)}`;
}

/**
 * What a comparison says, for somebody who knows no statistics.
 *
 * @example
 * inWords(comparison); //=> "resnet152 is better than vgg16: p < 0.001."
 */
export function inWords(comparison: Comparison): string {
  const { names, verdict, adjustedP, n, difference, disagreement, level } = comparison;
  const [first, second] = names;
  const p = pValue(adjustedP);
  if (verdict === "first") return `${first} is better than ${second}: ${p}.`;
  if (verdict === "second") return `${second} is better than ${first}: ${p}.`;
  const told = `${first} and ${second} cannot be told apart on these ${n.toLocaleString("en")} images: ${p}.`;
  if (difference === 0) return told;
  const needed = imagesNeeded(Math.abs(difference), { disagreement, level });
  return `${told} If the difference is what it seems, it takes ${needed.toLocaleString("en")} to see it.`;
}
