import * as z from "zod";
import { check, parseJson } from "./proto-json.ts";

const metadata = z.looseObject({ default_config_name: z.string().optional() });

/**
 * The name of the config that is meant where none is given, from the text of a dataset's
 * `.config/metadata.json`.
 *
 * @param path the file, for errors
 * @throws CORRUPT_DATA
 */
export function parseDefaultConfig(json: string, path = "metadata.json"): string | undefined {
  return check(metadata, parseJson(json, path), path).default_config_name;
}

/** The text of `.config/metadata.json`. */
export function formatDefaultConfig(name: string): string {
  return `{"default_config_name": ${JSON.stringify(name)}}`;
}
