import { requireReplaceableFile } from "@imagenet-v2/storage/internal/node";
import { writeFileAtomic } from "@imagenet-v2/storage/node";
import { ArchiveStore } from "@imagenet-v2/stores";
import type { GlobalOptions } from "../common-options.ts";
import { toJson } from "../json.ts";
import { requireFolder } from "../output-file.ts";
import { ownDataset } from "../own-dataset.ts";
import { ProgressLine } from "../progress.ts";
import { printable, type Terminal, write } from "../terminal.ts";
import { isTalkative } from "../with-progress.ts";

interface IndexOptions extends GlobalOptions {
  readonly dataDir?: string;
  readonly output: string;
  readonly classes?: string;
}

/** What an index ends with: by that one is known that may be replaced. */
const end = /"format":"imagenet-v2 archive index","version":\d,"checksum":"[0-9a-f]{64}"}\n$/;

/** Writes where the images of an archive lie, for whoever reads a copy of it on a server. */
export async function indexArchive(terminal: Terminal, archive: string, options: IndexOptions) {
  const { dataDir, output } = options;
  const { env, signal } = terminal;
  await requireFolder("--output", output);
  await requireOwn(output);
  const spec =
    options.classes === undefined ? undefined : await ownDataset(options.classes, signal);
  const progress = new ProgressLine(terminal, "Unpacking the gzip copy", {
    unit: "bytes",
    enabled: isTalkative(options),
  });
  const store = await ArchiveStore.open(archive, {
    ...{ dataDir, env, signal, partial: true, spec },
    onProgress: ({ bytes, total }) => progress.update({ done: bytes, total }),
  }).finally(() => progress.end());
  try {
    const index = await store.index();
    const { bytes, sha256 } = index;
    const text = `${JSON.stringify(index)}\n`;
    await requireOwn(output);
    await writeFileAtomic(output, text);
    const { variant, provenance } = store.info;
    if (options.json) {
      const facts = { archive: store.info.path, images: store.length, variant, provenance };
      await write(terminal.stdout, `${toJson({ output, ...facts, bytes, sha256 })}\n`);
    } else {
      await write(terminal.stdout, `${output}\n`);
    }
    if (options.quiet || options.json) return;
    const what = variant === undefined ? provenance : `${variant}, ${provenance}`;
    terminal.stderr.write(`${store.length} images (${what}).\n`);
    if (bytes !== store.info.bytes) {
      const note = `${archive} is a gzip file: the index is of the plain tar in it (${bytes} bytes).`;
      terminal.stderr.write(`Note: ${printable(note)}\n`);
    }
  } finally {
    await store.close();
  }
}

function requireOwn(output: string): Promise<void> {
  return requireReplaceableFile(output, {
    option: "--output",
    kind: "an index of an archive",
    bytes: -200,
    isOurs: (bytes) => end.test(bytes.toString("latin1")),
  });
}
