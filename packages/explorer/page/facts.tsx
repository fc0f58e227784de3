import { classOf, codeOf } from "./collection.ts";
import { formatBytes } from "./measures.ts";
import type { ImageProps } from "./tile.tsx";

/** What is known of an image without looking at it. */
export function Facts({ collection, row }: ImageProps) {
  const { index, sizes } = collection;
  const its = classOf(collection, row);
  const number = index.index[row] as number;
  const facts: readonly (readonly [name: string, value: string])[] = [
    ["Label", codeOf(its)],
    ...(its.kind === undefined ? [] : [["Kind", its.kind] as const]),
    ...(its.clipName === undefined ? [] : [["CLIP calls it", its.clipName] as const]),
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
    collection.reordered
      ? ["Example", `${number} as stored, ${index.reading[row]} as read`]
      : ["Number", `#${number}`],
    ...(index.inTfds ? [["In TFDS", placeIn(index.shardLengths, number)] as const] : []),
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

function placeIn(shardLengths: readonly number[], index: number): string {
  const { shard, record } = shardOf(shardLengths, index);
  return `record ${record} of shard ${five(shard)}-of-${five(shardLengths.length)}`;
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
