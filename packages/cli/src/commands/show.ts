import { extname } from "node:path";
import type { Dataset } from "@imagenet-v2/loader";
import type { DataOptions } from "../common-options.ts";
import { toJson } from "../json.ts";
import { openDataset } from "../open-dataset.ts";
import { checkOutput, writeOutput } from "../output-file.ts";
import { tellSkipped } from "../skipped.ts";
import { hasColor, type Terminal, widthOf, write } from "../terminal.ts";

interface ShowOptions extends DataOptions {
  readonly split?: string;
  readonly classes?: string;
  readonly order: "reading" | "storage" | "archive";
  readonly output?: string;
  readonly rows?: number;
  readonly columns?: number;
}

const formats = [".png", ".svg", ".html"] as const;

/** Draws a contact sheet into a file, or into the terminal. */
export async function show(terminal: Terminal, name: string | undefined, options: ShowOptions) {
  const { output } = options;
  await checkOutput(output, formats);
  const dataset = await openDataset(terminal, name, options, options);
  try {
    if (output === undefined) await showInTerminal(terminal, dataset, options);
    else await writeSheet(terminal, dataset, output, options);
  } finally {
    await dataset.close();
  }
}

async function showInTerminal(terminal: Terminal, dataset: Dataset, options: ShowOptions) {
  const { terminalSheet } = await import("@imagenet-v2/view");
  const { stdout, env, signal } = terminal;
  const sheet = await terminalSheet(dataset, {
    rows: options.rows,
    columns: options.columns,
    width: widthOf(stdout),
    color: hasColor(stdout, env),
    signal,
  });
  await write(stdout, sheet);
}

async function writeSheet(
  terminal: Terminal,
  dataset: Dataset,
  output: string,
  options: ShowOptions,
) {
  const { rows, columns } = options;
  const { contactSheet } = await import("@imagenet-v2/view");
  const { info } = dataset;
  const sheet = await contactSheet(dataset, {
    rows,
    columns,
    title: info.fullName,
    note: `${info.provenance} data, ${dataset.length} examples`,
    signal: terminal.signal,
  });
  const drawn = {
    ".png": () => sheet.png(),
    ".svg": () => sheet.svg(),
    ".html": () => sheet.html(),
  }[extname(output).toLowerCase() as (typeof formats)[number]];
  await writeOutput(output, await drawn());
  const { skipped } = sheet;
  tellSkipped(terminal, options, skipped);
  const said = options.json ? toJson({ path: output, skipped }) : output;
  await write(terminal.stdout, `${said}\n`);
}
