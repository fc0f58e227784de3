import { ImageNetV2Error } from "@imagenet-v2/core";
import { isBlob, kindOf, shown } from "@imagenet-v2/core/internal";
import { blobSource } from "@imagenet-v2/storage";
import { tooLarge } from "@imagenet-v2/storage/internal";
import type { ModelFolder } from "./model-folder.ts";

/**
 * Files that a page was given: what an `<input type="file" webkitdirectory>` has, or Blobs by their names in the
 * folder.
 */
export type GivenFiles =
  | Iterable<Blob>
  | ReadonlyMap<string, Blob>
  | Readonly<Record<string, Blob>>;

/** A model's folder in memory, or behind `File`s. */
export interface FileFolder extends ModelFolder {
  /** A file of it; `undefined` where there is none. */
  file(name: string): Blob | undefined;
}

/**
 * The files of a model as a folder. A folder that all of them lie in is the model's own, and gives it its name.
 *
 * @throws INVALID_OPTION unless they are Blobs
 */
export function fileFolder(given: GivenFiles): FileFolder {
  const named = namedFiles(given);
  const root = commonFolder([...named.keys()]);
  const files = new Map<string, Blob>();
  for (const [name, file] of named) {
    files.set(root === undefined ? name : name.slice(root.length + 1), file);
  }
  const path = root ?? "the files";
  return {
    path,
    pathOf: (name) => (root === undefined ? name : `${root}/${name}`),
    list: async (inside) => {
      const start = inside === undefined ? "" : `${inside}/`;
      const names = [...files.keys()].filter((name) => name.startsWith(start));
      return names.map((name) => name.slice(start.length)).filter((name) => !name.includes("/"));
    },
    file: (name) => files.get(name),
    read: async (name, limit) => {
      const file = files.get(name);
      if (file === undefined) return undefined;
      const source = blobSource(file, { name: path === root ? `${root}/${name}` : name });
      if (source.size > limit) throw tooLarge(source.name, source.size, { limit });
      return source.read(0, source.size);
    },
  };
}

/** Whether these may be a model's files, and nothing else. */
export function areFiles(value: unknown): value is GivenFiles {
  if (typeof value !== "object" || value === null) return false;
  if (kindOf(value) === "Map") return true;
  const all = Symbol.iterator in value ? [...(value as Iterable<unknown>)] : Object.values(value);
  return all.length > 0 && all.every(isBlob);
}

function namedFiles(given: GivenFiles): Map<string, Blob> {
  const entries: [string, unknown][] =
    kindOf(given) === "Map"
      ? [...(given as ReadonlyMap<string, Blob>)]
      : Symbol.iterator in given
        ? Array.from(given as Iterable<Blob>, (file) => [relativePath(file), file])
        : Object.entries(given);
  return new Map(
    entries.map(([name, file]) => {
      if (isBlob(file)) return [name.replace(/^\/+/, ""), file];
      throw new ImageNetV2Error(
        "INVALID_OPTION",
        `The files of a model are Blobs or Files, and ${shown(name)} is ${shown(file)}.`,
        { option: "files" },
      );
    }),
  );
}

function relativePath(file: Blob): string {
  const { name, webkitRelativePath } = file as { name?: string; webkitRelativePath?: string };
  return webkitRelativePath || name || "";
}

/** The folder that all files lie in. `onnx` is a part of a model's folder, as the hub has it. */
function commonFolder(names: readonly string[]): string | undefined {
  const [folder, ...others] = new Set(names.map((name) => /^([^/]+)\//.exec(name)?.[1]));
  return others.length === 0 && folder !== "onnx" ? folder : undefined;
}
