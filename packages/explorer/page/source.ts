import { useEffect, useState } from "preact/hooks";
import type { DocumentName, Documents, Making } from "../src/documents.ts";

/** A document on its way to the page. */
export type Loading<T> =
  | { readonly state: "waiting" }
  | { readonly state: "making"; readonly making: Making }
  | { readonly state: "there"; readonly value: T }
  | { readonly state: "failed"; readonly message: string };

type OnMaking = (making: Making) => void;

/** Where documents and pictures come from: a server, the files of an export, or a worker of the page. */
export interface Source {
  document(name: DocumentName, onMaking: OnMaking): Promise<unknown>;
  /** Pictures that have no address until they are asked for. Without it their paths are their addresses. */
  readonly pictures?: PictureSource | undefined;
}

interface PictureSource {
  /** The address of one that is there already. */
  known(path: string): string | undefined;
  /** The address of a picture, in use until it is given back. */
  use(path: string): Promise<string>;
  giveBack(path: string): void;
}

declare global {
  interface Window {
    /** Called by the scripts of a static export, which carry what a server would answer. */
    imagenetV2Explorer?: (name: string, value: unknown) => void;
  }
}

/** A static export says so in its HTML; opened from disk, only scripts can be loaded. */
const isExported = document.documentElement.dataset.exported !== undefined;

const pause = 400;
const loaded = new Map<DocumentName, Promise<unknown>>();
const received = new Map<string, unknown>();
window.imagenetV2Explorer = (name, value) => received.set(name, value);

let source: Source = { document: isExported ? fromScript : fromServer };

/** Reads from here from now on; what was loaded before is forgotten. */
export function setSource(next: Source): void {
  source = next;
  loaded.clear();
}

export function loadDocument<N extends DocumentName>(
  name: N,
  onMaking: OnMaking = () => {},
): Promise<Documents[N]> {
  const before = loaded.get(name);
  if (before !== undefined) return before as Promise<Documents[N]>;
  const loading = source.document(name, onMaking);
  loaded.set(name, loading);
  loading.catch(() => loaded.delete(name));
  return loading as Promise<Documents[N]>;
}

/** A document as it comes in; not asked for as long as it is not wanted. */
export function useDocument<N extends DocumentName>(name: N, wanted = true): Loading<Documents[N]> {
  const [loading, setLoading] = useState<Loading<Documents[N]>>({ state: "waiting" });
  useEffect(() => {
    if (!wanted) return;
    let left = false;
    const tell = (next: Loading<Documents[N]>) => left || setLoading(next);
    loadDocument(name, (making) => tell({ state: "making", making })).then(
      (value) => tell({ state: "there", value }),
      (error: Error) => tell({ state: "failed", message: error.message }),
    );
    return () => {
      left = true;
    };
  }, [name, wanted]);
  return loading;
}

/** The value where it is there. */
export function known<T>(loading: Loading<T>): T | undefined {
  return loading.state === "there" ? loading.value : undefined;
}

/**
 * The address of a picture.
 *
 * @param path where a server has it; `undefined` for none
 * @param onFailed told why it cannot be had, where a worker says that
 * @returns `undefined` until it is there
 */
export function usePicture(
  path: string | undefined,
  onFailed: (why: string) => void = () => {},
): string | undefined {
  const { pictures } = source;
  const [made, setMade] = useState<{ path: string; url: string }>();
  useEffect(() => {
    if (pictures === undefined || path === undefined) return;
    let [left, failed] = [false, false];
    pictures.use(path).then(
      (url) => left || setMade({ path, url }),
      ({ message }: Error) => {
        failed = true;
        if (!left) onFailed(message);
      },
    );
    return () => {
      left = true;
      if (!failed) pictures.giveBack(path);
    };
  }, [pictures, path]);
  if (pictures === undefined || path === undefined) return path;
  return made?.path === path ? made.url : pictures.known(path);
}

async function fromServer(name: DocumentName, onMaking: OnMaking): Promise<unknown> {
  for (;;) {
    const response = await fetch(`documents/${name}.json`).catch(() => {
      throw new Error("The explorer's server does not answer. Was it stopped?");
    });
    const answer = await response.json();
    if (response.status === 200) return answer;
    if (response.status !== 202) throw new Error(answer.message);
    onMaking(answer);
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

function fromScript(name: DocumentName): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = `documents/${name}.js`;
    script.onload = () => resolve(received.get(name));
    script.onerror = () => reject(new Error(`This export has no ${name}.`));
    document.head.append(script);
  });
}
