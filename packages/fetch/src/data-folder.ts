import { userInfo } from "node:os";
import { isAbsolute, join, resolve } from "node:path";
import { ImageNetV2Error } from "@imagenet-v2/core";

/** The environment variables a function reads. Default: those of the process. */
export type Environment = Readonly<Record<string, string | undefined>>;

export interface DataFolderOptions {
  /** The data folder. Relative to the working folder; a leading `~/` is the home folder. */
  readonly dataDir?: string | undefined;
  /** @default process.env */
  readonly env?: Environment | undefined;
}

/** A folder in TFDS's layout that may hold archives and prepared data. */
export interface DataFolder {
  readonly path: string;
  /** Ours, to be written to; the others are only looked at. */
  readonly writable: boolean;
}

/**
 * The folder that everything is kept in: the option `dataDir`, else `IMAGENET_V2_DATA_DIR`, else
 * `TFDS_DATA_DIR`, else `$XDG_CACHE_HOME/imagenet-v2`, else `~/.cache/imagenet-v2`. An empty variable
 * counts as none, and so does a relative `XDG_CACHE_HOME` (as the XDG specification asks). Its layout
 * is TFDS's, so that one folder serves both. Nothing is made or looked at.
 *
 * @returns an absolute path
 * @throws INVALID_OPTION for an empty `dataDir`, or if none is given and there is no home folder
 */
export function dataFolder(options: DataFolderOptions = {}): string {
  const { dataDir, env = process.env } = options;
  if (dataDir?.trim() === "") {
    throw new ImageNetV2Error("INVALID_OPTION", "dataDir is empty.", { option: "dataDir" });
  }
  const named = dataDir ?? (env.IMAGENET_V2_DATA_DIR || env.TFDS_DATA_DIR);
  if (named) return expand(named, env);
  const cache = env.XDG_CACHE_HOME;
  if (cache && isAbsolute(cache)) return join(cache, "imagenet-v2");
  return join(home(env), ".cache", "imagenet-v2");
}

/**
 * All folders that are looked through for data, ours first. The others are only read: TFDS's, named
 * by `TFDS_DATA_DIR` or `~/tensorflow_datasets`.
 */
export function dataFolders(options: DataFolderOptions = {}): readonly DataFolder[] {
  const { env = process.env } = options;
  const own = dataFolder(options);
  const homeFolder = homeOrUndefined(env);
  const others = [
    env.TFDS_DATA_DIR ? expand(env.TFDS_DATA_DIR, env) : undefined,
    homeFolder === undefined ? undefined : join(homeFolder, "tensorflow_datasets"),
  ];
  const readOnly = new Set(others.filter((path) => path !== undefined && path !== own));
  return [
    { path: own, writable: true },
    ...Array.from(readOnly, (path) => ({ path: path as string, writable: false })),
  ];
}

/** The `~` of a path that begins in the home folder. */
export const tilde = /^~(?=\/|$)/;

/** The home folder: `HOME`, else what the system's user database says. */
export function homeOrUndefined(env: Environment): string | undefined {
  if (env.HOME && isAbsolute(env.HOME)) return env.HOME;
  try {
    // Not homedir(), which gives an empty or relative HOME of this process back as it is.
    return userInfo().homedir;
  } catch {
    // A user without an entry in the user database, as in some containers.
    return undefined;
  }
}

function home(env: Environment): string {
  const path = homeOrUndefined(env);
  if (path !== undefined) return path;
  throw new ImageNetV2Error(
    "INVALID_OPTION",
    "There is no home folder to keep data in.",
    { option: "dataDir" },
    { hint: "Give a folder with `dataDir` or IMAGENET_V2_DATA_DIR." },
  );
}

function expand(path: string, env: Environment): string {
  return tilde.test(path) ? join(home(env), path.slice(1)) : resolve(path);
}
