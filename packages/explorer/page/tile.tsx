import { useState } from "preact/hooks";
import { type Collection, classOf, nameOf, pictureOf, type Row } from "./collection.ts";
import { BrokenIcon } from "./icons.tsx";
import { said } from "./selection.ts";

/** One image of the collection. */
export interface ImageProps {
  readonly collection: Collection;
  readonly row: Row;
}

/** A picture, or the mark of one that cannot be shown. Its text is left to whatever it stands in. */
export function Thumbnail({ collection, row }: ImageProps) {
  const [failed, setFailed] = useState(false);
  const damage = collection.damage(row);
  if (damage !== undefined || failed) {
    return (
      <span class="broken" title={damage}>
        <BrokenIcon />
        {damage !== undefined && "cannot be decoded"}
      </span>
    );
  }
  return (
    <img
      src={pictureOf(collection, row, "thumbnails")}
      alt=""
      decoding="async"
      draggable={false}
      onError={() => setFailed(true)}
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

/** Dots that tell which model was right; nothing without predictions. */
export function Verdicts({ collection, row }: ImageProps) {
  const { predictions, labels } = collection;
  if (predictions === undefined) return null;
  return (
    <span class="verdicts">
      {predictions.models.map(({ name }, model) => {
        const found = said(collection, row, model);
        const right = found === labels[row];
        return (
          found !== undefined && (
            <span
              key={name}
              class={right ? "right" : "wrong"}
              title={`${name}: ${right ? "right" : "wrong"}`}
            >
              {right ? "✓" : "✗"}
            </span>
          )
        );
      })}
    </span>
  );
}

export function Caption({ collection, row }: ImageProps) {
  return <span class="caption">{classOf(collection, row).name}</span>;
}
