import type { OpeningDocument } from "../src/documents.ts";
import type { Collection, Row } from "./collection.ts";

/** Code that loads exactly these images, in this order. */
export function snippetFor(collection: Collection, rows: readonly Row[]): string {
  const { index } = collection;
  const load = (selection: string) =>
    `${codeOpening(index.opening)}\nconst selection = dataset${selection};`;
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

/** In storage order, so that an image's number is its position. */
function codeOpening(opening: OpeningDocument | undefined): string {
  if (opening === undefined) {
    return '// dataset: the one that is explored, opened with order: "storage"';
  }
  const { name, list, split, sample, archive, whole, partial } = opening;
  const isOwn = name === undefined;
  const classes = list && `[${wrapped(list.map((each) => JSON.stringify(each)))}]`;
  return [
    `import { ${isOwn ? "classFolders, " : ""}load } from "imagenet-v2";`,
    ...(sample ? ['import { sampleArchive } from "imagenet-v2/sample";'] : []),
    "",
    `const dataset = await load(${isOwn ? `classFolders(${classes ?? ""})` : JSON.stringify(name)}, {`,
    ...(sample ? ["  archive: await sampleArchive(),"] : []),
    ...(archive === undefined
      ? []
      : [`  archive: ${JSON.stringify(archive)},${whole ? "" : " // where you have it"}`]),
    ...(partial ? ["  partial: true,"] : []),
    `  split: ${JSON.stringify(split)},`,
    '  order: "storage",',
    "});",
  ].join("\n");
}

function isWholeClass({ labels }: Collection, rows: readonly Row[]): boolean {
  const label = labels[rows[0] as Row];
  return (
    label !== undefined &&
    rows.every((row) => labels[row] === label) &&
    rows.length === labels.reduce((count, each) => count + Number(each === label), 0)
  );
}

/** A list on one line, or on lines of their own where it is long. */
function wrapped(items: readonly (number | string)[]): string {
  if (items.length <= 12) return items.join(", ");
  const lines: string[] = [];
  for (let at = 0; at < items.length; at += 16) {
    lines.push(`  ${items.slice(at, at + 16).join(", ")},`);
  }
  return `\n${lines.join("\n")}\n`;
}
