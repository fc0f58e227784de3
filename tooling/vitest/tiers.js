/**
 * The tiers of proof. A test file's name says to which it belongs: `x.ci.test.ts`, `x.acceptance.test.ts`,
 * and else `x.test.ts`, behaviour.
 */
const endings = { ci: ".ci.test.ts", acceptance: ".acceptance.test.ts" };

/** The tier of a test file. */
export function tierOf(path) {
  const found = Object.entries(endings).find(([, ending]) => path.endsWith(ending));
  return found?.[0] ?? "behaviour";
}

/** The tiers to run, as the variable TIERS asks: without it, all that a change must pass. */
export function askedTiers(asked = process.env.TIERS || "behaviour,ci") {
  const tiers = asked.split(",");
  for (const tier of tiers) {
    if (tier !== "behaviour" && !(tier in endings)) {
      throw new Error(`TIERS=${asked}: "${tier}" is not one of behaviour, ci, acceptance.`);
    }
  }
  return tiers;
}

/** The globs of the test files of these tiers, and those to leave out. */
export function filesOf(tiers) {
  const globs = (names) => names.map((name) => `test/**/*${endings[name]}`);
  const others = Object.keys(endings).filter((name) => !tiers.includes(name));
  return tiers.includes("behaviour")
    ? { include: ["test/**/*.test.ts"], exclude: globs(others) }
    : { include: globs(tiers), exclude: [] };
}
