import { type DatasetClass, classes as imageNet } from "@imagenet-v2/core";

/** Which of a dataset's classes the labels of a model can mean. */
export class NamedClasses {
  readonly #byWnid = new Map<string, number[]>();
  /** By all the names of a class as one text, as configs write them: `tench, tinca tinca`. */
  readonly #byAll = new Map<string, number[]>();
  readonly #byOne = new Map<string, number[]>();

  constructor(classes: readonly DatasetClass[]) {
    for (const { index, wnid, name } of classes) {
      const known = wnid === undefined ? undefined : ofImageNet().get(wnid);
      const lemmas = known?.lemmas ?? [];
      if (wnid !== undefined) add(this.#byWnid, wnid, index);
      for (const all of new Set([name, lemmas.join(", ")])) add(this.#byAll, plain(all), index);
      for (const one of new Set([name, ...lemmas, known?.clipName ?? name].map(plain))) {
        add(this.#byOne, one, index);
      }
    }
  }

  /**
   * The likeliest alone: by WordNet id, else by all names, by one, or by one of several.
   *
   * @returns labels of the dataset; empty where it has no such class
   */
  meantBy(label: string): readonly number[] {
    return this.#readings(label).find(({ length }) => length > 0) ?? [];
  }

  /** By WordNet id, else by all names and no others: what a label means without those beside it. */
  writtenAs(label: string): readonly number[] {
    return this.#readings(label)[0] ?? [];
  }

  /** Whether a label can mean this class, however unlikely. */
  canMean(label: string, index: number): boolean {
    return this.#readings(label).some((reading) => reading.includes(index));
  }

  #readings(label: string): (readonly number[])[] {
    const [wnid] = /^n\d{8}(?!\d)/.exec(label.trim()) ?? [];
    if (wnid !== undefined) return [this.#byWnid.get(wnid) ?? []];
    const text = plain(label);
    const parts = text.split(",").flatMap((part) => this.#byOne.get(part.trim()) ?? []);
    return [this.#byAll.get(text) ?? [], this.#byOne.get(text) ?? [], [...new Set(parts)]];
  }
}

let byWnid: ReadonlyMap<string, (typeof imageNet)[number]> | undefined;

function ofImageNet() {
  byWnid ??= new Map(imageNet.map((each) => [each.wnid, each]));
  return byWnid;
}

/** As names are compared: `Egyptian_cat` is `egyptian cat`. */
function plain(name: string): string {
  return name
    .toLowerCase()
    .replace(/[_\s]+/g, " ")
    .trim();
}

function add(map: Map<string, number[]>, key: string, index: number): void {
  const same = map.get(key);
  if (same === undefined) map.set(key, [index]);
  else same.push(index);
}
