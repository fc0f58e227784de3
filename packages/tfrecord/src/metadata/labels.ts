/**
 * The class names in a `label.labels.txt`: one a line, blank lines and spaces around names ignored, as
 * TFDS does.
 */
export function parseLabels(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

/** The text of a `label.labels.txt`. */
export function formatLabels(names: readonly string[]): string {
  return `${names.join("\n")}\n`;
}
