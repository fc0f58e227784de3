import { basename } from "node:path";
import { ImageNetV2Error } from "@imagenet-v2/core";
import { mostConfigBytes, parseConfig } from "../config-json.ts";
import { fromConfig } from "../from-config.ts";
import type { KnownPreprocessing } from "../known-preprocessing.ts";
import { fromPreset } from "../presets/from-preset.ts";
import { readIfThere } from "./disk-folder.ts";

/**
 * A preprocessing that a user says, as a text: a preset, JSON, or the path of a JSON file, each of our own
 * or as transformers, timm and open_clip write it.
 *
 * @throws INVALID_OPTION, UNSUPPORTED, NOT_FOUND, and what reading a file throws
 */
export async function readPreprocessing(text: string): Promise<KnownPreprocessing> {
  const trimmed = text.trim();
  if (trimmed.startsWith("{")) return said(fromConfig(parsed(trimmed), "preprocessing"), "said");
  if (!trimmed.toLowerCase().endsWith(".json")) return fromPreset(trimmed);
  const bytes = await readIfThere(text, mostConfigBytes);
  if (bytes === undefined) {
    throw new ImageNetV2Error("NOT_FOUND", `${text}: no such file.`, { path: text });
  }
  return said(fromConfig(parseConfig(bytes, text), text), `said: ${basename(text)}`);
}

function said(known: KnownPreprocessing, source: string): KnownPreprocessing {
  return { ...known, source };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new ImageNetV2Error(
      "INVALID_OPTION",
      `preprocessing: not valid JSON: ${text.slice(0, 100)}`,
      { option: "preprocessing" },
      {
        hint: `As in {"resize": 256, "crop": 224, "mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.5]}. ${cause}`,
        cause,
      },
    );
  }
}
