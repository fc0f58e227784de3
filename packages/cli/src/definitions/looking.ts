import { Option } from "commander";
import { addClassesOption, addDataOptions, addDatasetName, onError } from "../common-options.ts";
import { refuseIneffective } from "../contradictions.ts";
import { nonEmpty, nonEmptyList, port, positive } from "../option-values.ts";
import type { Terminal } from "../terminal.ts";
import type { Define } from "./define.ts";

const order = () =>
  new Option("--order <order>", "as TFDS reads, as it stores, or as the archive has them")
    .choices(["reading", "storage", "archive"])
    .default("reading");
const split = () => new Option("--split <spec>", "which examples: test[:10%] (default: all)");

/** What the dataset is, and what is in it. */
export function defineLookingCommands(define: Define, terminal: Terminal): void {
  const needData = {
    options: ["--partial", "--data-dir", "--base-url", "--on-error"],
    without: ["--archive", "--sample"],
  };
  refuseIneffective(
    addDatasetName(addClassesOption(addDataOptions(define("info", "what the dataset is")))),
    needData,
    {
      options: ["--format"],
      with: ["--json"],
      unless: "json",
    },
  )
    .addOption(
      new Option("--format <format>", "how to print it")
        .choices(["text", "json", "markdown", "html", "jsonld", "croissant"])
        .default("text"),
    )
    .addOption(onError())
    .action(async (name, options) => {
      const { info } = await import("../commands/info.ts");
      await info(terminal, name, options);
    });

  define("classes", "the classes: index, WordNet id, name")
    .argument("[query]", "part of an index, id or name")
    .action(async (query, options) => {
      const { listClasses } = await import("../commands/classes.ts");
      await listClasses(terminal, query, options);
    });

  refuseIneffective(
    addDataOptions(define("split", "which examples a split expression selects")),
    needData,
  )
    .argument("<spec>", "such as test[10%:20%]; put -- before one that begins with -")
    .action(async (spec, options) => {
      const { showSplit } = await import("../commands/split.ts");
      await showSplit(terminal, spec, options);
    });

  addDatasetName(addClassesOption(addDataOptions(define("list", "one line per example"))))
    .addOption(split())
    .addOption(order())
    .option("--limit <n>", "at most so many", positive)
    .action(async (name, options) => {
      const { list } = await import("../commands/list.ts");
      await list(terminal, name, options);
    });

  refuseIneffective(
    addDatasetName(addClassesOption(addDataOptions(define("show", "a contact sheet")))),
    {
      options: ["--json"],
      without: ["--output"],
    },
  )
    .addOption(split())
    .addOption(order())
    .option("--output <file>", "sheet.png, .svg or .html; without it, in the terminal")
    .option("--rows <n>", "rows of pictures", positive)
    .option("--columns <n>", "pictures in a row", positive)
    .addOption(onError())
    .action(async (name, options) => {
      const { show } = await import("../commands/show.ts");
      await show(terminal, name, options);
    });

  refuseIneffective(
    addDatasetName(addClassesOption(addDataOptions(define("explore", "look at it in a browser")))),
    { options: ["--originals", "--overwrite"], without: ["--export"] },
    { options: ["--host", "--port"], with: ["--export"] },
  )
    .addOption(split())
    .option(
      "--predictions <file...>",
      "what up to eight models said: results of evaluate",
      nonEmptyList,
    )
    .option("--boxes <file>", "published boxes, tab-separated: file, boxes", nonEmpty)
    .option(
      "--host <host>",
      "listen there too; others then need the token in the address",
      nonEmpty,
    )
    .option("--port <n>", "0 for any; if it is in use, the next free one", port)
    .option("--no-open", "open no browser")
    .option("--export <dir>", "write the page as files in place of serving it", nonEmpty)
    .option("--originals", "with --export: the stored pictures too, not only thumbnails")
    .option("--overwrite", "with --export: replace an export that is there")
    .action(async (name, options) => {
      const { explore } = await import("../commands/explore.ts");
      await explore(terminal, name, options);
    });
}
