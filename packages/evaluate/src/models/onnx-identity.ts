import { createHash } from "node:crypto";
import { isBytes, kindOf } from "@imagenet-v2/core/internal";
import { hashFile } from "@imagenet-v2/storage/node";
import { canonical } from "../run/header.ts";
import type { Settings } from "../run/model.ts";
import { modelDigest } from "./model-digest.ts";

/** Options of a session that say how it works and not what comes out. */
const withoutEffect = new Set([
  "enableCpuMemArena",
  "enableMemPattern",
  "enableProfiling",
  "executionMode",
  "interOpNumThreads",
  "intraOpNumThreads",
  "logId",
  "logSeverityLevel",
  "logVerbosityLevel",
  "optimizedModelFilePath",
  "preferredOutputLocation",
  "profileFilePrefix",
]);

/** As {@link withoutEffect}, of a session's `extra`. */
const extraWithoutEffect = /^session\.int(ra|er)_op\.allow_spinning$/;

/** What onnxruntime does where nothing is said. */
const defaults: Readonly<Record<string, string>> = {
  executionProviders: '["cpu"]',
  graphOptimizationLevel: '"all"',
};

type SessionOptions = Readonly<Record<string, unknown>>;

/**
 * What tells a model from all that give other numbers: its file with all external data, and the options
 * of its session.
 *
 * @param external what {@link externalData} found
 * @throws NOT_FOUND, IO
 */
export async function identityOf(
  path: string,
  session: SessionOptions,
  external: ReadonlyMap<string, unknown>,
  signal: AbortSignal | undefined,
): Promise<{ sha256: string; settings: Settings | undefined }> {
  const { externalData: _, extra, ...rest } = session;
  const kept = Object.entries((extra as object | undefined) ?? {}).filter(
    ([name]) => !extraWithoutEffect.test(name),
  );
  const options = kept.length === 0 ? rest : { ...rest, extra: Object.fromEntries(kept) };
  const own = (await hashFile(path, { signal })).sha256;
  const files = new Map<string, string>();
  for (const [location, data] of external) files.set(location, await hashOf(data, signal));
  return { sha256: modelDigest(own, files), settings: settingsOf(options) };
}

async function hashOf(data: unknown, signal: AbortSignal | undefined): Promise<string> {
  if (typeof data === "string") return (await hashFile(data, { signal })).sha256;
  const bytes = kindOf(data) === "Blob" ? await (data as Blob).arrayBuffer() : data;
  const view = isBytes(bytes) ? bytes : new Uint8Array(bytes as ArrayBuffer);
  return createHash("sha256").update(view).digest("hex");
}

/** The options that are not as they always are, as plain data. */
function settingsOf(options: SessionOptions): Settings | undefined {
  const settings: Record<string, Settings[string]> = {};
  for (const [name, value] of Object.entries(options)) {
    const text = canonical(value);
    if (withoutEffect.has(name) || text === "" || text === defaults[name]) continue;
    settings[name] = Array.isArray(value) ? value.map(plain) : plain(value);
  }
  return Object.keys(settings).length === 0 ? undefined : settings;
}

function plain(value: unknown): string | number | boolean | null {
  return typeof value === "number" || typeof value === "boolean" || typeof value === "string"
    ? value
    : canonical(value);
}
