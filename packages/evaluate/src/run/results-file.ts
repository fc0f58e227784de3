import { utf8 } from "../files/bytes.ts";
import type { Found } from "./find-results.ts";
import { formatHeader, type RunHeader } from "./header.ts";
import type { ResultsPart, ResultsPlace } from "./results-place.ts";
import type { Result } from "./skipped.ts";

/**
 * The results of one run, an image a line, as they come. A run that was killed goes on with what is there. A
 * line that a crash cut or scrambled is made again, and so is all behind it.
 */
export class ResultsFile {
  readonly #part: ResultsPart;

  private constructor(part: ResultsPart) {
    this.#part = part;
  }

  /** Opens a file that begins with what was found. */
  static async open(place: ResultsPlace, found: Found | undefined): Promise<ResultsFile> {
    return new ResultsFile(await place.openPart(found?.content ?? new Uint8Array(0)));
  }

  begin(header: RunHeader): Promise<void> {
    return this.#part.append(utf8(`${formatHeader(header)}\n`));
  }

  append(results: readonly Result[]): Promise<void> {
    return this.#part.append(utf8(results.map(resultLine).join("")));
  }

  publish(): Promise<void> {
    return this.#part.publish();
  }

  close(): Promise<void> {
    return this.#part.close();
  }
}

function resultLine(result: Result): string {
  return `${JSON.stringify(result)}\n`;
}

/**
 * A finished run as the text of its results file: what the option `results` writes, byte for byte. For a page
 * that lets its user save it.
 *
 * @param run what `evaluate` or `merge` gave
 *
 * @example
 * const blob = new Blob([formatResults(await evaluate(model, dataset))]);
 */
export function formatResults({
  run,
  results,
}: {
  readonly run: RunHeader;
  readonly results: readonly Result[];
}): string {
  return `${formatHeader(run)}\n${results.map(resultLine).join("")}`;
}
