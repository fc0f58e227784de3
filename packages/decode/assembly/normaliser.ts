// The last step alone, for threads that fill one memory: bytes to floats at any place of it. The memory
// comes from outside, and its first page is this program's.
export { normalisePixels, normaliseTable } from "./normalise";
