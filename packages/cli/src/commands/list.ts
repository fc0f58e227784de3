import type { DatasetClass } from "@imagenet-v2/core";
import { tfdsIds } from "@imagenet-v2/stores/internal";
import type { DataOptions } from "../common-options.ts";
import { toJson } from "../json.ts";
import { openDataset } from "../open-dataset.ts";
import { printable, type Terminal, write } from "../terminal.ts";

interface ListOptions extends DataOptions {
  readonly split?: string;
  readonly classes?: string;
  readonly order: "reading" | "storage" | "archive";
  readonly limit?: number;
}

/** Prints one line per example without reading an image. */
export async function list(terminal: Terminal, name: string | undefined, options: ListOptions) {
  const dataset = await openDataset(terminal, name, options, options);
  try {
    const selection = options.limit === undefined ? dataset : dataset.take(options.limit);
    const tfdsId = tfdsIds(dataset.store);
    let lines = "";
    for (const { index, file_name, label } of selection.records()) {
      const { wnid = "", name } = dataset.info.classes[label] as DatasetClass;
      lines += options.json
        ? `${toJson({ index, file_name, label, wnid: wnid || null, name, tfds_id: tfdsId(index) })}\n`
        : `${String(index).padStart(5)}  ${printable(file_name)}  ${String(label).padStart(3)}  ${wnid}  ${name}\n`;
      if (lines.length < 1 << 16) continue;
      await write(terminal.stdout, lines);
      terminal.signal.throwIfAborted();
      lines = "";
    }
    await write(terminal.stdout, lines);
  } finally {
    await dataset.close();
  }
}
