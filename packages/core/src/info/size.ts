const units = ["PiB", "TiB", "GiB", "MiB", "KiB"] as const;

/**
 * A number of bytes as TFDS prints it: two decimals in the largest unit of which there is one
 * (`1.18 GiB`), else `512 bytes`; `Unknown size` for 0 and `undefined`.
 */
export function formatSize(bytes: number | undefined): string {
  if (bytes === undefined || bytes === 0) return "Unknown size";
  for (const [i, unit] of units.entries()) {
    const size = 1024 ** (units.length - i);
    if (bytes >= size) return `${(bytes / size).toFixed(2)} ${unit}`;
  }
  return `${bytes} bytes`;
}
