import type { Measure } from "./collection.ts";

export const measureNames: Readonly<Record<Measure, string>> = {
  width: "Width",
  height: "Height",
  pixels: "Pixels",
  aspect: "Aspect",
  bytes: "File size",
  brightness: "Brightness",
  colourfulness: "Colourfulness",
  sharpness: "Sharpness",
  confidence: "Confidence",
};

/** What a measure says, for those who meet it first. */
export const measureNotes: Readonly<Record<Measure, string>> = {
  width: "pixels",
  height: "pixels",
  pixels: "width × height",
  aspect: "width ÷ height; above 1 is landscape",
  bytes: "of the stored picture",
  brightness: "mean luma, 0 to 255",
  colourfulness: "Hasler and Süsstrunk's M; 0 is grey",
  sharpness: "variance of the Laplacian; low is blurred",
  confidence: "probability of the first answer",
};

export function formatMeasure(measure: Measure, value: number): string {
  if (measure === "bytes") return formatBytes(value);
  if (measure === "aspect" || measure === "confidence") return value.toFixed(2);
  return Math.round(value).toLocaleString("en");
}

export function describeRange(measure: Measure, [from, to]: readonly [number, number]): string {
  const name = measureNames[measure];
  return `${name} ${formatMeasure(measure, from)} – ${formatMeasure(measure, to)}`;
}

export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1e6) return `${Math.round(bytes / 1000).toLocaleString("en")} kB`;
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
