import type { ModelDocument, RateDocument } from "../src/documents.ts";
import type { Collection } from "./collection.ts";
import { comparisonOf } from "./comparison.tsx";
import { chosenModel } from "./model-choices.tsx";
import { said } from "./selection.ts";
import type { Change } from "./state.ts";

interface ModelTableProps {
  readonly collection: Collection;
  readonly models: readonly ModelDocument[];
  readonly change: Change;
}

/** Every model with its accuracy and how sure that is; one of them is looked at. */
export function ModelTable({ collection, models, change }: ModelTableProps) {
  const several = models.length > 1;
  const chosen = models[collection.model];
  const scale = scaleOf(models);
  return (
    <section class="card" aria-label="Accuracy">
      <h3>Accuracy</h3>
      <div class="scrolled" tabIndex={0} role="region" aria-label="Accuracy of each model">
        <table class="models">
          <thead>
            <tr>
              <th scope="col">Model</th>
              <th scope="col">Top-1</th>
              <th scope="col">95 % interval</th>
              <td class="plot" />
              <th scope="col">Top-5</th>
              <th scope="col">95 % interval</th>
              <th scope="col">Images</th>
              {several && <th scope="col">Agreement</th>}
            </tr>
          </thead>
          <tbody>
            {models.map((model, at) => (
              <tr
                key={model.name}
                class={several && at === collection.model ? "chosen" : undefined}
              >
                <th scope="row" title={model.name}>
                  {several ? (
                    <label>
                      <input
                        type="radio"
                        name="model"
                        checked={at === collection.model}
                        onChange={() => change(chosenModel(collection, at), "replace")}
                      />
                      {model.name}
                    </label>
                  ) : (
                    model.name
                  )}
                </th>
                <Rate rate={model.top1} />
                <td class="plot">
                  <IntervalPlot rate={model.top1} scale={scale} />
                </td>
                <Rate rate={model.top5} />
                <td>{countOf(collection, at).toLocaleString("en")}</td>
                {several && <td>{at === collection.model ? "" : agreementWith(collection, at)}</td>}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {several && (
        <p class="note">
          The chosen model is the one shown below and on the tiles. Agreement: how often another
          gives the same answer as {chosen?.name}.
        </p>
      )}
    </section>
  );
}

function Rate({ rate }: { rate: RateDocument | undefined }) {
  if (rate === undefined) {
    return (
      <>
        <td>–</td>
        <td />
      </>
    );
  }
  const [low, high] = rate.interval.map((share) => (100 * share).toFixed(1));
  return (
    <>
      <td class="rate">{(100 * rate.accuracy).toFixed(2)} %</td>
      <td class="interval">
        {low} – {high}
      </td>
    </>
  );
}

/** From the lowest to the highest end of any interval. */
function scaleOf(models: readonly ModelDocument[]): [from: number, to: number] {
  const ends = models.flatMap(({ top1 }) => top1.interval);
  return [Math.min(...ends), Math.max(...ends)];
}

/** The interval as a line, all on one scale. */
function IntervalPlot({
  rate,
  scale: [from, to],
}: {
  rate: RateDocument;
  scale: [number, number];
}) {
  const x = (share: number) => 4 + (92 * (share - from)) / (to - from || 1);
  const [low, high] = rate.interval;
  return (
    <svg viewBox="0 0 100 12" width="100" height="12" aria-hidden="true">
      <path d={`M${x(low)} 6H${x(high)}`} />
      <circle cx={x(rate.accuracy)} cy="6" r="3" />
    </svg>
  );
}

function countOf(collection: Collection, model: number): number {
  return collection.labels.filter((_, row) => said(collection, row, model) !== undefined).length;
}

function agreementWith(collection: Collection, model: number): string {
  const found = comparisonOf(collection, model);
  return found === undefined ? "–" : `${(100 * found.agreement).toFixed(1)} %`;
}
