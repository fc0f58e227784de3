import {
  type DatasetClass,
  findClass,
  classes as imageNet,
  isImageNetV2Error,
} from "@imagenet-v2/core";
import { isImageNet } from "@imagenet-v2/core/internal";
import { classCounts } from "@imagenet-v2/models";
import { type ClassSet, labelOf } from "./class-set.ts";
import { placesByLabels } from "./label-places.ts";
import { NamedClasses } from "./named-classes.ts";

/** Which of a model's scores are ranked, and the label that each stands for, in the order of labels. */
export interface Answers {
  /** Where each label that counts has its score. */
  readonly places: readonly number[];
  /** Whether every class of the model counts, but for a background class. */
  readonly isWhole: boolean;
  /** Whether it is another order than the usual one, by the labels of the model. */
  readonly isByLabels: boolean;
  /**
   * By label, the label that its output would have in the usual order; `undefined` where the model's are
   * in that order, or this number of outputs has none.
   */
  readonly inUsualOrder: readonly (number | undefined)[] | undefined;
  labelAt(place: number): number;
  placeOf(label: number): number;
}

/**
 * The output of ImageNet's first class, by the number of outputs: 1001 begin with a background class, and
 * the 21,842 of one family with the thousand. Other families have them in between.
 */
const firstOutput: ReadonlyMap<number, number> = new Map([
  [imageNet.length, 0],
  [imageNet.length + 1, 1],
  [21_842, 0],
]);

/**
 * How models may answer about a dataset: with a score for each of its classes, or as a model of ImageNet
 * where each class is one of ImageNet's; then the scores of the others are left out. A model whose outputs
 * have labels answers by these.
 */
export class Answering {
  readonly classes: readonly DatasetClass[];
  /** What is missing for a model of ImageNet, as a sentence. */
  readonly #obstacle: string | undefined;
  readonly #only: ClassSet | undefined;
  readonly #labels: readonly string[] | undefined;
  readonly #places: readonly number[] | undefined;
  readonly #known = new Map<number, Answers | undefined>();
  #named: NamedClasses | undefined;

  /**
   * @param only the labels that count; default: all
   * @param modelLabels what each output stands for; default: the usual order for their number
   */
  constructor(
    classes: readonly DatasetClass[],
    only?: ClassSet | undefined,
    modelLabels?: readonly string[] | undefined,
  ) {
    this.classes = classes;
    this.#only = only;
    this.#labels = modelLabels;
    const found = placesInImageNet(classes);
    this.#obstacle = typeof found === "string" ? found : undefined;
    this.#places = typeof found === "string" ? undefined : found;
  }

