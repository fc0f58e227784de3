import type { Rate } from "@imagenet-v2/evaluate";
import { PreprocessingForm } from "./preprocessing-form.tsx";
import type { Scoring } from "./scoring.ts";

interface ModelPanelProps {
  readonly scoring: Scoring;
  readonly score: (preprocessing: string) => void;
  /** Forgets the results that are kept of it. */
  readonly scoreAgain: () => void;
  readonly probe: () => void;
  readonly stop: () => void;
  readonly seeMistakes: () => void;
}

/** How a model does so far, what it needs to be told, or why it cannot be scored. */
export function ModelPanel(props: ModelPanelProps) {
  const { scoring, score, scoreAgain, probe, stop, seeMistakes } = props;
  const { name, state, progress, scored, failure } = scoring;
  return (
    <section
      class={`open-notice model-panel ${state === "failed" ? "failed" : ""}`}
      aria-label={`Model ${name}`}
    >
      <h2>{name}</h2>
      {state === "loading" && <p role="status">Loading the model …</p>}
      {state === "probing" && <p role="status">Trying the likely preprocessings …</p>}
      {progress !== undefined && state === "scoring" && (
        <p>
          <progress
            aria-label={`Images that ${name} was shown`}
            value={progress.done}
            max={progress.total}
          />{" "}
          {progress.done.toLocaleString("en")} of {progress.total.toLocaleString("en")} images
          {Number.isFinite(progress.secondsLeft) && `, ${timeLeft(progress.secondsLeft)} left`}
        </p>
      )}
      {progress !== undefined && state === "scoring" && (
        <>
          <Rates top1={progress.top1} top5={progress.top5} />
          <Resumed {...progress} scoreAgain={scoreAgain} />
        </>
      )}
      {scored !== undefined && (
        <>
          <Rates {...scored.scores} />
          <Resumed
            resumedFrom={scored.resumedFrom}
            total={scored.skipped + scored.scores.top1.n}
            scoreAgain={scoreAgain}
          />
          {scored.skipped > 0 && (
            <p>
              {scored.skipped.toLocaleString("en")} images cannot be decoded, and were left out.
            </p>
          )}
          <p class="actions">
            <button type="button" onClick={seeMistakes}>
              See its mistakes
            </button>
            <Download blob={scored.report} name={`${fileName(name)}.html`} text="Report" />
            <Download blob={scored.results} name={`${fileName(name)}.jsonl`} text="Results" />
          </p>
        </>
      )}
      {state === "failed" && (
        <p role="alert">
          {failure?.message}
          {failure?.hint !== undefined && <small>{failure.hint}</small>}
        </p>
      )}
      {state === "asking" && <PreprocessingForm scoring={scoring} score={score} probe={probe} />}
      <button type="button" onClick={stop}>
        {isUnderway(state) ? "Stop" : "Close"}
      </button>
    </section>
  );
}

interface ResumedProps {
  readonly resumedFrom: number;
  readonly total: number;
  readonly scoreAgain: () => void;
}

/** Says which results were made before, and how to do without them. */
function Resumed({ resumedFrom, total, scoreAgain }: ResumedProps) {
  if (resumedFrom === 0) return null;
  const next = (resumedFrom + 1).toLocaleString("en");
  const all = total.toLocaleString("en");
  return (
    <p>
      {resumedFrom === total
        ? `All ${all} images were scored before; their results were kept here.`
        : `Went on at image ${next} of ${all}, where it had stopped.`}{" "}
      <button type="button" onClick={scoreAgain}>
        Start over
      </button>
    </p>
  );
}

function Rates({ top1, top5 }: { top1: Rate; top5: Rate | undefined }) {
  return (
    <dl class="rates">
      {[["Top-1", top1] as const, ["Top-5", top5] as const].map(
        ([name, rate]) =>
          rate !== undefined && (
            <div key={name}>
              <dt>{name}</dt>
              <dd>
                {percent(rate.accuracy)} %{" "}
                <small>
                  95 %: {percent(rate.interval[0])} – {percent(rate.interval[1])} · {rate.correct}{" "}
                  of {rate.n}
                </small>
              </dd>
            </div>
          ),
      )}
    </dl>
  );
}

/** A file that is made here: an address only while it is saved. */
function Download({ blob, name, text }: { blob: Blob; name: string; text: string }) {
  const save = () => {
    const href = URL.createObjectURL(blob);
    Object.assign(document.createElement("a"), { href, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(href), 60_000);
  };
  return (
    <button type="button" onClick={save}>
      {text} ↓
    </button>
  );
}

function isUnderway(state: Scoring["state"]): boolean {
  return state === "loading" || state === "probing" || state === "scoring";
}

function percent(share: number): string {
  return (100 * share).toFixed(1);
}

function timeLeft(seconds: number): string {
  return seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.round(seconds / 60)} min`;
}

function fileName(model: string): string {
  return model.replaceAll(/[^\w.-]+/g, "-");
}
