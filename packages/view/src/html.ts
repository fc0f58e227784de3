import { escapeMarkup, sha256, utf8ToBytes } from "@imagenet-v2/core/internal";
import { base64 } from "./base64.ts";

/**
 * A page that needs nothing but itself: a policy of its own forbids scripts, connections and any
 * style but this one, so that text from a data set cannot become more than text.
 *
 * @param body markup, escaped already; style attributes do not work under the policy
 */
export async function page(title: string, style: string, body: string): Promise<string> {
  const sheet = `${await fontFaces()}${baseStyle}${style}`;
  const hash = base64(sha256(utf8ToBytes(sheet)));
  const policy = `default-src 'none'; img-src data:; font-src data:; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeMarkup(title)}</title>
<style>${sheet}</style>
</head>
<body>
${body}
</body>
</html>
`;
}

const baseStyle = `
:root { color-scheme: light; }
body { margin: 24px; background: #fbfbfa; color: #1f2328; font: 13px/1.3 "Sheet Sans", sans-serif; }
h1 { margin: 0; font-size: 20px; font-weight: 600; }
p { margin: 2px 0 20px; color: #656d76; font-size: 14px; }
`;

async function fontFaces(): Promise<string> {
  const { packedFonts } = await import("./font-data.ts");
  const faces = [
    ["regular", 400],
    ["bold", 600],
  ] as const;
  return faces
    .map(
      ([name, weight]) =>
        `@font-face { font-family: "Sheet Sans"; font-weight: ${weight}; src: url("data:font/woff;base64,${packedFonts[name]}") format("woff"); }\n`,
    )
    .join("");
}

/** A picture's file as a data URI. */
export function dataUri(type: "image/jpeg" | "image/png", bytes: Uint8Array): string {
  return `data:${type};base64,${base64(bytes)}`;
}
