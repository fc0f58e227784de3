import { type Command, type Help, Option } from "commander";
import { refuseIneffective } from "./contradictions.ts";
import { nonEmpty, positive, seconds, wholeNumber } from "./option-values.ts";

export const datasetName =
  "imagenet_v2/matched-frequency, imagenet_v2/threshold-0.7 or imagenet_v2/topimages (default: the first); imagenet2012 from an archive of yours";

/** What `--preprocessing` takes by name. */
export const anyPreset =
  "a preset (imagenet, clip, mobilenet, inception, keras/NAME, torchvision/WEIGHTS)";

/** Headings, in the help and in its order, of options that commands share. */
const sharedGroups = ["Data:", "Output:"];

/** In its help, a command's own options come before those that it shares. */
export const ownOptionsFirst: Pick<Help, "groupItems"> = {
  groupItems(_, visible, headingOf) {
    const headings = [...new Set(visible.map(headingOf))].sort(
      (a, b) => sharedGroups.indexOf(a) - sharedGroups.indexOf(b),
    );
    return new Map(
      headings.map((heading) => [heading, visible.filter((item) => headingOf(item) === heading)]),
    );
  },
};

/** Options of every command. */
export interface GlobalOptions {
  readonly json?: boolean;
  readonly quiet?: boolean;
  /** `false` with `--no-progress`. */
  readonly progress: boolean;
  readonly debug?: boolean;
}

/** Options of the commands that read data. */
export interface DataOptions extends GlobalOptions {
  readonly dataDir?: string;
  readonly archive?: string;
  readonly index?: string;
  readonly partial?: boolean;
  readonly sample?: boolean;
  readonly offline?: boolean;
  readonly baseUrl?: string;
  /** Of those that decode images. */
  readonly onError?: "fail" | "skip";
}

export function addGlobalOptions(command: Command): Command {
  return command
    .optionsGroup("Output:")
    .option("--json", "print JSON; errors too, one line on stderr")
    .option("--quiet", "say nothing but the result and errors")
    .option("--no-progress", "show no progress")
    .option("--debug", "show where an error came from")
    .optionsGroup("");
}

/** The argument NAME. The sample is one dataset, whatever variant is named. */
export function addDatasetName(command: Command): Command {
  const named = command.argument("[name]", datasetName);
  return refuseIneffective(named, { options: ["NAME"], with: ["--sample"] });
}

export function addDataDirOption(command: Command): Command {
  return command
    .optionsGroup("Data:")
    .option("--data-dir <dir>", "folder for downloads and indices", nonEmpty)
    .optionsGroup("");
}

/** How and from where to download. */
export const transfer = [
  "--base-url",
  "--mirror",
  "--revision",
  "--connections",
  "--stall-timeout",
  "--retries",
] as const;

/** Options of the commands that are about downloading. */
export function addTransferOptions(command: Command): Command {
  return addDataDirOption(refuseIneffective(command, { options: transfer, with: ["--offline"] }))
    .optionsGroup("Data:")
    .option("--base-url <url>", "fetch from this server in place of huggingface.co", nonEmpty)
    .option("--mirror <url...>", "try these servers after it")
    .option("--revision <id>", "another revision than the pinned one", nonEmpty)
    .option("--connections <n>", "so many at once; helps where each is slow", positive)
    .option("--stall-timeout <seconds>", "silence after which to try again", seconds)
    .option("--retries <n>", "how often to try again without getting further", wholeNumber)
    .option("--offline", "never touch the network")
    .optionsGroup("");
}

export function addDataOptions(command: Command): Command {
  const noDownload = ["--archive", "--sample", "--offline"];
  return addDataDirOption(
    refuseIneffective(
      command,
      { options: ["--base-url"], with: noDownload },
      { options: ["--index"], without: ["--archive"] },
    ),
  )
    .optionsGroup("Data:")
    .option("--archive <path>", "read this archive, folder or URL, and download nothing", nonEmpty)
    .option("--index <path>", "the index of an archive behind a URL: its path or URL", nonEmpty)
    .option("--partial", "accept an archive that lacks images, or holds others")
    .addOption(new Option("--sample", "read the sample that comes with it").conflicts("archive"))
    .option("--offline", "never touch the network")
    .option("--base-url <url>", "fetch from this server in place of huggingface.co", nonEmpty)
    .optionsGroup("");
}

/** An option of the commands that read a dataset of the user's own. */
export function addClassesOption(command: Command): Command {
  return refuseIneffective(command, { options: ["--classes"], without: ["--archive"] })
    .optionsGroup("Data:")
    .option(
      "--classes <file>",
      "with --archive: read class folders of your own; their classes, one a line",
      nonEmpty,
    )
    .optionsGroup("");
}

/** An option of the commands that decode images. */
export const onError = () =>
  new Option("--on-error <action>", "for an image that cannot be decoded; skipped ones are named")
    .choices(["fail", "skip"])
    .default("fail");

/** `--data_dir` as TFDS spells it, for `--data-dir`; what follows a `--` is left alone. */
export function acceptUnderscores(argv: readonly string[]): string[] {
  const end = argv.indexOf("--");
  return argv.map((argument, i) => {
    if (!argument.startsWith("--") || (end !== -1 && i >= end)) return argument;
    const [flag = "", ...value] = argument.split("=");
    return [flag.replaceAll("_", "-"), ...value].join("=");
  });
}
