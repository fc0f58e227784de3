/** A file of a model, with the way to it within its folder. */
export interface ModelFile {
  readonly path: string;
  readonly file: File;
}

/** What was dropped or picked. */
export interface GivenFiles {
  readonly files: readonly ModelFile[];
  /** The name of the folder, where it is one. */
  readonly folder: string | undefined;
}

/** A folder with more files than this is no model's. */
const mostFiles = 1000;

/** Files as a picker gives them; those of a folder have paths that begin with its name. */
export function pickedFiles(files: readonly File[]): GivenFiles {
  const [folder, inside] = (files[0]?.webkitRelativePath ?? "").split("/", 2);
  if (inside === undefined) {
    return { folder: undefined, files: files.map((file) => ({ path: file.name, file })) };
  }
  const within = (file: File) => file.webkitRelativePath.split("/").slice(1).join("/");
  return { folder, files: files.map((file) => ({ path: within(file), file })) };
}

/** Files as they were dropped; a folder is read. @throws TypeError for a folder with too many files */
export async function droppedFiles({ items, files }: DataTransfer): Promise<GivenFiles> {
  // Gone after the first wait.
  const plain = Array.from(files);
  const entries = Array.from(items, (item) => item.webkitGetAsEntry?.() ?? null);
  const [only, ...others] = entries;
  if (only?.isDirectory && others.length === 0) {
    const found: ModelFile[] = [];
    await readFolder(only as FileSystemDirectoryEntry, "", found);
    return { files: found, folder: only.name };
  }
  if (entries.some((entry) => entry?.isDirectory)) {
    throw new TypeError("One folder is opened at a time, and no files beside it.");
  }
  return pickedFiles(plain);
}

async function readFolder(
  folder: FileSystemDirectoryEntry,
  path: string,
  found: ModelFile[],
): Promise<void> {
  const reader = folder.createReader();
  for (;;) {
    // At most a hundred at a time.
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) return;
    for (const entry of some) {
      const name = `${path}${entry.name}`;
      if (entry.isDirectory) {
        await readFolder(entry as FileSystemDirectoryEntry, `${name}/`, found);
      } else {
        const file = await new Promise<File>((resolve, reject) =>
          (entry as FileSystemFileEntry).file(resolve, reject),
        );
        found.push({ path: name, file });
      }
      if (found.length > mostFiles) {
        throw new TypeError(
          `${folder.name} has more than ${mostFiles} files: it is no model's folder.`,
        );
      }
    }
  }
}

/** Whether this is a model; else it is an archive. */
export function isModel({ files, folder }: GivenFiles): boolean {
  return folder !== undefined || files.some(({ path }) => path.endsWith(".onnx"));
}

/** What a model is called: its folder, or its file without the ending. */
export function modelName({ files, folder }: GivenFiles): string {
  const file = files.find(({ path }) => path.endsWith(".onnx"))?.path ?? "model";
  return folder ?? file.replace(/\.onnx$/, "");
}
