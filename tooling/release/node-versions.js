/** The versions of Node that packages are tried on as published. */
export const nodeVersions = ["20", "22", "24", "26"];
