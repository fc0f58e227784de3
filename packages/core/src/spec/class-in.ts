import { ImageNetV2Error } from "../errors.ts";
import { suggestion } from "../options.ts";
import { shown } from "../quote.ts";
import type { DatasetClass, DatasetDescription } from "./dataset-spec.ts";

/**
 * The class of a dataset with this label, WordNet id or name, whose case does not matter.
 *
 * @throws UNKNOWN_CLASS if there is none or several
 */
export function classIn(
  { name: dataset, classes }: Pick<DatasetDescription, "name" | "classes">,
  query: number | string,
): DatasetClass {
  const wanted = `${query}`.toLowerCase();
  const found =
    typeof query === "number"
      ? classes.filter(({ index }) => index === query)
      : classes.filter(({ wnid, name }) => wnid === wanted || name.toLowerCase() === wanted);
  const [only, ...others] = found;
  if (only !== undefined && others.length === 0) return only;
  const byNumber = /^\d+$/.test(wanted) ? classes[Number(wanted)] : undefined;
  if (only === undefined && byNumber !== undefined) return byNumber;
  throw new ImageNetV2Error(
    "UNKNOWN_CLASS",
    only === undefined
      ? `${dataset} has no class ${shown(query)}.`
      : `Several classes of ${dataset} are called ${shown(query)}: ${found.map(({ index }) => index).join(", ")}.`,
    { query: `${query}` },
    {
      hint:
        only === undefined
          ? suggestion(
              wanted,
              classes.slice(0, 20).map(({ name }) => name),
            )
          : "Say which by its number or WordNet id.",
    },
  );
}
