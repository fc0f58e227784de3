import { ImageNetV2Error } from "@imagenet-v2/core";
import type { Box } from "./documents.ts";

/**
 * Reads a table of boxes: tab-separated columns `file` and `boxes` under their names, others are let
 * alone. `file` is an image's base name, `boxes` is `left top right bottom` in pixels, several parted
 * by semicolons.
 *
 * @returns boxes by base name
 * @throws INVALID_OPTION naming the line
 */
export function parseBoxes(table: string): Map<string, readonly Box[]> {
  const [head = "", ...lines] = table.split(/\r?\n/);
  const columns = head.split("\t");
  const [file, boxes] = [columns.indexOf("file"), columns.indexOf("boxes")];
  if (file < 0 || boxes < 0) {
    throw new ImageNetV2Error(
      "INVALID_OPTION",
      "boxes: the first line has to name the columns, file and boxes among them.",
      { option: "boxes" },
    );
  }
  const found = new Map<string, readonly Box[]>();
  for (const [at, line] of lines.entries()) {
    if (line === "") continue;
    const cells = line.split("\t");
    found.set(cells[file] ?? "", parseCell(cells[boxes] ?? "", at + 2));
  }
  return found;
}

function parseCell(cell: string, line: number): Box[] {
  const parts = cell.split(";").filter((part) => part.trim() !== "");
  return parts.map((part) => {
    const box = part.trim().split(/\s+/).map(Number);
    const [left = Number.NaN, top = Number.NaN, right = Number.NaN, bottom = Number.NaN] = box;
    if (box.length === 4 && left >= 0 && top >= 0 && right >= left && bottom >= top) {
      return [left, top, right, bottom];
    }
    const message = `boxes: line ${line}: ${JSON.stringify(part.trim())} is no box "left top right bottom".`;
    throw new ImageNetV2Error("INVALID_OPTION", message, { option: "boxes" });
  });
}
