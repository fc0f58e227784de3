const key = "imagenet-v2-explorer-theme";

/** The reader's own choice, where one was made; else the system's is followed. */
export function restoreTheme(): void {
  const chosen = remembered();
  if (chosen !== null) document.documentElement.style.colorScheme = chosen;
}

export function switchTheme(): void {
  const { style } = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  const next = (style.colorScheme || system) === "dark" ? "light" : "dark";
  style.colorScheme = next;
  try {
    localStorage.setItem(key, next);
  } catch {
    // No storage, no memory.
  }
}

function remembered(): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}
