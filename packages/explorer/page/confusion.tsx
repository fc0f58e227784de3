import { useMemo, useState } from "preact/hooks";
import { type Collection, classNameOf } from "./collection.ts";
import { type Cell, confusions, rowsIn } from "./confusions.ts";
import { Matrix } from "./matrix.tsx";
import type { Change } from "./state.ts";
import { TileButton } from "./tile.tsx";

interface ConfusionProps {
  readonly collection: Collection;
  readonly change: Change;
  readonly open: (row: number) => void;
}

const mostShown = 4;

/** What the model took each class for: at first sight the most frequent mistake. */
export function Confusion({ collection, change, open }: ConfusionProps) {
  const found = useMemo(
    () => confusions(collection),
    [collection.labels, collection.predictions, collection.model],
  );
  const { axis, worst } = found;
  const [cell, setCell] = useState<Cell>(worst[0] ?? { label: 0, answer: 0 });
  const name = (place: number) => classNameOf(collection, axis[place] as number);
  const rows = useMemo(() => rowsIn(collection, axis, cell), [collection, axis, cell]);
  const show = ({ label, answer }: Cell) =>
    change({ tab: "images", q: "", label: axis[label], predicted: axis[answer] });
  return (
    <section class="card confusion" aria-label="Confusion matrix">
      <h3>Confusion matrix</h3>
      <p class="note">
        Classes in the order of their index
        {collection.kinds.length > 1 && ", in which relatives are neighbours"}. Scroll or + and − to
        zoom, drag to move.
      </p>
      <div class="parts">
        <Matrix confusions={found} cell={cell} name={name} onCell={setCell} onShow={show} />
        <div>
          <h4>{isWorst(cell, worst[0]) ? "Most frequent mistake" : "Chosen cell"}</h4>
          <p id="confusion-cell" class="cell-words" aria-live="polite">
            <b>{name(cell.label)}</b>
            {cell.label === cell.answer ? (
              " recognized"
            ) : (
              <>
                {" "}
                taken for <b>{name(cell.answer)}</b>
              </>
            )}
            : {rows.length.toLocaleString("en")}
          </p>
          <div class="strip">
            {rows.slice(0, mostShown).map((row) => (
              <TileButton key={row} collection={collection} row={row} open={open} />
            ))}
          </div>
          <p class="actions">
            <button type="button" disabled={rows.length === 0} onClick={() => show(cell)}>
              Show {rows.length === 1 ? "this image" : "these images"}
            </button>
          </p>
          <h4>Most frequent mistakes</h4>
          {worst.length === 0 && <p class="note">None: the model was always right.</p>}
          <ol class="plain confusions">
            {worst.map((each) => (
              <li key={`${each.label} ${each.answer}`}>
                <button type="button" class="link" onClick={() => show(each)}>
                  {name(each.label)} → {name(each.answer)}
                </button>
                <small>{each.times}</small>
              </li>
            ))}
          </ol>
        </div>
      </div>
    </section>
  );
}

function isWorst(cell: Cell, worst: Cell | undefined): boolean {
  return cell.label === worst?.label && cell.answer === worst.answer;
}
