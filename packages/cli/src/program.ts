import { createRequire } from "node:module";
import { Command } from "commander";
import { addDataDirOption, addDataOptions, addGlobalOptions, positive } from "./common-options.ts";
import type { Terminal } from "./terminal.ts";

const { version } = createRequire(import.meta.url)("../package.json") as { version: string };

/**
 * All commands with their options. Each command's code is imported when it runs, so that `--help`
 * and `info` do not wait for what `show` needs.
 */
export function createProgram(terminal: Terminal): Command {
  const program = new Command("imagenet-v2")
    .description("ImageNetV2: get it, check it, look at it, score models on it.")
    .version(version)
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.stdout.write(text),
      // Errors are reported in one place, after parsing.
      writeErr: () => {},
      getOutHelpWidth: () => terminal.stdout.columns ?? 80,
    });

  const command = (usage: string, description: string) =>
    addGlobalOptions(program.command(usage).description(description));
  const datasetName = "dataset name as in TFDS: imagenet_v2/topimages";

  addDataOptions(command("info", "what the dataset is"))
    .argument("[name]", datasetName)
    .option("--format <format>", "text or json", "text")
    .action(async (name, options) => {
      const { info } = await import("./commands/info.ts");
      await info(terminal, name, options);
    });

  command("classes", "the classes: index, WordNet id, name")
    .argument("[query]", "part of an index, id or name")
    .action(async (query, options) => {
      const { listClasses } = await import("./commands/classes.ts");
      await listClasses(terminal, query, options);
    });

  addDataOptions(command("list", "one line per example"))
    .argument("[name]", datasetName)
    .option("--split <spec>", "which examples: test[:10%]", "test")
    .option("--order <order>", "reading (as TFDS reads), storage or archive", "reading")
    .option("--limit <n>", "at most so many", positive)
    .action(async (name, options) => {
      const { list } = await import("./commands/list.ts");
      await list(terminal, name, options);
    });

  addDataOptions(command("show", "a contact sheet"))
    .argument("[name]", datasetName)
    .option("--split <spec>", "which examples: test[:10%]", "test")
    .option("--order <order>", "reading (as TFDS reads), storage or archive", "reading")
    .option("--output <file>", "sheet.png, .svg or .html; without it, in the terminal")
    .option("--rows <n>", "rows of pictures", positive)
    .option("--columns <n>", "pictures in a row", positive)
    .action(async (name, options) => {
      const { show } = await import("./commands/show.ts");
      await show(terminal, name, options);
    });

  addDataDirOption(command("download", "fetch the archive, verified"))
    .argument("[name]", datasetName)
    .option("--base-url <url>", "fetch from this server in place of huggingface.co")
    .option("--offline", "only say whether it is here")
    .action(async (name, options) => {
      const { download } = await import("./commands/download.ts");
      await download(terminal, name, options);
    });

  return program;
}
