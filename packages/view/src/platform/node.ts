export { engineVersions } from "./node/engine-versions.ts";
export { encoded, rasterized, resized } from "./node/pictures.ts";
