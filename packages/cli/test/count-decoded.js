// Loaded before a program and each of its threads, by NODE_OPTIONS: adds a byte to the file DECODED for each JPEG
// that the decoder opens, at once, so that the count is true when the program is killed.
import { appendFileSync } from "node:fs";

const { Instance } = WebAssembly;
WebAssembly.Instance = class {
  constructor(module, imports) {
    const { exports } = new Instance(module, imports);
    const counted = (...args) => {
      appendFileSync(process.env.DECODED, ".");
      return exports.open(...args);
    };
    this.exports = exports.open === undefined ? exports : { ...exports, open: counted };
  }
};
