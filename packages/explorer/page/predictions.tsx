import type { Collection } from "./collection.ts";
import { Comparison } from "./comparison.tsx";
import { Confusion } from "./confusion.tsx";
import { GroupScores } from "./group-scores.tsx";
import { ModelTable } from "./model-table.tsx";
import type { Loading } from "./source.ts";
import type { Change } from "./state.ts";

export interface PredictionsProps {
  readonly collection: Collection;
  readonly change: Change;
  readonly open: (row: number) => void;
}

/** How models did: in a table, two against each other, and one of them class by class. */
export function Predictions({
  collection,
  loading,
  change,
  open,
}: PredictionsProps & { readonly loading: Loading<unknown> }) {
  const { predictions, model, index } = collection;
  if (predictions === undefined) {
    const failure = loading.state === "failed" ? loading.message : undefined;
    const wait =
      index.models.length === 0 ? "No model has been scored on these images." : "Loading …";
    return (
      <main class="page" tabIndex={-1}>
        <p class="notice" role={failure === undefined ? "status" : "alert"}>
          {failure ?? wait}
        </p>
      </main>
    );
  }
  const { models } = predictions;
  return (
    <main class="page" tabIndex={-1}>
      <h2>Predictions</h2>
      <div class={`cards ${models.length > 1 ? "models" : ""}`}>
        <ModelTable collection={collection} models={models} change={change} />
        {models.length > 1 && <Comparison collection={collection} change={change} />}
      </div>
      <div class="cards matrix">
        <Confusion key={model} collection={collection} change={change} open={open} />
        <GroupScores collection={collection} change={change} />
      </div>
    </main>
  );
}
