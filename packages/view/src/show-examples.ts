import { abortSignal, parseOptions } from "@imagenet-v2/core/internal";
import * as z from "zod";
import { exampleCaption } from "./caption.ts";
import type { ExampleSource } from "./picture.ts";
import { makeSheet, type Sheet } from "./sheet.ts";

/** A CSS inch. */
const PIXELS_PER_INCH = 96;

export interface ShowExamplesOptions {
  /** @default 3 */
  readonly rows?: number | undefined;
  /** @default 3 */
  readonly columns?: number | undefined;
  /**
   * Inches of a cell, at 96 pixels each.
   * @default 3
   */
  readonly plotScale?: number | undefined;
  /** Which feature is the picture, if an example has several. */
  readonly imageKey?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

const showExamplesOptions = z.strictObject({
  rows: z.int().min(1).max(1000).default(3),
  columns: z.int().min(1).max(1000).default(3),
  plotScale: z.number().min(0.5).max(20).default(3),
  imageKey: z.string().optional(),
  signal: abortSignal.optional(),
});

/**
 * TFDS's `show_examples`: the first `rows × columns` examples in a figure, under each its label as
 * TFDS writes it, `n01440764 (0)`, and beside that the readable name.
 *
 * @throws INVALID_OPTION for batches, or examples without exactly one image and no `imageKey`
 */
export async function showExamples(
  dataset: ExampleSource,
  options: ShowExamplesOptions = {},
): Promise<Sheet> {
  const { plotScale, ...rest } = parseOptions(showExamplesOptions, options, "showExamples");
  const cellWidth = Math.round(plotScale * PIXELS_PER_INCH);
  return makeSheet(dataset, { ...rest, cellWidth }, exampleCaption);
}
