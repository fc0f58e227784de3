import { useMemo, useState } from "preact/hooks";
import type { ModelDocument, RateDocument } from "../src/documents.ts";
import { type Collection, classNameOf } from "./collection.ts";
import { Confusion } from "./confusion.tsx";
import { said } from "./selection.ts";
import type { Change } from "./state.ts";

interface PredictionsProps {
  readonly collection: Collection;
  readonly change: Change;
}

/** How models did, class by class. */
export function Predictions({ collection, change }: PredictionsProps) {
  const { predictions } = collection;
  const [chosen, setChosen] = useState<0 | 1>(0);
  if (predictions === undefined) {
    return (
      <main class="page" tabIndex={-1}>
        <p class="notice" role="status">
          Loading …
        </p>
      </main>
    );
  }
  const { models, comparison } = predictions;
  return (
    <main class="page" tabIndex={-1}>
      <h2>Predictions</h2>
      <div class="cards">
        {models.map((model) => (
          <Scores key={model.name} model={model} />
        ))}
        {comparison !== undefined && (
          <section class="card" aria-label="Comparison">
            <h3>Which is better?</h3>
            <p class="words">{comparison.words}</p>
            <p class="actions">
              <button type="button" onClick={() => change({ tab: "images", answer: "only-first" })}>
                Only {models[0]?.name} right: {comparison.onlyFirst}
              </button>
              <button
                type="button"
                onClick={() => change({ tab: "images", answer: "only-second" })}
              >
                Only {models[1]?.name} right: {comparison.onlySecond}
              </button>
            </p>
          </section>
        )}
      </div>
      {models.length > 1 && (
        <fieldset class="which">
          <legend class="sr-only">Model</legend>
          {models.map(({ name }, at) => (
            <label key={name}>
              <input
                type="radio"
                name="model"
                checked={chosen === at}
                onChange={() => setChosen(at as 0 | 1)}
              />
              {name}
            </label>
          ))}
        </fieldset>
      )}
      <div class="cards matrix">
        <Confusion key={chosen} collection={collection} model={chosen} change={change} />
        <ClassScores collection={collection} model={chosen} change={change} />
      </div>
    </main>
  );
}

function Scores({ model }: { model: ModelDocument }) {
  return (
    <section class="card" aria-label={model.name}>
      <h3>{model.name}</h3>
      <dl class="scores">
        <Score name="Top-1" rate={model.top1} />
        {model.top5 && <Score name="Top-5" rate={model.top5} />}
      </dl>
    </section>
  );
}

function Score({ name, rate: { accuracy, interval } }: { name: string; rate: RateDocument }) {
  const [low, high] = interval.map((share) => (100 * share).toFixed(1));
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {(100 * accuracy).toFixed(2)} %
        <small>
          {low} – {high}
        </small>
      </dd>
    </div>
  );
}

function ClassScores({ collection, model, change }: PredictionsProps & { model: 0 | 1 }) {
  const [best, setBest] = useState(false);
  const scores = useMemo(() => {
    const found = new Map<number, { right: number; all: number }>();
    for (const [row, label] of collection.labels.entries()) {
      const answer = said(collection, row, model);
      if (answer === undefined) continue;
      const score = found.get(label) ?? { right: 0, all: 0 };
      score.all++;
      if (answer === label) score.right++;
      found.set(label, score);
    }
    return [...found]
      .map(([label, { right, all }]) => ({ label, right, all }))
      .sort((a, b) => a.right / a.all - b.right / b.all || a.label - b.label);
  }, [collection, model]);
  const shown = best ? [...scores].reverse() : scores;
  return (
    <section class="card" aria-label="Accuracy per class">
      <h3>Per class</h3>
      <p class="note">
        {best ? "Best first" : "Worst first"} ·{" "}
        <button type="button" class="link" onClick={() => setBest(!best)}>
          {best ? "show the worst" : "show the best"}
        </button>
      </p>
      <div class="class-counts tall" tabIndex={0} role="region" aria-label="Classes by accuracy">
        <ol class="plain">
          {shown.map(({ label, right, all }) => (
            <li key={label}>
              <button
                type="button"
                class="link"
                onClick={() => change({ tab: "images", q: "", label })}
              >
                {classNameOf(collection, label)}
              </button>
              <meter value={right / all} aria-label={`accuracy of class ${label}`} />
              <small>
                {right} of {all}
              </small>
            </li>
          ))}
        </ol>
      </div>
    </section>
  );
}
