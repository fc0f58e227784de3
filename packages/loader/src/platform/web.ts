// What a page and its workers have, and Node's types have not. Whether it is there is asked where it is used.

interface Listening {
  readonly signal?: AbortSignal;
}

/** What is used of a `Worker`. */
export interface WebWorker {
  addEventListener(
    type: "message" | "messageerror",
    listener: (event: { readonly data: unknown }) => void,
    options?: Listening,
  ): void;
  addEventListener(
    type: "error",
    listener: (event: { readonly message?: string; preventDefault(): void }) => void,
    options?: Listening,
  ): void;
  postMessage(message: unknown, transfer?: readonly object[]): void;
  terminate(): void;
}

interface LockManager {
  request(name: string, options: object, whileHeld: () => unknown): Promise<unknown>;
}

interface Web {
  readonly Worker?: unknown;
  readonly crossOriginIsolated?: boolean;
  readonly navigator?: { readonly hardwareConcurrency?: number; readonly locks?: LockManager };
}

const web = globalThis as unknown as Web;

export function locks(): LockManager | undefined {
  return web.navigator?.locks;
}

/** How many cores there are to work on. */
export function cores(): number {
  return web.navigator?.hardwareConcurrency ?? 1;
}

/** Whether threads see the memory of others. */
export function sharesMemory(): boolean {
  return web.crossOriginIsolated === true;
}

export function hasWorkers(): boolean {
  return web.Worker !== undefined;
}
