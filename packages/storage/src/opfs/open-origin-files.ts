import { type OpfsWorkerEntry, startOpfsWorker } from "../start-opfs-worker.ts";
import { AskedFiles } from "./asked-files.ts";
import { HeldFiles } from "./held-files.ts";
import { type Holder, OpenedFiles } from "./opened-files.ts";
import type { OriginFiles } from "./origin-files.ts";
import { originRoot } from "./origin-root.ts";
import { originStorage } from "./web-types.ts";

export interface OpenOriginFilesOptions {
  /**
   * What the worker runs: the URL of `@imagenet-v2/storage/opfs-worker`, bundled as a file of its own, or a function that
   * gives a `Worker` of it. Default: the file beside this one, which bundlers see. All who open the files of one page
   * share one worker, so who comes first decides.
   */
  readonly worker?: OpfsWorkerEntry | undefined;
}

interface Shared {
  readonly holder: Promise<{ readonly holder: Holder; end(): void } | undefined>;
  users: number;
}

let shared: Shared | undefined;

/**
 * The files that this page's origin keeps for itself, under `imagenet-v2/`. A dedicated worker works on them without
 * another one.
 *
 * @returns `undefined` where there are none: in a private window, an insecure context, an old browser
 * @throws WORKER_DIED where the browser does not start the worker
 */
export async function openOriginFiles({
  worker,
}: OpenOriginFilesOptions = {}): Promise<OriginFiles | undefined> {
  if (originStorage().getDirectory === undefined) return undefined;
  shared ??= share(worker);
  const mine = shared;
  mine.users++;
  const opened = await mine.holder.catch((error) => {
    forget(mine);
    throw error;
  });
  if (opened === undefined) {
    forget(mine);
    return undefined;
  }
  return new OpenedFiles(opened.holder, () => {
    if (--mine.users > 0) return;
    forget(mine);
    opened.end();
  });
}

function share(worker: OpfsWorkerEntry | undefined): Shared {
  const made: Shared = { holder: open(), users: 0 };
  return made;

  async function open() {
    const root = await originRoot();
    if (root !== undefined) return { holder: new HeldFiles(root), end() {} };
    // Shared and service workers start none.
    if (worker === undefined && !("Worker" in globalThis)) return undefined;
    const asked = new AskedFiles(startOpfsWorker(worker), () => forget(made));
    if (await asked.start()) return { holder: asked.calls, end: () => asked.end() };
    asked.end();
    return undefined;
  }
}

function forget(gone: Shared): void {
  if (shared === gone) shared = undefined;
}
