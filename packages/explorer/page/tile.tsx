import { useState } from "preact/hooks";
import {
  type Collection,
  classNameOf,
  classOf,
  nameOf,
  pictureOf,
  type Row,
} from "./collection.ts";
import { BrokenIcon } from "./icons.tsx";
import { said } from "./selection.ts";
import { usePicture } from "./source.ts";

/** One image of the collection. */
export interface ImageProps {
  readonly collection: Collection;
  readonly row: Row;
}

/** A picture, or the mark of one that cannot be shown. Its text is left to whatever it stands in. */
export function Thumbnail({ collection, row }: ImageProps) {
  const [failed, setFailed] = useState<string>();
  const damage = collection.damage(row);
  const broken = damage ?? failed;
  const path = broken !== undefined ? undefined : pictureOf(collection, row, "thumbnails");
  const src = usePicture(path, setFailed);
  if (broken !== undefined) {
    return (
      <span class="broken" title={broken}>
        <BrokenIcon />
        {damage !== undefined && "cannot be decoded"}
      </span>
    );
  }
  return (
    <img
      src={src}
      alt=""
      decoding="async"
      draggable={false}
      onError={() => setFailed("This picture cannot be shown.")}
      onLoad={(event) => event.currentTarget.classList.add("loaded")}
    />
  );
}

interface TileProps extends ImageProps {
  readonly open: (row: Row) => void;
}

/** A small picture that opens its image. */
export function TileButton({ collection, row, open }: TileProps) {
  return (
    <button
      type="button"
      class="tile"
      aria-label={nameOf(collection, row)}
      title={nameOf(collection, row)}
      onClick={() => open(row)}
    >
      <Thumbnail collection={collection} row={row} />
    </button>
  );
}

/** `goldfish, 60 %`: what the model took an image for, and how sure it was, where that was wrong. */
export function mistakeOf(
  collection: Collection,
  row: Row,
): [name: string, sure: string] | undefined {
  const answer = said(collection, row);
  if (answer === undefined || answer === collection.labels[row]) return undefined;
  const confidence = collection.measure("confidence", row);
  const sure = Number.isNaN(confidence) ? "" : `${Math.round(100 * confidence)} %`;
  return [classNameOf(collection, answer), sure];
}

/** Models that have a mark of their own on a tile; of more, only how many are right. */
const mostMarks = 3;

/** Which model was right, and what the one looked at took it for where it was wrong. */
export function Verdicts({ collection, row }: ImageProps) {
  const { predictions, labels, model } = collection;
  if (predictions === undefined) return null;
  const mistake = mistakeOf(collection, row);
  const marks = predictions.models.flatMap(({ name }, at) => {
    const found = said(collection, row, at);
    return found === undefined ? [] : [{ name, at, right: found === labels[row] }];
  });
  const looked = marks.find(({ at }) => at === model);
  const shown = marks.length > mostMarks ? marks.filter((each) => each === looked) : marks;
  return (
    <>
      <span class="verdicts">
        {shown.map(({ name, at, right }) => (
          <span
            key={name}
            class={`${right ? "right" : "wrong"}${at === model && shown.length > 1 ? " looked-at" : ""}`}
            title={`${name}: ${right ? "right" : "wrong"}`}
          >
            {right ? "✓" : "✗"}
          </span>
        ))}
        {marks.length > mostMarks && (
          <span
            class="tally"
            title={`models that are right: ${marks.filter(({ right }) => right).length} of ${marks.length}`}
            data-text={`${marks.filter(({ right }) => right).length}/${marks.length}`}
          />
        )}
      </span>
      {/* Said by the label of the tile; drawn by the style sheet, as it is no part of what names it. */}
      {mistake && (
        <span class="mistake">
          <span data-text={mistake[0]} />
          <span data-text={mistake[1]} />
        </span>
      )}
    </>
  );
}

export function Caption({ collection, row }: ImageProps) {
  return <span class="caption">{classOf(collection, row).name}</span>;
}
