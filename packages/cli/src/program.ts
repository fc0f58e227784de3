import { createRequire } from "node:module";
import { Command } from "commander";
import { addGlobalOptions, ownOptionsFirst } from "./common-options.ts";
import { refuseRepeated } from "./contradictions.ts";
import { defineDataCommands } from "./definitions/data.ts";
import type { Define } from "./definitions/define.ts";
import { defineLookingCommands } from "./definitions/looking.ts";
import { defineScoringCommands } from "./definitions/scoring.ts";
import type { Terminal } from "./terminal.ts";

const { version } = createRequire(import.meta.url)("../package.json") as { version: string };

/**
 * All commands with their options. A command's code is imported when it runs, so that `--help` and
 * `info` do not wait for what `show` needs.
 */
export function createProgram(terminal: Terminal): Command {
  const program = new Command("imagenet-v2")
    .description("ImageNetV2: get it, check it, look at it, score models on it.")
    .version(version)
    .showSuggestionAfterError()
    .configureHelp(ownOptionsFirst)
    .addHelpText("after", "\nTo try it without a download: imagenet-v2 list --sample")
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.stdout.write(text),
      // Errors are reported in one place, after parsing.
      writeErr: () => {},
      getOutHelpWidth: () => terminal.stdout.columns ?? 80,
    });
  const define: Define = (usage, description) =>
    addGlobalOptions(program.command(usage).description(description));
  defineLookingCommands(define, terminal);
  defineDataCommands(define, terminal);
  defineScoringCommands(define, terminal);
  for (const command of program.commands) refuseRepeated(command);
  return program;
}
