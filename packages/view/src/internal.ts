/**
 * What the packages of this family need of each other. Not promised: it may change with any version.
 *
 * @module
 */
export { engineVersions } from "#platform";
export { explorerLinks } from "./explorer-links.ts";
export { dataUri, page } from "./html.ts";
