/**
 * A policy for pages without a server. `'self'` is a file's own folder in some browsers only, so
 * scripts from files are named too.
 */
const policy = [
  "default-src 'none'",
  "script-src 'self' file:",
  "style-src 'self' file:",
  "img-src 'self' file:",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

/** The page's HTML, told that there is no server to ask. */
export function exportedHtml(html: string): string {
  return html
    .replace("<html ", "<html data-exported ")
    .replace(
      '<meta charset="utf-8" />',
      `$&\n    <meta http-equiv="Content-Security-Policy" content="${policy}" />`,
    );
}

/** A document as a script: the only way to read a file from a page that is a file. */
export function documentScript(name: string, value: unknown): string {
  const json = JSON.stringify(value).replace(
    /[<\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return `imagenetV2Explorer(${JSON.stringify(name)}, ${json});\n`;
}
