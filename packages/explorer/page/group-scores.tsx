import { useMemo, useState } from "preact/hooks";
import { type Collection, classNameOf, classOf } from "./collection.ts";
import { said } from "./selection.ts";
import type { Change, State } from "./state.ts";

interface GroupScoresProps {
  readonly collection: Collection;
  readonly change: Change;
}

interface GroupScore {
  readonly key: number | string;
  readonly name: string;
  /** What shows its images. */
  readonly shows: Partial<State>;
  right: number;
  all: number;
}

/** How often the model is right, for each class or each kind of them. */
export function GroupScores({ collection, change }: GroupScoresProps) {
  const [by, setBy] = useState<"class" | "kind">("class");
  const [best, setBest] = useState(false);
  const scores = useMemo(() => scoresOf(collection, by), [collection, by]);
  const shown = best ? [...scores].reverse() : scores;
  return (
    <section class="card" aria-label={`Accuracy per ${by}`}>
      <h3>Accuracy per {by}</h3>
      <p class="note">
        {best ? "Best first" : "Worst first"} ·{" "}
        <button type="button" class="link" onClick={() => setBest(!best)}>
          {best ? "show the worst" : "show the best"}
        </button>
        {collection.kinds.length > 1 && (
          <>
            {" · "}
            <button
              type="button"
              class="link"
              onClick={() => setBy(by === "class" ? "kind" : "class")}
            >
              {by === "class" ? "by kind" : "by class"}
            </button>
          </>
        )}
      </p>
      <div class="class-counts tall" tabIndex={0} role="region" aria-label="By accuracy">
        <ol class="plain">
          {shown.map(({ key, name, shows, right, all }) => (
            <li key={key}>
              <button
                type="button"
                class="link"
                onClick={() => change({ tab: "images", q: "", ...shows })}
              >
                {name}
              </button>
              <meter value={right / all} aria-label={`accuracy: ${name}`} />
              <small>
                {right.toLocaleString("en")} of {all.toLocaleString("en")}
              </small>
            </li>
          ))}
        </ol>
      </div>
    </section>
  );
}

/** The worst first. */
function scoresOf(collection: Collection, by: "class" | "kind"): GroupScore[] {
  const found = new Map<number | string, GroupScore>();
  for (const [row, label] of collection.labels.entries()) {
    const answer = said(collection, row);
    if (answer === undefined) continue;
    const { kind } = classOf(collection, row);
    if (by === "kind" && kind === undefined) continue;
    const key = by === "kind" ? (kind as string) : label;
    let score = found.get(key);
    if (score === undefined) {
      score =
        by === "kind"
          ? { key, name: kind as string, shows: { kind, label: undefined }, right: 0, all: 0 }
          : { key, name: classNameOf(collection, label), shows: { label }, right: 0, all: 0 };
      found.set(key, score);
    }
    score.all++;
    if (answer === label) score.right++;
  }
  return [...found.values()].sort((a, b) => a.right / a.all - b.right / b.all);
}
