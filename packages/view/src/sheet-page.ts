import { escapeMarkup } from "@imagenet-v2/core/internal";
import { page } from "./html.ts";
import type { LayoutOptions } from "./layout.ts";
import { cannotBeDecoded } from "./mark.ts";
import type { Picture } from "./picture.ts";
import { labelCaption, readableName } from "./picture.ts";

/** The sheet as a page. Its columns stay, and the pictures shrink with the window. */
export function sheetPage(
  pictures: readonly Picture[],
  hrefs: readonly string[],
  { columns, cellWidth, caption, title, note }: LayoutOptions,
): Promise<string> {
  const heading = [
    title ? `<h1>${escapeMarkup(title)}</h1>` : "",
    note ? `<p>${escapeMarkup(note)}</p>` : "",
  ].join("");
  const cells = pictures.map((picture, i) => {
    const lines = caption(picture).map(
      ({ kind, text }) => `<span class="${kind}">${escapeMarkup(text)}</span>`,
    );
    const alt = escapeMarkup(titleOf(picture));
    return `<figure><div><img src="${hrefs[i]}" alt="${alt}"></div><figcaption>${lines.join(" ")}</figcaption></figure>`;
  });
  const shown = Math.max(1, Math.min(columns, pictures.length));
  return page(
    title ?? "Contact sheet",
    style(shown, cellWidth),
    `${heading}\n<main>\n${cells.join("\n")}\n</main>`,
  );
}

/** What a picture shows, in one line. */
export function titleOf({ fileName, index, skipped, ...picture }: Picture): string {
  const parts = [
    readableName(picture),
    skipped ? cannotBeDecoded : undefined,
    labelCaption(picture),
    index === undefined ? undefined : `#${index}`,
    fileName,
  ];
  return parts.filter((part) => part !== undefined).join(" · ");
}

function style(columns: number, cellWidth: number): string {
  return `
main { display: grid; grid-template-columns: repeat(${columns}, minmax(0, ${cellWidth}px)); gap: 20px; }
figure { margin: 0; }
figure div { aspect-ratio: 1; display: flex; align-items: center; justify-content: center; background: #eceeef; border-radius: 4px; overflow: hidden; }
img { width: 100%; height: 100%; object-fit: contain; }
figcaption { display: flex; flex-wrap: wrap; justify-content: space-between; column-gap: 12px; margin-top: 6px; }
.name { flex-basis: 100%; font-size: 15px; font-weight: 600; }
.label, .aside { font-size: 14px; }
.aside, .note { color: #656d76; }
.note { flex-basis: 100%; font-size: 14px; }
.file { flex-basis: 100%; min-width: 0; overflow-wrap: anywhere; font-size: 9.5px; color: #656d76; }
`;
}
