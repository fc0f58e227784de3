import { useMemo } from "preact/hooks";
import { Answers } from "./answers.tsx";
import { Code } from "./code.tsx";
import { type Collection, classOf, nameOf, namesOf, pictureOf, type Row } from "./collection.ts";
import { Dialog } from "./dialog.tsx";
import { Facts } from "./facts.tsx";
import { BackIcon, NextIcon } from "./icons.tsx";
import { Picture } from "./picture.tsx";
import { snippetFor } from "./snippet.ts";
import { usePicture } from "./source.ts";
import type { Change } from "./state.ts";
import { TileButton } from "./tile.tsx";

interface DetailProps {
  readonly collection: Collection;
  readonly row: Row;
  readonly rows: readonly Row[];
  readonly change: Change;
}

const mostOthers = 24;

/** Everything about one image. */
export function Detail({ collection, row, rows, change }: DetailProps) {
  const { index, labels } = collection;
  const place = rows.indexOf(row);
  const go = (to: Row | undefined) =>
    to !== undefined && change({ image: index.index[to] }, "replace");
  const [before, after] = [rows[place - 1], place < 0 ? undefined : rows[place + 1]];
  const others = useMemo(
    () => labels.flatMap((label, other) => (label === labels[row] && other !== row ? [other] : [])),
    [labels, row],
  );
  const original = usePicture(index.originals ? pictureOf(collection, row, "images") : undefined);
  const close = () => change({ image: undefined });
  const [name, ...otherNames] = namesOf(classOf(collection, row));
  return (
    <Dialog
      class="detail"
      label={nameOf(collection, row)}
      close={close}
      onKeyDown={(event) => {
        if ((event.target as Element).closest("pre")) return;
        if (event.key === "ArrowLeft") go(before);
        if (event.key === "ArrowRight") go(after);
      }}
    >
      <figure>
        <Picture key={row} collection={collection} row={row} />
        <div class="steps">
          <button
            type="button"
            class="icon"
            aria-label="Image before"
            disabled={before === undefined}
            onClick={() => go(before)}
          >
            <BackIcon />
          </button>
          <span>
            {place >= 0 &&
              `${(place + 1).toLocaleString("en")} / ${rows.length.toLocaleString("en")}`}
          </span>
          <button
            type="button"
            class="icon"
            aria-label="Image after"
            disabled={after === undefined}
            onClick={() => go(after)}
          >
            <NextIcon />
          </button>
        </div>
      </figure>
      <div class="about">
        <h2>{name}</h2>
        {otherNames.length > 0 && <p class="lemmas">{otherNames.join(", ")}</p>}
        <Facts collection={collection} row={row} />
        <Answers collection={collection} row={row} />
        <p class="actions">
          {original !== undefined && (
            <a class="button" href={original} download={index.fileName[row]?.replace("/", "-")}>
              Download original
            </a>
          )}
          <button
            type="button"
            onClick={() => change({ tab: "images", q: "", label: labels[row], image: undefined })}
          >
            All of this class
          </button>
        </p>
        <Code text={snippetFor(collection, [row])} />
        {others.length > 0 && (
          <>
            <h3>More of this class</h3>
            <div class="strip">
              {others.slice(0, mostOthers).map((other) => (
                <TileButton key={other} collection={collection} row={other} open={go} />
              ))}
            </div>
          </>
        )}
      </div>
    </Dialog>
  );
}
