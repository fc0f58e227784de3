import { ImageNetV2Error, resolveName } from "@imagenet-v2/core";
import {
  type ArchiveReport,
  type RepairReport,
  repairArchive,
  verifyArchive,
} from "@imagenet-v2/fetch";
import { ArchiveStore } from "@imagenet-v2/loader";
import { toJson } from "../json.ts";
import { type Terminal, write } from "../terminal.ts";
import { withTransferProgress } from "../with-progress.ts";
import { sourceOptions, type TransferOptions, transferOptions } from "./download.ts";

interface VerifyOptions extends TransferOptions {
  readonly archive?: string;
  readonly repair?: boolean;
}

/** Hashes an archive whatever is recorded of it; names the images a damage has hit, or mends it. */
export async function verify(terminal: Terminal, name: string | undefined, options: VerifyOptions) {
  const { variant } = resolveName(name ?? "imagenet_v2");
  const how = { ...transferOptions(terminal, options), path: options.archive };
  const { dataDir, env, signal, path } = how;
  const label = options.repair ? "Repairing" : "Verifying";
  const report: ArchiveReport & Partial<RepairReport> = await withTransferProgress(
    terminal,
    label,
    options,
    (onProgress): Promise<ArchiveReport> =>
      options.repair
        ? repairArchive(variant, { ...how, ...sourceOptions(options), onProgress })
        : verifyArchive(variant, { dataDir, env, signal, path, onProgress }),
  );
  const images = await imagesHit(terminal, report, dataDir);
  const { bytes, sha256, valid, damaged, fetched = 0 } = report;
  if (options.json) {
    const facts = { variant: variant.name, path: report.path, bytes, sha256, valid };
    await write(terminal.stdout, `${toJson({ ...facts, damaged, images, fetched })}\n`);
  } else {
    const repaired = fetched > 0 ? `, repaired with ${fetched} bytes` : "";
    await write(terminal.stdout, `${report.path}: ${valid ? "ok" : "damaged"}${repaired}\n`);
  }
  if (valid) return;
  const hit = images?.length ? `; hit: ${images.join(", ")}` : "";
  throw new ImageNetV2Error(
    "CHECKSUM_MISMATCH",
    `${report.path}: expected sha256 ${variant.archive.sha256}, got ${sha256}${hit}.`,
    { path: report.path, expected: variant.archive.sha256, actual: sha256 },
    { hint: "imagenet-v2 verify --repair fetches what is damaged, and nothing else." },
  );
}

/** @returns undefined where it cannot be told: headers are damaged, or nobody knows what was right */
async function imagesHit(
  { env, signal }: Terminal,
  { path, damaged }: ArchiveReport,
  dataDir: string | undefined,
): Promise<string[] | undefined> {
  if (damaged === undefined || damaged.length === 0) return damaged && [];
  try {
    const store = await ArchiveStore.open(path, { dataDir, env, signal, partial: true });
    const hit = new Set(damaged.flatMap((range) => store.indicesIn(range)));
    await store.close();
    return [...hit].map((index) => store.fileName(index));
  } catch {
    signal.throwIfAborted();
    return undefined;
  }
}
