import { addDataDirOption, addDataOptions, datasetName, positive } from "../common-options.ts";
import type { Terminal } from "../terminal.ts";
import type { Define } from "./define.ts";

/** The life of the data: getting it, preparing it, how fast it is read. */
export function defineDataCommands(define: Define, terminal: Terminal): void {
  addDataDirOption(define("download", "fetch the archive, verified"))
    .argument("[name]", datasetName)
    .option("--base-url <url>", "fetch from this server in place of huggingface.co")
    .option("--offline", "never touch the network")
    .action(async (name, options) => {
      const { download } = await import("../commands/download.ts");
      await download(terminal, name, options);
    });

  addDataOptions(define("prepare", "write the examples as TFDS prepares them: TFRecord"))
    .argument("[name]", datasetName)
    .option("--max-examples-per-split <n>", "only the first in storage order", positive)
    .option("--num-shards <n>", "so many files", positive)
    .option("--max-shard-size-mb <n>", "none larger than so many MiB", positive)
    .option("--overwrite", "replace what is there")
    .action(async (name, options) => {
      const { prepareData } = await import("../commands/prepare.ts");
      await prepareData(terminal, name, options);
    });

  addDataOptions(define("bench", "images a second on this machine, by stage"))
    .argument("[name]", datasetName)
    .option("--limit <n>", "measure on so many images", positive, 1000)
    .action(async (name, options) => {
      const { bench } = await import("../commands/bench.ts");
      await bench(terminal, name, options);
    });
}
