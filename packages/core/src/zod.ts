/**
 * What all packages of ImageNetV2 use of zod. Theirs are a hundred files, languages of the world among
 * them, which Node opens all at once: as built, every package takes zod from here, a single file. Not
 * for others: what it exports changes without notice.
 *
 * @module
 */
export type * from "zod";
export {
  array,
  boolean,
  custom,
  enum,
  instanceof,
  int,
  literal,
  looseObject,
  null,
  number,
  object,
  preprocess,
  record,
  strictObject,
  string,
  tuple,
  union,
  unknown,
} from "zod";
