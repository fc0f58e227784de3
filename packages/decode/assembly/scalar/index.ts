// JPEG to pixels for runtimes without vectors: what JavaScript calls, as in ../index.ts.
export { input, open, pixels, stoppedAt } from "../decoding";
export { height, width } from "../frame";
export { rowsRead } from "../scan";
