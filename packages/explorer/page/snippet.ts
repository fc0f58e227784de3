import type { Collection, Row } from "./collection.ts";

/** Code that loads exactly these images, in this order. */
export function snippetFor(collection: Collection, rows: readonly Row[]): string {
  const { index } = collection;
  const data =
    index.loadName === undefined
      ? `"imagenet_v2", {\n  archive: ${JSON.stringify(index.source)},\n  partial: true,`
      : `${JSON.stringify(index.loadName)}, {`;
  const load = (selection: string) =>
    [
      'import { load } from "imagenet-v2";',
      "",
      `const dataset = await load(${data}`,
      '  split: "test",',
      '  order: "storage",',
      "});",
      `const selection = dataset${selection};`,
    ].join("\n");
  const total = index.shardLengths.reduce((sum, length) => sum + length, 0);
  const whole = index.index.length === total;
  const inOrder = rows.every((row, at) => at === 0 || number(rows[at - 1] as Row) < number(row));
  if (rows.length === total && inOrder) return load("");
  const [only] = rows;
  if (rows.length === 1 && only !== undefined) {
    return load(`.where({ file_name: ${JSON.stringify(index.fileName[only])} })`);
  }
  if (whole && inOrder && isWholeClass(collection, rows)) {
    return load(`.where({ label: ${collection.labels[rows[0] as Row]} })`);
  }
  return load(`.select([${wrapped(rows.map(number))}])`);

  function number(row: Row): number {
    return index.index[row] as number;
  }
}

function isWholeClass({ labels }: Collection, rows: readonly Row[]): boolean {
  const label = labels[rows[0] as Row];
  return (
    rows.every((row) => labels[row] === label) &&
    rows.length === labels.reduce((count, each) => count + Number(each === label), 0)
  );
}

function wrapped(numbers: readonly number[]): string {
  if (numbers.length <= 12) return numbers.join(", ");
  const lines: string[] = [];
  for (let at = 0; at < numbers.length; at += 16) {
    lines.push(`  ${numbers.slice(at, at + 16).join(", ")},`);
  }
  return `\n${lines.join("\n")}\n`;
}
