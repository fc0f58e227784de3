import type { ErrorCode } from "@imagenet-v2/core";

/** What the process ends with; part of the interface, as scripts branch on it. */
export const exitCodes = {
  ok: 0,
  failure: 1,
  /** A bad name, split, class or option. */
  usage: 2,
  /** The network or the server. */
  network: 3,
  /** Wrong checksum; corrupt, hostile or incomplete data. */
  data: 4,
  /** Disk full, not allowed, read-only. */
  disk: 5,
  /** The data is not there: never downloaded, offline, `--archive` names nothing. */
  missing: 6,
  /** 128 + SIGINT */
  interrupted: 130,
  /** 128 + SIGTERM */
  terminated: 143,
} as const;

/** Every error has its exit code: a new one does not compile without. */
export const exitCodeOf: Readonly<Record<ErrorCode, number>> = {
  INVALID_NAME: exitCodes.usage,
  UNKNOWN_DATASET: exitCodes.usage,
  UNKNOWN_VARIANT: exitCodes.usage,
  UNKNOWN_VERSION: exitCodes.usage,
  UNKNOWN_SPLIT: exitCodes.usage,
  INVALID_SPLIT: exitCodes.usage,
  UNKNOWN_CLASS: exitCodes.usage,
  INVALID_OPTION: exitCodes.usage,
  UNSUPPORTED: exitCodes.usage,
  CALLBACK_FAILED: exitCodes.failure,
  WORKER_DIED: exitCodes.failure,
  DIFFERENT_IMAGES: exitCodes.data,
  INVALID_MODEL: exitCodes.data,
  INVALID_PREDICTIONS: exitCodes.data,
  MODEL_OUTPUT: exitCodes.data,
  UNMERGEABLE: exitCodes.data,
  NETWORK: exitCodes.network,
  HTTP_STATUS: exitCodes.network,
  CHECKSUM_MISMATCH: exitCodes.data,
  SIZE_MISMATCH: exitCodes.data,
  NOT_AN_ARCHIVE: exitCodes.data,
  CORRUPT_ARCHIVE: exitCodes.data,
  HOSTILE_ARCHIVE: exitCodes.data,
  UNEXPECTED_MEMBER: exitCodes.data,
  INCOMPLETE_DATA: exitCodes.data,
  WRONG_VARIANT: exitCodes.data,
  CORRUPT_DATA: exitCodes.data,
  DATA_CHANGED: exitCodes.data,
  NOT_A_JPEG: exitCodes.data,
  CORRUPT_IMAGE: exitCodes.data,
  IMAGE_TOO_LARGE: exitCodes.data,
  NOT_A_FILE: exitCodes.data,
  FILE_TOO_LARGE: exitCodes.data,
  DISK_FULL: exitCodes.disk,
  IO: exitCodes.disk,
  NOT_FOUND: exitCodes.missing,
  NOT_PREPARED: exitCodes.missing,
};
