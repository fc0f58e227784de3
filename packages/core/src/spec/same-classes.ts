import type { DatasetClass } from "./dataset-spec.ts";

type ClassNames = Pick<DatasetClass, "name" | "wnid">;

/** Whether labels stand for the same classes in both lists. */
export function sameClasses(a: readonly ClassNames[], b: readonly ClassNames[]): boolean {
  return (
    a.length === b.length &&
    a.every(({ name, wnid }, label) => name === b[label]?.name && wnid === b[label]?.wnid)
  );
}
