import type { Scoring } from "./scoring.ts";

interface PreprocessingFormProps {
  readonly scoring: Scoring;
  readonly score: (preprocessing: string) => void;
  readonly probe: () => void;
}

const usual: readonly (readonly [preset: string, words: string])[] = [
  ["imagenet", "torchvision: ImageNet's mean and std"],
  ["inception", "timm's Inception: -1 to 1, at 299"],
  ["mobilenet", "MobileNet: -1 to 1"],
  ["clip", "CLIP"],
  ["keras/caffe", "Keras, as Caffe: BGR"],
];

/**
 * Asks what a model wants done to an image: neither its files nor anything else may guess it. What was tried is a
 * proposal, and whoever takes it has chosen on the test set.
 */
export function PreprocessingForm({ scoring, score, probe }: PreprocessingFormProps) {
  const { failure, probe: found } = scoring;
  return (
    <form
      class="ask"
      onSubmit={(event) => {
        event.preventDefault();
        const fields = new FormData(event.currentTarget);
        score(`${fields.get("steps") || fields.get("preset")}`);
      }}
      // Letters that are typed here mean nothing to the page behind.
      onKeyDown={(event) => event.stopPropagation()}
    >
      <p>
        {failure?.message ?? "What does it want done to an image?"} Nothing is guessed: another
        preprocessing gives another accuracy.
      </p>
      <label>
        Preprocessing
        <select name="preset">
          {usual.map(([preset, words]) => (
            <option key={preset} value={preset}>
              {words}
            </option>
          ))}
        </select>
      </label>
      <label>
        Or its steps, as JSON (also a preprocessor_config.json)
        <input
          name="steps"
          spellcheck={false}
          autocomplete="off"
          placeholder='{"resize": 256, "crop": 224, "mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.5]}'
          defaultValue={found?.proposed && JSON.stringify(found.proposed)}
        />
      </label>
      {found !== undefined && (
        <>
          <ul class="plain">
            {[...found.colours, ...found.crops].map(({ name, top1 }) => (
              <li key={name}>
                {top1.correct} of {top1.n} right: {name}
              </li>
            ))}
          </ul>
          <p class="note">
            {found.proposed === undefined
              ? "Unclear: the best is not better than the next by more than chance."
              : "The best is filled in above. Tried on these very images, it is chosen on the test set: say so beside the accuracy."}
          </p>
        </>
      )}
      <p class="actions">
        <button type="button" onClick={probe}>
          Try the likely ones
        </button>
        <button type="submit">Score it</button>
      </p>
    </form>
  );
}
