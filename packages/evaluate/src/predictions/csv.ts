import { readFile } from "node:fs/promises";
import { CsvError, parse } from "csv-parse/sync";
import { invalid } from "./invalid.ts";
import { checkTop, type Row } from "./row.ts";

interface Columns {
  readonly name: number;
  readonly label: number;
  readonly top: readonly number[];
}

/**
 * Reads a CSV file: the file name, then five or more classes, best first. With a header line the
 * columns may stand in any order: `file_name`, `top_1` to `top_5`, and `label` if there is one; others
 * are ignored.
 *
 * @throws INVALID_PREDICTIONS with the line
 */
export async function readCsv(path: string, signal?: AbortSignal | undefined): Promise<Row[]> {
  const records = parseCsv(await readFile(path, { signal }), path);
  const first = records[0]?.cells ?? [];
  const hasHeader = first.length > 1 && first.slice(1).every((cell) => !isNumeral(cell));
  const columns = hasHeader ? columnsOf(first, path) : defaultColumns(first.length);
  return records.slice(hasHeader ? 1 : 0).map(({ cells, line }) => {
    const label = cells[columns.label] ?? "";
    const top = columns.top.map((column) => numberOf(cells[column] ?? ""));
    return {
      name: cells[columns.name] ?? "",
      line,
      top: checkTop(top, path, line),
      label: label === "" ? undefined : Number(label),
    };
  });
}

function defaultColumns(count: number): Columns {
  return { name: 0, label: -1, top: Array.from({ length: count - 1 }, (_, i) => i + 1) };
}

function columnsOf(header: readonly string[], path: string): Columns {
  const names = header.map((cell) => cell.toLowerCase());
  const top: number[] = [];
  for (let rank = 1; names.includes(`top_${rank}`); rank++) top.push(names.indexOf(`top_${rank}`));
  const name = names.indexOf("file_name");
  if (name !== -1 && top.length >= 5) return { name, label: names.indexOf("label"), top };
  const missing = name === -1 ? "file_name" : `top_${top.length + 1}`;
  throw invalid(path, 1, `There is no column ${missing}.`, {
    hint: "The columns are file_name, top_1, top_2, top_3, top_4, top_5; label may be there.",
  });
}

function parseCsv(bytes: Uint8Array, path: string): { cells: string[]; line: number }[] {
  try {
    const records: unknown = parse(Buffer.from(bytes), {
      bom: true,
      info: true,
      skip_empty_lines: true,
      trim: true,
    });
    return (records as { record: string[]; info: { lines: number } }[]).map(({ record, info }) => ({
      cells: record,
      line: info.lines,
    }));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const { lines } = error as { lines?: number };
    throw invalid(path, lines, `This is no CSV: ${error.message}.`, { cause: error });
  }
}

function isNumeral(cell: string): boolean {
  return /^-?\d+(\.\d+)?$/.test(cell);
}

/** The number, or the text where it is none, for the message. */
function numberOf(cell: string): number | string {
  return isNumeral(cell) ? Number(cell) : cell;
}
