import { classOf } from "./collection.ts";
import { formatBytes } from "./measures.ts";
import type { ImageProps } from "./tile.tsx";

/** What is known of an image without looking at it. */
export function Facts({ collection, row }: ImageProps) {
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
