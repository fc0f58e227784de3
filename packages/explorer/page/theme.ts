import { remember, remembered } from "./remembered.ts";

/** The reader's own choice, where one was made; else the system's is followed. */
export function restoreTheme(): void {
  const chosen = remembered("theme");
  if (chosen !== null) document.documentElement.style.colorScheme = chosen;
}

export function switchTheme(): void {
  const { style } = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  const next = (style.colorScheme || system) === "dark" ? "light" : "dark";
  style.colorScheme = next;
  remember("theme", next);
}

/** Calls back when colours have changed, by the reader or the system. @returns what ends that */
export function onThemeChange(changed: () => void): () => void {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const own = new MutationObserver(changed);
  own.observe(document.documentElement, { attributeFilter: ["style"] });
  system.addEventListener("change", changed);
  return () => {
    own.disconnect();
    system.removeEventListener("change", changed);
  };
}
