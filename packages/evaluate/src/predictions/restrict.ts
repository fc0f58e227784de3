import type { ClassSet } from "../classes/class-set.ts";
import { invalid } from "./invalid.ts";
import type { Row } from "./row.ts";

/**
 * The rows without the classes that do not count. Probabilities that were shared out among those as
 * well say nothing about the others alone, and are dropped, from all rows.
 *
 * @param fewest how many a row must have, left of those that it had
 * @throws INVALID_PREDICTIONS if fewer are left in a row
 */
export function restrict(
  rows: readonly Row[],
  classes: ClassSet,
  path: string,
  fewest: number,
): Row[] {
  const counting = new Set(classes);
  const restricted = rows.map((row) => {
    const top = row.top.filter((each) => counting.has(each));
    if (top.length >= fewest) return { ...row, top };
    throw invalid(
      path,
      row.line,
      `Of the ${row.top.length} classes predicted ${top.length} are among the ${classes.length} that count, and ${fewest === 5 ? "five are" : "one is"} needed.`,
      {
        hint: "Give all scores, or all classes in order, or run the model with these classes alone.",
      },
    );
  });
  const isCut = restricted.some(({ top }, i) => top.length < (rows[i] as Row).top.length);
  return isCut
    ? restricted.map((row) => ({ ...row, probabilities: undefined, likelihood: undefined }))
    : restricted;
}
