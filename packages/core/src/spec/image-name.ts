const printable = /^[^\p{Cc}\p{Bidi_Control}\uFFFD/\\]+$/u;

/** Whether a file has one of these endings, in any case, and a name that can be printed. */
export function hasEnding(baseName: string, endings: RegExp): boolean {
  return printable.test(baseName) && endings.test(baseName);
}
