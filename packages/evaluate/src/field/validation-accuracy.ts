import * as z from "zod";
import { percent } from "../certainty/in-words.ts";
import type { Rate } from "../scores/rate.ts";

/** Top-1 accuracy on the original validation set as it was given, and how that was read. */
export interface GivenAccuracy {
  readonly given: number;
  /** At most 1 it is a share, above 1 a percentage. */
  readonly readAs: "share" | "percentage";
  /** 0 to 1. */
  readonly share: number;
}

/** Top-1 accuracy of the same pipeline on the original validation set. */
export interface MeasuredAccuracy {
  readonly readAs: "measured";
  /** 0 to 1. */
  readonly share: number;
  /** How many images were right, and how sure that makes one. */
  readonly rate: Rate;
  /** How many images of the classes that count the validation set has; there is no gap without all. */
  readonly of: number;
}

/** Top-1 accuracy on the original validation set, and where it comes from. */
export type ValidationAccuracy = GivenAccuracy | MeasuredAccuracy;

export const givenAccuracy = z.number().min(0).max(100);

export function readAccuracy(given: number): GivenAccuracy {
  return given <= 1
    ? { given, readAs: "share", share: given }
    : { given, readAs: "percentage", share: given / 100 };
}

/** Whether it is of the whole validation set, as published ones are. */
export function isWhole(accuracy: ValidationAccuracy): boolean {
  return accuracy.readAs !== "measured" || accuracy.rate.n === accuracy.of;
}

export function accuracyInWords(accuracy: ValidationAccuracy): string {
  const { share } = accuracy;
  const from =
    accuracy.readAs === "measured"
      ? `measured on ${accuracy.rate.n.toLocaleString("en")} images of the validation set`
      : `${accuracy.given} read as a ${accuracy.readAs}`;
  return `Validation accuracy: ${percent(share)} (${from}).`;
}
