/** What the reader chose, for the next time; where there is no storage, nothing is. */
export function remembered(what: string): string | null {
  try {
    return localStorage.getItem(keyOf(what));
  } catch {
    return null;
  }
}

export function remember(what: string, choice: string): void {
  try {
    localStorage.setItem(keyOf(what), choice);
  } catch {
    // No storage, no memory.
  }
}

function keyOf(what: string): string {
  return `imagenet-v2-explorer-${what}`;
}
