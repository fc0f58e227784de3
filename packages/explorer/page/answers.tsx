import { classNameOf } from "./collection.ts";
import type { ImageProps } from "./tile.tsx";

/** What each model said, likeliest first. */
export function Answers({ collection, row }: ImageProps) {
  const { predictions, labels } = collection;
  if (predictions === undefined) return null;
  return (
    <div class="answers">
      {predictions.models.map(({ name, top, probabilities }) => (
        <section key={name} aria-label={`What ${name} says`}>
          <h3>{name}</h3>
          {top[row]?.length === 0 && <p>It was not asked.</p>}
          <ol>
            {top[row]?.map((label, rank) => {
              const probability = probabilities?.[row]?.[rank];
              return (
                <li key={label} class={label === labels[row] ? "right" : undefined}>
                  <span>
                    {classNameOf(collection, label)}
                    {label === labels[row] && <span class="sr-only"> (the label)</span>}
                  </span>
                  {probability !== undefined && (
                    <>
                      <meter
                        value={probability}
                        aria-label={`probability of ${classNameOf(collection, label)}`}
                      />
                      <small>{(100 * probability).toFixed(1)} %</small>
                    </>
                  )}
                </li>
              );
            })}
          </ol>
        </section>
      ))}
    </div>
  );
}
