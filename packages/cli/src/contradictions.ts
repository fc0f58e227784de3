import { parseName } from "@imagenet-v2/core";
import type { Command } from "commander";
import { nonEmptyList } from "./option-values.ts";
import { usageError } from "./usage-error.ts";

/** Options that have no effect with some others, or without them. `NAME` is a name with a variant. */
export interface Ineffective {
  readonly options: readonly string[];
  readonly with?: readonly string[];
  readonly without?: readonly string[];
  /** A value of the option that agrees with the others. */
  readonly unless?: string;
}

/** Refuses what a command would ignore: whoever gives it believes that it does something. */
export function refuseIneffective(command: Command, ...rules: readonly Ineffective[]): Command {
  return command.hook("preAction", (_, acting) => {
    for (const rule of rules) {
      const present = rule.with?.find((option) => isGiven(acting, option));
      if (rule.with !== undefined && present === undefined) continue;
      if (rule.without?.some((option) => isGiven(acting, option))) continue;
      const ignored = rule.options.find((option) => isGiven(acting, option, rule.unless));
      if (ignored === undefined) continue;
      const reasons = [
        ...(present === undefined ? [] : [`with ${present}`]),
        ...(rule.without === undefined ? [] : [`without ${rule.without.join(" or ")}`]),
      ];
      throw usageError(
        ignored,
        `${ignored} does nothing ${reasons.join(" ")}.`,
        rule.without === undefined
          ? "Leave out one of them."
          : `Leave it out, or add ${rule.without.join(" or ")}.`,
      );
    }
  });
}

function isGiven(command: Command, option: string, unless?: string): boolean {
  if (option === "NAME") {
    const [name] = command.args;
    return name !== undefined && parseName(name).config !== undefined;
  }
  const known = command.options.find(({ long }) => long === option);
  if (known === undefined) return false;
  const name = known.attributeName();
  return command.getOptionValueSource(name) === "cli" && command.getOptionValue(name) !== unless;
}

/** Refuses an option that takes one value and is given two: commander takes the last in silence. */
export function refuseRepeated(command: Command): void {
  const given = new Set<string>();
  for (const option of command.options) {
    if (option.isBoolean() || option.variadic || option.parseArg === nonEmptyList) continue;
    command.on(`option:${option.name()}`, () => {
      const flag = option.long ?? option.flags;
      if (given.has(flag)) throw usageError(flag, `${flag} is given twice.`, "It takes one value.");
      given.add(flag);
    });
  }
}
