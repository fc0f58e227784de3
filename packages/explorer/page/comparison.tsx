import type { ComparisonDocument } from "../src/documents.ts";
import { Pick } from "./choice.tsx";
import type { Collection } from "./collection.ts";
import { othersOf } from "./model-choices.tsx";
import type { Change } from "./state.ts";

/** What is known of the model that is looked at beside another; the first of the two is the one looked at. */
export function comparisonOf(
  { predictions, model }: Collection,
  other: number,
): ComparisonDocument | undefined {
  const found = predictions?.comparisons.find(
    ({ first, second }) =>
      (first === model && second === other) || (first === other && second === model),
  );
  if (found === undefined || found.first === model) return found;
  const { onlyFirst, onlySecond } = found;
  return { ...found, first: model, second: other, onlyFirst: onlySecond, onlySecond: onlyFirst };
}

interface ComparisonProps {
  readonly collection: Collection;
  readonly change: Change;
}

/** Is one of two models really better? */
export function Comparison({ collection, change }: ComparisonProps) {
  const { index, model, other, predictions } = collection;
  const found = comparisonOf(collection, other);
  const count = predictions?.comparisons.length ?? 0;
  return (
    <section class="card" aria-label="Comparison">
      <h3>Which is better?</h3>
      {index.models.length > 2 && (
        <p class="against">
          <Pick
            label={`${index.models[model]} and`}
            value={`${other}`}
            options={othersOf(collection)}
            onChange={(at) => change({ other: Number(at) }, "replace")}
          />
        </p>
      )}
      {found === undefined ? (
        <p class="words">They were shown no image in common.</p>
      ) : (
        <>
          <p class="words">{found.words}</p>
          <p class="note">
            McNemar's test at 95 %{count > 1 && `, corrected (Holm) for ${count} comparisons`}. They
            give the same answer to {(100 * found.agreement).toFixed(1)}&nbsp;% of{" "}
            {found.images.toLocaleString("en")} images.
          </p>
          <p class="actions">
            <button type="button" onClick={() => change({ tab: "images", answer: "only-first" })}>
              Only {index.models[model]} right: {found.onlyFirst.toLocaleString("en")}
            </button>
            <button type="button" onClick={() => change({ tab: "images", answer: "only-second" })}>
              Only {index.models[other]} right: {found.onlySecond.toLocaleString("en")}
            </button>
          </p>
        </>
      )}
    </section>
  );
}
