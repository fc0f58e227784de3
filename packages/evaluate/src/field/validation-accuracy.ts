import * as z from "zod";
import { percent } from "../certainty/in-words.ts";

/** Top-1 accuracy on the original validation set as it was given, and how that was read. */
export interface ValidationAccuracy {
  readonly given: number;
  /** At most 1 it is a share, above 1 a percentage. */
  readonly readAs: "share" | "percentage";
  /** 0 to 1. */
  readonly share: number;
}

export const givenAccuracy = z.number().min(0).max(100);

export function readAccuracy(given: number): ValidationAccuracy {
  return given <= 1
    ? { given, readAs: "share", share: given }
    : { given, readAs: "percentage", share: given / 100 };
}

export function accuracyInWords({ given, readAs, share }: ValidationAccuracy): string {
  return `Validation accuracy: ${percent(share)} (${given} read as a ${readAs}).`;
}
