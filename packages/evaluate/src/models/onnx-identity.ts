import { canonical } from "../run/header.ts";
import type { Settings } from "../run/model.ts";
import { modelDigest } from "./model-digest.ts";
import type { OnnxFile, WeightsFile } from "./onnx-file.ts";

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
 * @param external its files of weights, by the names that it has for them
 * @throws NOT_FOUND, IO
 */
export async function identityOf(
  file: OnnxFile,
  session: SessionOptions,
  external: ReadonlyMap<string, WeightsFile>,
  signal: AbortSignal | undefined,
): Promise<{ sha256: string; settings: Settings | undefined }> {
  const { externalData: _, extra, ...rest } = session;
  const kept = Object.entries((extra as object | undefined) ?? {}).filter(
    ([name]) => !extraWithoutEffect.test(name),
  );
  const options = kept.length === 0 ? rest : { ...rest, extra: Object.fromEntries(kept) };
  const own = await file.sha256(signal);
  const files = new Map<string, string>();
  for (const [location, weights] of external) files.set(location, await weights.sha256(signal));
  return { sha256: modelDigest(own, files), settings: settingsOf(options) };
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
