// What the text of an option may be, and what it means.
import { InvalidArgumentError } from "commander";

/** A whole number from 1, as an option's value. */
export function positive(text: string): number {
  return wholeNumber(text, undefined, 1);
}

/** A whole number, as an option's value. The second parameter is commander's, and of no use here. */
export function wholeNumber(text: string, _previous?: unknown, min = 0): number {
  if (!/^[0-9]+$/.test(text) || Number(text) < min || !Number.isSafeInteger(Number(text))) {
    throw new InvalidArgumentError(`It must be a whole number from ${min}.`);
  }
  return Number(text);
}

/** A number of seconds above 0. */
export function seconds(text: string): number {
  if (!/^[0-9]*\.?[0-9]+$/.test(text) || Number(text) <= 0) {
    throw new InvalidArgumentError("It must be a number of seconds above 0.");
  }
  return Number(text);
}

/** A number above 0: `100`, `4.5`, `1e2`. */
export function aboveZero(text: string): number {
  const number = /^[0-9.]/.test(text) ? Number(text) : Number.NaN;
  if (number > 0 && Number.isFinite(number)) return number;
  throw new InvalidArgumentError("It must be a number above 0.");
}

/** Any text but none. */
export function nonEmpty(text: string): string {
  if (text === "") throw new InvalidArgumentError("It must not be empty.");
  return text;
}

/** For an option that takes several values: the ones so far come along. */
export function nonEmptyList(text: string, before: readonly string[] = []): string[] {
  return [...before, nonEmpty(text)];
}

/** A port, 0 to 65535. */
export function port(text: string): number {
  const number = wholeNumber(text);
  if (number > 65535) throw new InvalidArgumentError("It must be a port, 0 to 65535.");
  return number;
}
