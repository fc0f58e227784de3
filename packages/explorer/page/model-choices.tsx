import { Choice, Pick } from "./choice.tsx";
import type { Collection } from "./collection.ts";
import type { answers, Change, State } from "./state.ts";

interface ModelChoicesProps {
  readonly collection: Collection;
  readonly state: State;
  readonly change: Change;
}

/** Which model the tiles are about, which it is compared with, and whose answers are wanted. */
export function ModelChoices({ collection, state, change }: ModelChoicesProps) {
  const { predictions, index, model } = collection;
  if (predictions === undefined) return null;
  return (
    <>
      {index.models.length > 1 && (
        <Pick
          label="Model"
          quiet
          value={`${model}`}
          options={index.models.map((name, at) => [`${at}`, name])}
          onChange={(at) => change(chosenModel(collection, Number(at)))}
        />
      )}
      {index.models.length > 2 && (
        <Pick
          label="against"
          value={`${collection.other}`}
          options={othersOf(collection)}
          onChange={(at) => change({ other: Number(at) })}
        />
      )}
      <Choice
        label="Answer"
        none="any answer"
        value={state.answer}
        options={answerOptions(index.models[model] ?? "", index.models[collection.other])}
        onChange={(answer) => change({ answer })}
      />
    </>
  );
}

/** The model to look at; it is not compared with itself. */
export function chosenModel({ model, other }: Collection, chosen: number): Partial<State> {
  return { model: chosen, other: chosen === other ? model : other };
}

/** The models that the one looked at can be compared with. */
export function othersOf({ index, model }: Collection): [string, string][] {
  return index.models.flatMap((name, at): [string, string][] =>
    at === model ? [] : [[`${at}`, name]],
  );
}

function answerOptions(
  first: string,
  second: string | undefined,
): [(typeof answers)[number], string][] {
  if (second === undefined) {
    return [
      ["right", "right"],
      ["wrong", "wrong"],
    ];
  }
  return [
    ["right", `${first} right`],
    ["wrong", `${first} wrong`],
    ["other-right", `${second} right`],
    ["other-wrong", `${second} wrong`],
    ["only-first", `only ${first} right`],
    ["only-second", `only ${second} right`],
    ["both-right", "both right"],
    ["both-wrong", "both wrong"],
    ["different", "they disagree"],
  ];
}
