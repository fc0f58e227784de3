import { useMemo, useState } from "preact/hooks";
import { Code } from "./code.tsx";
import { type Collection, classOf, nameOf, pictureOf, type Row } from "./collection.ts";
import { Dialog } from "./dialog.tsx";
import { BackIcon, BrokenIcon, NextIcon } from "./icons.tsx";
import { formatBytes } from "./measures.ts";
import { snippetFor } from "./snippet.ts";
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
  const close = () => change({ image: undefined });
  const { name, lemmas } = classOf(collection, row);
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
        {lemmas.length > 1 && <p class="lemmas">{lemmas.slice(1).join(", ")}</p>}
        <Facts collection={collection} row={row} />
        <Answers collection={collection} row={row} />
        <p class="actions">
          {index.originals && (
            <a
              class="button"
              href={pictureOf(collection, row, "images")}
              download={index.fileName[row]?.replace("/", "-")}
            >
              Download JPEG
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

/** The stored picture with its published boxes. */
function Picture({ collection, row }: { collection: Collection; row: Row }) {
  const { index, sizes } = collection;
  const [size, setSize] = useState({
    width: sizes?.width[row] ?? 0,
    height: sizes?.height[row] ?? 0,
  });
  const [failed, setFailed] = useState(false);
  const damage = collection.damage(row) ?? (failed ? "This picture cannot be shown." : undefined);
  if (damage !== undefined) {
    return (
      <p class="broken" role="alert">
        <BrokenIcon />
        {damage}
      </p>
    );
  }
  const boxes = index.boxes?.[row] ?? [];
  return (
    <div class="picture">
      <img
        src={pictureOf(collection, row, "images")}
        alt={nameOf(collection, row)}
        onError={() => setFailed(true)}
        onLoad={({ currentTarget: { naturalWidth: width, naturalHeight: height } }) =>
          index.originals && setSize({ width, height })
        }
      />
      {boxes.length > 0 && size.width > 0 && (
        <svg
          viewBox={`0 0 ${size.width} ${size.height}`}
          role="img"
          aria-label={boxes.length === 1 ? "a published box" : `${boxes.length} published boxes`}
        >
          {boxes.map(([left, top, right, bottom]) => (
            <rect
              key={`${left} ${top} ${right} ${bottom}`}
              x={left}
              y={top}
              width={right - left}
              height={bottom - top}
            />
          ))}
        </svg>
      )}
    </div>
  );
}

function Facts({ collection, row }: { collection: Collection; row: Row }) {
  const { index, sizes } = collection;
  const { index: label, wnid, clipName } = classOf(collection, row);
  const number = index.index[row] as number;
  const { shard, record } = shardOf(index.shardLengths, number);
  const facts: readonly (readonly [name: string, value: string])[] = [
    ["Label", `${label} · ${wnid}`],
    ["CLIP calls it", clipName],
    ["File", index.fileName[row] as string],
    [
      "Size",
      [
        sizes?.width[row] ? `${sizes.width[row]} × ${sizes.height[row]}` : "",
        formatBytes(index.byteLength[row] as number),
      ]
        .filter(Boolean)
        .join(" · "),
    ],
    ["Example", `${number} as stored, ${index.reading[row]} as read`],
    ["In TFDS", `record ${record} of shard ${five(shard)}-of-${five(index.shardLengths.length)}`],
  ];
  return (
    <dl class="facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** As in the names of TFDS's files. */
function five(number: number): string {
  return `${number}`.padStart(5, "0");
}

function shardOf(
  shardLengths: readonly number[],
  index: number,
): { shard: number; record: number } {
  let record = index;
  let shard = 0;
  for (; shard < shardLengths.length && record >= (shardLengths[shard] as number); shard++) {
    record -= shardLengths[shard] as number;
  }
  return { shard, record };
}

/** What each model said, likeliest first. */
function Answers({ collection, row }: { collection: Collection; row: Row }) {
  const { predictions, classes, labels } = collection;
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
                    {classes[label]?.name}
                    {label === labels[row] && <span class="sr-only"> (the label)</span>}
                  </span>
                  {probability !== undefined && (
                    <>
                      <meter
                        value={probability}
                        aria-label={`probability of ${classes[label]?.name}`}
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
