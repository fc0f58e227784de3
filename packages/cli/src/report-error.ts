import { isImageError, isImageNetV2Error } from "@imagenet-v2/core";
import { isError, messageOf } from "@imagenet-v2/core/internal";
import { CommanderError } from "commander";
import { exitCodeOf, exitCodes } from "./exit-codes.ts";
import { withFlags } from "./hints.ts";
import { toJson } from "./json.ts";
import { isShortOfFiles } from "./short-of-files.ts";
import { printable } from "./terminal.ts";

/** An interrupt by the user or the system, as the reason of the command's signal. */
export class Interrupted extends Error {
  readonly exitCode: number;

  constructor(signal: "SIGINT" | "SIGTERM") {
    super("Interrupted.");
    this.exitCode = signal === "SIGINT" ? exitCodes.interrupted : exitCodes.terminated;
  }
}

/** How a command that failed ends: what it says on stderr, and its exit code. */
export interface Ending {
  readonly exitCode: number;
  readonly text: string;
}

/** @param options `json` asks for one JSON line, `debug` for the stack as well */
export function reportError(error: unknown, options: { json: boolean; debug: boolean }): Ending {
  const { exitCode, code, message, hint, facts } = explain(error);
  if (message === "") return { exitCode, text: "" };
  const stack = options.debug && isError(error) ? error.stack : undefined;
  if (options.json) {
    return { exitCode, text: `${toJson({ error: code, message, hint, ...facts, stack })}\n` };
  }
  const lines = [`imagenet-v2: ${printable(message)}`, hint && `  ${printable(hint)}`, stack];
  return {
    exitCode,
    text: lines
      .filter(Boolean)
      .map((line) => `${line}\n`)
      .join(""),
  };
}

interface Explanation {
  exitCode: number;
  code: string;
  message: string;
  hint?: string | undefined;
  facts?: Record<string, unknown>;
}

function explain(error: unknown): Explanation {
  if (error instanceof Interrupted) {
    return { exitCode: error.exitCode, code: "INTERRUPTED", message: error.message };
  }
  if (error instanceof CommanderError) {
    // Commander ends by an error for --help and --version too.
    if (error.exitCode === 0) return { exitCode: exitCodes.ok, code: "", message: "" };
    const [message = "", hint] = error.message.replace(/^error: /, "").split("\n");
    return {
      exitCode: exitCodes.usage,
      code: "USAGE",
      message: message.replace(/'([^']{100})[^']+'/g, "'$1…'"),
      hint: hint?.replace(/^\(|\)$/g, ""),
    };
  }
  if (isImageNetV2Error(error)) {
    const { code: _, message: __, hint: ___, ...facts } = error.toJSON();
    const ofImage = isImageError(error);
    return {
      exitCode: ofImage ? exitCodes.data : (exitCodeOf[error.code] ?? exitCodes.failure),
      code: error.code,
      message: error.message,
      hint:
        withFlags(error.hint) ??
        (ofImage ? "--on-error skip leaves it out and names it." : undefined),
      facts,
    };
  }
  const { code, syscall } = (error ?? {}) as NodeJS.ErrnoException;
  // Whoever read our output closed it: nothing is wrong, and there is nobody to tell.
  if (code === "EPIPE") return { exitCode: exitCodes.ok, code, message: "" };
  const message = messageOf(error);
  // Modules are loaded by Node, whose errors are its own.
  if (isShortOfFiles(error)) {
    const hint = "Raise the limit of open files (ulimit -n), or do less at once.";
    const what = code === "ERR_MODULE_NOT_FOUND" ? "Too many open files to load a module" : message;
    return { exitCode: exitCodes.disk, code: "IO", message: `${what}.`, hint };
  }
  // What the system refuses comes from outside, wherever it comes up.
  if (code === "ENOSPC" || code === "EDQUOT") {
    return { exitCode: exitCodes.disk, code: "DISK_FULL", message };
  }
  if (code !== undefined && syscall !== undefined) {
    return { exitCode: exitCodes.disk, code: "IO", message, facts: { errno: code } };
  }
  return {
    exitCode: exitCodes.failure,
    code: "UNEXPECTED",
    message: `Unexpected error: ${message}`,
    hint: "This should not happen. Please report it with the output of --debug.",
  };
}
