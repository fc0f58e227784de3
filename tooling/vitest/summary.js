import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { seed } from "./seed-number.js";
import { askedTiers, tierOf } from "./tiers.js";

/**
 * Says at the end of a run why tests were skipped, and which were left to the other tiers. A test that is
 * skipped without a reason is a failure: its title says what it "(needs …)", or "(../shared)", or it calls `skip(reason)`.
 */
export default class Summary {
  #vitest;

  onInit(vitest) {
    this.#vitest = vitest;
  }

  onTestRunEnd(modules) {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    // Which a pattern leaves out, or `only`, is not skipped for a want.
    const { testNamePattern } = this.#vitest.config;
    const skipped = testNamePattern ? [] : tests.filter(isSkipped).filter(isMeant);
    const counts = {};
    for (const test of skipped) {
      const reason = reasonOf(test);
      if (reason !== undefined) counts[reason] = (counts[reason] ?? 0) + 1;
      else {
        const { module, fullName } = test;
        this.#say(`FAILED: skipped without a reason: ${module.relativeModuleId} > ${fullName}`);
        process.exitCode = 1;
      }
    }
    for (const [reason, count] of Object.entries(counts)) this.#say(`Skipped ${count}: ${reason}`);
    const asked = askedTiers();
    const ran = tests.filter((test) => !isSkipped(test)).length;
    this.#say(
      `Ran ${ran} tests of ${modules.length} files (${asked.join(", ")}; SEED=${seed}).${this.#left(asked)}`,
    );
  }

  /** What the tiers that were not asked for have in the same projects. */
  #left(asked) {
    const files = this.#vitest.projects.flatMap(({ config }) => {
      const folder = join(config.root, "test");
      const names = existsSync(folder) ? readdirSync(folder, { recursive: true }) : [];
      return names.filter((name) => name.endsWith(".test.ts"));
    });
    const { length } = files.filter((file) => tierOf(file) === "ci");
    const left = [];
    if (!asked.includes("ci")) left.push(`${length} files of tests and every check to .ci/run`);
    if (!asked.includes("acceptance")) left.push("what takes hours to pnpm acceptance");
    return left.length === 0 ? "" : ` Left: ${left.join(", ")}.`;
  }

  #say(line) {
    this.#vitest.logger.log(line);
  }
}

const isSkipped = (test) => test.result().state === "skipped";

// Not one that a failure before it kept from running.
const isMeant = (test) => test.options.mode === "skip" || test.result().note !== undefined;

function reasonOf(test) {
  const { note } = test.result();
  const named = /\(([^()]*needs [^()]+|\.\.\/shared[^()]*|skipped: [^()]+)\)/;
  return note ?? test.fullName.match(named)?.[1];
}
