const longest = 100;

/** Text from outside as TFDS's messages show it: in quotes, cut short, control characters escaped. */
export function quote(text: string): string {
  return `'${JSON.stringify(cut(text)).slice(1, -1).replaceAll('\\"', '"')}'`;
}

/** Whatever was given, as messages show it: a text in quotes and cut short, a thing by its kind. */
export function shown(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(cut(value));
  if (typeof value === "function") return "a function";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object" && value !== null) return "an object";
  return cut(String(value));
}

function cut(text: string): string {
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}
