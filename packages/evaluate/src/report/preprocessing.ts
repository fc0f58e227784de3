import type { Report } from "./report.ts";

/** What was done to each image, as a sentence, and whether that was only assumed. */
export function preprocessingInWords({ preprocessing, preprocessingAssumed }: Report): string {
  if (!preprocessing) return "Preprocessing: not known, as these predictions do not tell it.";
  const { resize, crop, interpolation, channels, mean, std, layout, dtype } = preprocessing;
  const words = [
    resize === null ? "no resize" : `resize ${size(resize)}`,
    crop === null ? "no crop" : `crop ${size(crop)}`,
    interpolation,
    String(channels).toUpperCase(),
    // Bytes are not scaled.
    ...(dtype === "uint8" ? [] : [`mean ${list(mean, " ")}`, `std ${list(std, " ")}`]),
    `${layout} ${dtype}`,
  ];
  const assumed = preprocessingAssumed ? ", assumed as none was given" : "";
  return `Preprocessing${assumed}: ${words.join(", ")}.`;
}

function size(value: unknown): string {
  return list(value, " x ");
}

function list(value: unknown, separator: string): string {
  return Array.isArray(value) ? value.join(separator) : String(value);
}
