import { useCallback, useEffect, useState } from "preact/hooks";
import type { Measure } from "./collection.ts";
import { remember, remembered } from "./remembered.ts";

const tabs = ["images", "statistics", "duplicates", "predictions"] as const;
export type Tab = (typeof tabs)[number];

export const shapes = ["landscape", "portrait", "square"] as const;
export const colours = ["colour", "grey"] as const;
export const answers = [
  "right",
  "wrong",
  "other-right",
  "other-wrong",
  "only-first",
  "only-second",
  "both-right",
  "both-wrong",
  "different",
] as const;

const groupings = ["class", "kind"] as const;
export const tileSizes = ["small", "medium", "large"] as const;
export type TileSize = (typeof tileSizes)[number];
/** How a picture fills its square. */
const fits = ["crop", "whole"] as const;

/** What is looked at. All of it stands in the address, so that a link leads to the same sight. */
export interface State {
  readonly tab: Tab;
  /** Words to search for, as typed. */
  readonly q: string;
  readonly label: number | undefined;
  /** A kind of classes, by its name. */
  readonly kind: string | undefined;
  readonly shape: (typeof shapes)[number] | undefined;
  readonly colour: (typeof colours)[number] | undefined;
  /** From, inclusive, and to, exclusive. */
  readonly ranges: Readonly<Partial<Record<Measure, readonly [from: number, to: number]>>>;
  readonly answer: (typeof answers)[number] | undefined;
  /** What the model took it for. */
  readonly predicted: number | undefined;
  /** The model that is looked at, by its place, and the one that it is compared with. */
  readonly model: number;
  readonly other: number;
  readonly sort: Sort;
  readonly descending: boolean;
  readonly grouped: (typeof groupings)[number] | undefined;
  readonly tiles: TileSize;
  readonly fit: (typeof fits)[number];
  /** The image whose details are open, by its number. */
  readonly image: number | undefined;
}

/** What shows all images. */
export const noFilters: Partial<State> = {
  q: "",
  label: undefined,
  kind: undefined,
  shape: undefined,
  colour: undefined,
  ranges: {},
  answer: undefined,
  predicted: undefined,
};

const orders = ["index", "reading", "class", "file"] as const;
export type Sort = (typeof orders)[number] | Measure;

export const measures = [
  "width",
  "height",
  "pixels",
  "aspect",
  "bytes",
  "brightness",
  "colourfulness",
  "sharpness",
  "confidence",
] as const satisfies readonly Measure[];

/** `#statistics?q=cat&image=12` */
function readAddress(hash: string): State {
  const [path = "", query = ""] = hash.replace(/^#\/?/, "").split("?", 2);
  const params = new URLSearchParams(query);
  const one = <T extends string>(name: string, of: readonly T[]) =>
    of.find((each) => each === params.get(name));
  const number = (name: string) =>
    /^\d{1,7}$/.test(params.get(name) ?? "") ? Number(params.get(name)) : undefined;
  const place = (name: string) => {
    const text = params.get(name) ?? "";
    return /^[1-8]$/.test(text) ? Number(text) - 1 : undefined;
  };
  const model = place("model") ?? 0;
  return {
    tab: tabs.find((tab) => tab === path) ?? "images",
    q: params.get("q") ?? "",
    label: number("class"),
    kind: params.get("kind") || undefined,
    shape: one("shape", shapes),
    colour: one("colour", colours),
    ranges: Object.fromEntries(measures.flatMap((name) => rangeIn(params.get(name), name))),
    answer: one("answer", answers),
    predicted: number("predicted"),
    model,
    other: place("other") ?? (model === 0 ? 1 : 0),
    sort: one<Sort>("sort", [...orders, ...measures]) ?? "index",
    descending: params.has("descending"),
    grouped: one("grouped", groupings),
    tiles: one("tiles", tileSizes) ?? chosen("tiles", tileSizes) ?? "medium",
    fit: one("fit", fits) ?? chosen("fit", fits) ?? "crop",
    image: number("image"),
  };
}

function writeAddress(state: State): string {
  const params = new URLSearchParams();
  const set = (name: string, value: string | number | undefined) => {
    if (value !== undefined && value !== "") params.set(name, `${value}`);
  };
  set("q", state.q);
  set("class", state.label);
  set("kind", state.kind);
  set("shape", state.shape);
  set("colour", state.colour);
  for (const name of measures) set(name, state.ranges[name]?.join(".."));
  set("answer", state.answer);
  set("predicted", state.predicted);
  if (state.model !== 0) set("model", state.model + 1);
  if (state.other !== (state.model === 0 ? 1 : 0)) set("other", state.other + 1);
  if (state.sort !== "index") set("sort", state.sort);
  if (state.descending) params.set("descending", "");
  set("grouped", state.grouped);
  if (state.tiles !== "medium") set("tiles", state.tiles);
  if (state.fit !== "crop") set("fit", state.fit);
  set("image", state.image);
  const query = params.toString().replaceAll(/=(?=&|$)/g, "");
  return `#${state.tab}${query && `?${query}`}`;
}

/** The reader's choice of last time. */
function chosen<T extends string>(what: string, of: readonly T[]): T | undefined {
  return of.find((each) => each === remembered(what));
}

function rangeIn(text: string | null, name: Measure): [Measure, [number, number]][] {
  const [, from, to] = /^(-?[\d.]+)\.\.(-?[\d.]+)$/.exec(text ?? "") ?? [];
  const range: [number, number] = [Number(from), Number(to)];
  return range.every(Number.isFinite) ? [[name, range]] : [];
}

export type Change = (change: Partial<State>, how?: "replace") => void;

/** The state, and a way to change it that writes the address; Back goes back. */
export function useAddress(): [State, Change] {
  const [state, setState] = useState(() => readAddress(location.hash));
  useEffect(() => {
    const follow = () => setState(readAddress(location.hash));
    addEventListener("popstate", follow);
    return () => removeEventListener("popstate", follow);
  }, []);
  const change = useCallback<Change>((part, how) => {
    const next = { ...readAddress(location.hash), ...part };
    if (part.tiles !== undefined) remember("tiles", part.tiles);
    if (part.fit !== undefined) remember("fit", part.fit);
    const address = writeAddress(next);
    if (how === "replace") history.replaceState(null, "", address);
    else if (address !== location.hash) history.pushState(null, "", address);
    setState(next);
  }, []);
  return [state, change];
}
