const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text for HTML and SVG, between tags and in quoted attributes. Control characters are dropped: XML has no way to say them. */
export function escapeMarkup(text: string): string {
  return withoutControls(text).replace(/[&<>"']/g, (character) => entities[character] ?? "");
}

/**
 * Text for a terminal: printable ASCII as it is, everything else as `\u{1b}`, so that a file name can
 * neither move the cursor, nor turn the direction of writing, nor take more columns than it shows.
 */
export function escapeTerminal(text: string): string {
  return text.replace(
    /[^\x20-\x7e]/gu,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}

function withoutControls(text: string): string {
  return Array.from(text, (character) => {
    const code = character.codePointAt(0) ?? 0;
    const control = (code < 0x20 && code !== 0x0a) || (code >= 0x7f && code < 0xa0);
    const noCharacter = (code >= 0xd800 && code < 0xe000) || code === 0xfffe || code === 0xffff;
    return control || noCharacter ? "\ufffd" : character;
  }).join("");
}
