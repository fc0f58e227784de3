import { stat } from "node:fs/promises";
import { ImageNetV2Error, parseName, type Variant, variants } from "@imagenet-v2/core";
import { resolveVariant } from "@imagenet-v2/core/internal";
import {
  type ArchiveReport,
  type RepairReport,
  repairArchive,
  verifyArchive,
} from "@imagenet-v2/fetch";
import { toJson } from "../json.ts";
import { type Terminal, write } from "../terminal.ts";
import { judge, type Verdict } from "../verdict.ts";
import { withTransferProgress } from "../with-progress.ts";
import { sourceOptions, type TransferOptions, transferOptions } from "./download.ts";

interface VerifyOptions extends TransferOptions {
  readonly archive?: string;
  readonly repair?: boolean;
}

/**
 * Hashes an archive whatever is recorded of it, and mends it if told to; says what it is, and names the
 * images a damage has hit.
 */
export async function verify(terminal: Terminal, name: string | undefined, options: VerifyOptions) {
  const variant = await meant(name ?? "imagenet_v2", options.archive);
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
  const verdict = await judge(report, { dataDir, env, signal });
  await tell(terminal, report, verdict, options);
  if (verdict.state === "published" || verdict.state === "gzip") return;
  const { sha256: expected } = variant.archive;
  const { sha256: actual } = report;
  throw new ImageNetV2Error(
    "CHECKSUM_MISMATCH",
    `${report.path}: ${verdict.says}: expected sha256 ${expected}, got ${actual}.`,
    { path: report.path, expected, actual },
    { hint: verdict.hint },
  );
}

/** The variant of the name; where it names none, a given archive of a published size tells its own. */
async function meant(name: string, archive: string | undefined): Promise<Variant> {
  const { variant } = resolveVariant(name, "verify");
  if (archive === undefined || parseName(name).config !== undefined) return variant;
  const bytes = (await stat(archive).catch(() => undefined))?.size;
  return Object.values(variants).find((one) => one.archive.bytes === bytes) ?? variant;
}

async function tell(
  terminal: Terminal,
  { path, variant, bytes, sha256, damaged, fetched = 0 }: ArchiveReport & Partial<RepairReport>,
  { state, says, images }: Verdict,
  options: VerifyOptions,
): Promise<void> {
  if (options.json) {
    const valid = state === "published" || state === "gzip";
    const facts = { variant: variant.name, path, bytes, sha256, valid, state, says };
    await write(terminal.stdout, `${toJson({ ...facts, damaged, images, fetched })}\n`);
    return;
  }
  const short = { published: "ok", gzip: says, damaged: "damaged", other: "not published" }[state];
  const repaired = fetched > 0 ? `, repaired with ${fetched} bytes` : "";
  await write(terminal.stdout, `${path}: ${short}${repaired}\n`);
}
