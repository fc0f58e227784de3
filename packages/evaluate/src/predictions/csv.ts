import { loadCsvParser } from "#platform";
import { type GivenFile, nameOf } from "../files/given-file.ts";
import { invalid } from "./invalid.ts";
import { pieces, predictionLimits } from "./pieces.ts";
import { checkCount, checkTop, type ReadRowsOptions, type Row } from "./row.ts";

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
 * @throws INVALID_PREDICTIONS with the line; what {@link pieces} throws
 */
export async function readCsv(
  file: GivenFile,
  { answering, signal }: ReadRowsOptions,
): Promise<Row[]> {
  const path = nameOf(file);
  const rows: Row[] = [];
  let columns: Columns | undefined;
  await eachRecord(file, signal, (cells, line) => {
    if (columns === undefined) {
      const hasHeader = cells.length > 1 && cells.slice(1).every((cell) => !isNumeral(cell));
      columns = hasHeader ? columnsOf(cells, path) : defaultColumns(cells.length);
      if (hasHeader) return;
    }
    checkCount(rows, path, line);
    const { name, label, top } = rowIn(cells, columns);
    rows.push({ name, line, label, top: checkTop(top, path, line, answering) });
  });
  return rows;
}

function rowIn(cells: readonly string[], columns: Columns) {
  const label = cells[columns.label] ?? "";
  return {
    name: cells[columns.name] ?? "",
    top: columns.top.map((column) => numberOf(cells[column] ?? "")),
    label: label === "" ? undefined : Number(label),
  };
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

interface CsvRecord {
  readonly record: string[];
  readonly info: { readonly lines: number };
}

/** Calls back for each record that is not empty, with the number of its last line. */
async function eachRecord(
  file: GivenFile,
  signal: AbortSignal | undefined,
  take: (cells: readonly string[], line: number) => void,
): Promise<void> {
  const { parse, CsvError } = await loadCsvParser();
  const parser = parse({
    bom: true,
    info: true,
    skip_empty_lines: true,
    trim: true,
    // A record may have line breaks between quotes.
    max_record_size: predictionLimits.lineBytes,
  });
  let failure: unknown;
  parser.on("error", (error) => {
    failure ??= error;
  });
  parser.on("data", ({ record, info }: CsvRecord) => {
    if (failure !== undefined) return;
    try {
      take(record, info.lines);
    } catch (error) {
      failure = error;
    }
  });
  const ended = new Promise<void>((resolve) => {
    parser.on("end", resolve);
    parser.on("error", () => resolve());
  });
  const parsed = async (text: string) => {
    // Until it has been parsed: pieces do not pile up.
    await new Promise<void>((resolve) => parser.write(text, () => resolve()));
    if (failure !== undefined) throw failure;
  };
  try {
    const decoder = new TextDecoder();
    for await (const piece of pieces(file, signal)) {
      await parsed(decoder.decode(piece, { stream: true }));
    }
    // What is left of a character that was cut.
    await parsed(decoder.decode());
    parser.end();
    await ended;
    if (failure !== undefined) throw failure;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const { lines } = error as { lines?: number };
    throw invalid(nameOf(file), lines, `This is no CSV: ${error.message}.`, { cause: error });
  }
}

function isNumeral(cell: string): boolean {
  return /^-?\d+(\.\d+)?$/.test(cell);
}

/** The number, or the text where it is none, for the message. */
function numberOf(cell: string): number | string {
  return isNumeral(cell) ? Number(cell) : cell;
}
