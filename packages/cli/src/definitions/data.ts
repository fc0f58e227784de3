import {
  addDataDirOption,
  addDataOptions,
  addDatasetName,
  addTransferOptions,
  datasetName,
  onError,
  transfer,
} from "../common-options.ts";
import { refuseIneffective } from "../contradictions.ts";
import { nonEmpty, positive } from "../option-values.ts";
import type { Terminal } from "../terminal.ts";
import type { Define } from "./define.ts";

/** The life of the data: getting it, preparing it, how fast it is read. */
export function defineDataCommands(define: Define, terminal: Terminal): void {
  refuseIneffective(
    addDatasetName(addTransferOptions(define("download", "fetch the archive, verified"))),
    { options: ["NAME", "--base-url", "--mirror", "--revision"], with: ["--url"] },
    { options: ["--bytes"], without: ["--url"] },
  )
    .option("--url <url>", "fetch this file instead; it is not looked into")
    .option("--sha256 <hex>", "the checksum of that file")
    .option("--bytes <n>", "its size, if it is known", positive)
    .action(async (name, options) => {
      const { download } = await import("../commands/download.ts");
      await download(terminal, name, options);
    });

  refuseIneffective(
    addDatasetName(
      addTransferOptions(define("verify", "hash the archive, name the images a damage has hit")),
    ),
    { options: transfer, without: ["--repair"] },
  )
    .option("--archive <path>", "this one, and not the one in the data folder", nonEmpty)
    .option("--repair", "fetch what is damaged, and nothing else")
    .action(async (name, options) => {
      const { verify } = await import("../commands/verify.ts");
      await verify(terminal, name, options);
    });

  addDataDirOption(
    define("index", "where the images of an archive lie, to read a copy on a server"),
  )
    .argument("<archive>", "a tar, or a gzip file of one", nonEmpty)
    .requiredOption("--output <file>", "the index, as JSON: put it beside the archive", nonEmpty)
    .option(
      "--classes <file>",
      "for class folders of your own: their classes, one a line",
      nonEmpty,
    )
    .action(async (archive, options) => {
      const { indexArchive } = await import("../commands/index-archive.ts");
      await indexArchive(terminal, archive, options);
    });

  addDataDirOption(define("clean", "show what is of no more use in the data folder"))
    .option("--archives", "the archives too, which must then be downloaded again")
    .option("--yes", "remove it")
    .action(async (options) => {
      const { cleanUp } = await import("../commands/clean.ts");
      await cleanUp(terminal, options);
    });

  addDataDirOption(define("doctor", "what decides whether things work on this machine")).action(
    async (options) => {
      const { doctor } = await import("../commands/doctor.ts");
      await doctor(terminal, options);
    },
  );

  refuseIneffective(
    addDataOptions(define("prepare", "write the examples as TFDS prepares them: TFRecord")),
    { options: ["--max-shard-size-mb"], with: ["--num-shards"] },
  )
    // With the sample it says what to call it.
    .argument("[name]", datasetName)
    .option("--max-examples-per-split <n>", "only the first in storage order", positive)
    .option("--num-shards <n>", "so many files", positive)
    .option("--max-shard-size-mb <n>", "none larger than so many MiB", positive)
    .option("--overwrite", "replace what is there")
    .action(async (name, options) => {
      const { prepareData } = await import("../commands/prepare.ts");
      await prepareData(terminal, name, options);
    });

  addDatasetName(addDataOptions(define("bench", "images a second on this machine, by stage")))
    .option("--limit <n>", "measure on so many images", positive, 1000)
    .addOption(onError())
    .action(async (name, options) => {
      const { bench } = await import("../commands/bench.ts");
      await bench(terminal, name, options);
    });
}
