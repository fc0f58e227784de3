import { resolveName } from "@imagenet-v2/core";
import { fetchArchive } from "@imagenet-v2/fetch";
import type { GlobalOptions } from "../common-options.ts";
import { toJson } from "../json.ts";
import { ProgressLine } from "../progress.ts";
import { type Terminal, write } from "../terminal.ts";

interface DownloadOptions extends GlobalOptions {
  readonly dataDir?: string;
  readonly baseUrl?: string;
  readonly offline?: boolean;
}

/** Makes a variant's archive ready and prints where it lies. */
export async function download(
  terminal: Terminal,
  name: string | undefined,
  options: DownloadOptions,
) {
  const { variant } = resolveName(name ?? "imagenet_v2");
  const { dataDir, baseUrl, offline } = options;
  const { env, signal } = terminal;
  const progress = new ProgressLine(terminal, variant.archive.fileName, {
    unit: "bytes",
    enabled: options.progress && !options.quiet,
  });
  try {
    const { path, bytes, sha256 } = await fetchArchive(variant, {
      dataDir,
      baseUrl,
      offline,
      env,
      signal,
      onProgress: ({ bytes, total, note }) => progress.update({ done: bytes, total, note }),
    });
    progress.end();
    await write(
      terminal.stdout,
      options.json ? `${toJson({ variant: variant.name, path, bytes, sha256 })}\n` : `${path}\n`,
    );
  } finally {
    progress.end();
  }
}
