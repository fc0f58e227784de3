/**
 * How an option or a call of the library is written on the command line. The library's hints name them in
 * backticks, options with their values: `dataDir`, `onError: "skip"`.
 */
const flags: Readonly<Record<string, (value: string) => string>> = {
  "ArchiveStore.index()": () => "imagenet-v2 index ARCHIVE --output FILE",
  archive: () => "--archive",
  baseUrl: () => "--base-url",
  classFolders: () => "--classes FILE",
  dataDir: () => "--data-dir",
  dtype: () => "--dtype",
  classes: () => "--classes",
  index: () => "--index",
  output: () => "--model-output",
  labels: () => "--labels",
  classEmbeddings: () => "--class-embeddings",
  onError: (value) => `--on-error ${value.replaceAll('"', "")}`,
  overwrite: () => "--overwrite",
  partial: () => "--partial",
  preprocessing: (value) => `--preprocessing ${/"(.*)"/.exec(value)?.[1] ?? value}`.trimEnd(),
  results: () => "--results",
  shard: (value) => {
    const [, index = "0", count = "8"] = /index: (\S+), count: (\d+)/.exec(value) ?? [];
    return index.startsWith("$") ? `--shard "${index}/${count}"` : `--shard ${index}/${count}`;
  },
};

/** A hint of the library in the words of the command line: `dataDir` is `--data-dir`. */
export function withFlags(hint: string): string;
export function withFlags(hint: string | undefined): string | undefined;
export function withFlags(hint: string | undefined): string | undefined {
  return hint?.replace(/`([\w.()]+)(?:: ([^`]+))?`/g, (all, name: string, value = "") =>
    Object.hasOwn(flags, name) ? (flags[name] as (value: string) => string)(value) : all,
  );
}
