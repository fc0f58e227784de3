import { FolderStore, PreparedStore } from "#platform";
import { ArchiveStore } from "./archive-store.ts";
import { type JoinedDescription, JoinedStore } from "./joined-store.ts";
import { MemoryStore } from "./memory-store.ts";
import type { Store, StoreDescription } from "./store.ts";

type Reopen = (description: never) => Promise<Store>;

/**
 * Opens the store that {@link Store.describe} described, in this thread or another: with a file
 * descriptor of its own, and without looking for anything or indexing again.
 *
 * @throws DATA_CHANGED if its files are not the ones described
 */
export function openStore(description: StoreDescription): Promise<Store> {
  // In here, bundlers can leave out the stores of whoever opens none.
  const reopen = {
    archive: ArchiveStore.reopen,
    folder: FolderStore.reopen,
    prepared: PreparedStore.reopen,
    joined: ({ stores }: JoinedDescription) =>
      JoinedStore.openAll(stores.map((store) => () => openStore(store))),
    memory: MemoryStore.reopen,
  } satisfies Record<StoreDescription["kind"], Reopen>;
  const open: Reopen = reopen[description.kind];
  return open(description as never);
}
