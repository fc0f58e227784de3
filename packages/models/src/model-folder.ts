/** The files of a model, by their names in its folder: `config.json`, `onnx/model.onnx`. */
export interface ModelFolder {
  /** What messages call it. */
  readonly path: string;
  /** What messages call one of its files. */
  pathOf(name: string): string;
  /** The names of the files at its top, or in a folder of it; none where there is no such folder. */
  list(inside?: string | undefined): Promise<readonly string[]>;
  /**
   * A file of it; `undefined` where there is none.
   *
   * @param limit how many bytes it may have
   * @throws FILE_TOO_LARGE, NOT_A_FILE, IO
   */
  read(name: string, limit: number): Promise<Uint8Array | undefined>;
}

/** A folder of a folder, as one of its own. */
export function folderInside(folder: ModelFolder, name: string): ModelFolder {
  const inside = (file: string) => `${name}/${file}`;
  return {
    path: folder.pathOf(name),
    pathOf: (file) => folder.pathOf(inside(file)),
    list: (further) => folder.list(further === undefined ? name : inside(further)),
    read: (file, limit) => folder.read(inside(file), limit),
  };
}
