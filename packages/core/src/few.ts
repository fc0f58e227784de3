/** How many names a sentence lists. */
export const FEW = 5;

/** The first few of these names, as a sentence lists them. */
export function few(names: readonly string[]): string {
  return names.slice(0, FEW).join(", ") + (names.length > FEW ? ", …" : "");
}
