import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * Which parts have passed for the commit that is checked out, kept in a file that git ignores. Of a tree with
 * changes that are not committed nothing is kept, and nothing believed.
 */
export class Passed {
  #path;
  #commit;
  /** @type {Record<string, number>} Seconds, by the part's name. */
  #seconds = {};

  /** @param {string} root */
  constructor(root) {
    this.#path = join(root, "out", "acceptance.json");
    const git = (...args) => spawnSync("git", args, { cwd: root, encoding: "utf8" }).stdout?.trim();
    this.#commit = git("status", "--porcelain") === "" ? git("rev-parse", "HEAD") : undefined;
    if (this.#commit === undefined) return;
    try {
      const { commit, seconds } = JSON.parse(readFileSync(this.#path, "utf8"));
      if (commit === this.#commit) this.#seconds = seconds;
    } catch {
      // None yet, or one that was cut: every part is run.
    }
  }

  get isKept() {
    return this.#commit !== undefined;
  }

  /** How long a part took that has passed. */
  secondsOf(name) {
    return this.#seconds[name];
  }

  add(name, seconds) {
    if (this.#commit === undefined) return;
    this.#seconds[name] = seconds;
    mkdirSync(dirname(this.#path), { recursive: true });
    writeFileSync(this.#path, JSON.stringify({ commit: this.#commit, seconds: this.#seconds }));
  }
}