  /**
   * How a model that gives `count` scores answers; `undefined` if it cannot.
   *
   * @throws INVALID_OPTION if labels do not tell which output stands for a class
   */
  of(count: number): Answers | undefined {
    if (!this.#known.has(count)) this.#known.set(count, this.#answers(count));
    return this.#known.get(count);
  }

  /** Whether a model may answer with this label. */
  counts(label: number): boolean {
    return this.#only === undefined || this.#only.includes(label);
  }

  /**
   * The label of a class that an answer names.
   *
   * @param query label, WordNet id, name, or a text as configs have it: `"tabby, tabby cat"`, `"Egyptian_cat"`
   * @returns `undefined` for a class of ImageNet that the dataset does not have
   * @throws UNKNOWN_CLASS
   */
  named(query: number | string): number | undefined {
    if (typeof query === "number") return labelOf(query, this.classes);
    this.#named ??= new NamedClasses(this.classes);
    const [written, ...others] = this.#named.writtenAs(query);
    if (asInConfigs.test(query) && others.length === 0 && written !== undefined) return written;
    try {
      return labelOf(query, this.classes);
    } catch (error) {
      const isUnknown = this.#named.meantBy(query).length === 0;
      if (isUnknown && this.#places !== undefined && isOfImageNet(query)) return undefined;
      throw error;
    }
  }

  /** How many scores are needed, as the end of a sentence. */
  get needed(): string {
    const { length } = this.classes;
    if (this.#labels !== undefined) {
      return `${this.#labels.length} are needed, one for each of the model's labels`;
    }
    if (isImageNet(this.classes)) return "1000 are needed, or 1001 with a background class first";
    if (this.#isShuffled) {
      return "they may be in the dataset's order of classes, or in ImageNet's, which is another";
    }
    const own = `${length} are needed, one for each class of the dataset`;
    return this.#places === undefined || length === imageNet.length
      ? own
      : `${own}, or ImageNet's 1000 (1001 with a background class first)`;
  }

  /** The way out for a model that gives `count` scores. */
  hintFor(count: number): string {
    if (this.#labels !== undefined) {
      return "The labels are not this model's, or its config.json is of another model. Give its own: `labels`.";
    }
    if (classCounts.includes(count) && !firstOutput.has(count) && this.#places !== undefined) {
      return "Say what its outputs stand for: `labels`, or `id2label` in a config.json beside the model.";
    }
    return this.hint;
  }

  /** The way out for predictions with another number of scores. */
  get hint(): string {
    if (this.#isShuffled) return "List the classes in ImageNet's order, that of their WordNet ids.";
    return isImageNet(this.classes)
      ? "It must be a classifier of ImageNet-2012's classes, in the order of their WordNet ids."
      : (this.#obstacle ?? "Scores are of the dataset's classes in their order.");
  }

  #answers(count: number): Answers | undefined {
    const wanted = this.#only ?? this.classes.map((_, label) => label);
    const usual = this.#usual(count);
    const usualOf = usual && wanted.map(usual.outputOf);
    const labels = this.#labels;
    if (labels === undefined) {
      return usual && usualOf && answers(wanted, usualOf, usual.classes);
    }
    if (labels.length !== count) return undefined;
    const places = placesByLabels(labels, this.classes, wanted, usualOf);
    if (usual !== undefined && places === usualOf) return answers(wanted, places, usual.classes);
    const background = labels.filter((label) => /^background$/i.test(label)).length;
    const made = { ...answers(wanted, places, count - background), isByLabels: true };
    if (usual === undefined) return made;
    const labelAt = new Map(this.classes.map((_, label) => [usual.outputOf(label), label]));
    const inUsualOrder = this.classes.map((_, label) => labelAt.get(made.placeOf(label)));
    return { ...made, inUsualOrder };
  }

  /** The order of `count` outputs where nothing else is said; `undefined` if there is none. */
  #usual(count: number): { classes: number; outputOf(label: number): number } | undefined {
    if (this.#isShuffled) return undefined;
    if (count === this.classes.length) return { classes: count, outputOf: (label) => label };
    const [first, places] = [firstOutput.get(count), this.#places];
    if (first === undefined || places === undefined) return undefined;
    return { classes: count - first, outputOf: (label) => first + (places[label] as number) };
  }

  /** Whether the classes are all of ImageNet's in another order: as many scores may be in either. */
  get #isShuffled(): boolean {
    if (this.classes.length !== imageNet.length) return false;
    return this.#places?.some((place, label) => place !== label) ?? false;
  }
}

function answers(labels: readonly number[], places: readonly number[], of: number): Answers {
  const labelAt = new Map(labels.map((label, i) => [places[i], label]));
  const placeOf = new Map(labels.map((label, i) => [label, places[i]]));
  return {
    places,
    isWhole: labels.length === of,
    isByLabels: false,
    inUsualOrder: undefined,
    labelAt: (place) => labelAt.get(place) as number,
    placeOf: (label) => placeOf.get(label) as number,
  };
}

/** Labels in configs have several names, underscores for spaces, or the WordNet id first. */
const asInConfigs = /[,_]|^n\d{8}\s/;

let ofImageNet: NamedClasses | undefined;

function isOfImageNet(query: string): boolean {
  ofImageNet ??= new NamedClasses(imageNet);
  return ofImageNet.meantBy(query).length > 0;
}

/** ImageNet's index of each class, by WordNet id, else by name; or why there is none. */
function placesInImageNet(classes: readonly DatasetClass[]): number[] | string {
  const places: number[] = [];
  const taken = new Map<number, string>();
  for (const each of classes) {
    const place = placeOf(each);
    if (typeof place === "string") return place;
    const twin = taken.get(place);
    if (twin !== undefined) {
      return `${called(each)} and ${twin} are both ImageNet's class ${place}, so a model of ImageNet's 1000 classes cannot tell them apart.`;
    }
    taken.set(place, called(each));
    places.push(place);
  }
  return places;
}

function placeOf(each: DatasetClass): number | string {
  const lacks = `A model of ImageNet's 1000 classes would do if each class were one of these, and ${called(each)}`;
  const { wnid, name } = each;
  // A folder's number is not ImageNet's index.
  if (wnid === undefined && /^\d+$/.test(name)) {
    return `${lacks} has neither a WordNet id nor a name.`;
  }
  try {
    return findClass(wnid ?? name).index;
  } catch (error) {
    if (isImageNetV2Error(error, "UNKNOWN_CLASS")) return `${lacks} is not: ${error.message}`;
    throw error;
  }
}

function called({ index, name, wnid }: DatasetClass): string {
  return `class ${index} (${wnid === undefined || wnid === name ? name : `${wnid} ${name}`})`;
}
