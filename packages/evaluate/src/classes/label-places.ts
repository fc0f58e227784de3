import { type DatasetClass, ImageNetV2Error } from "@imagenet-v2/core";
import { few } from "@imagenet-v2/core/internal";
import { NamedClasses } from "./named-classes.ts";

/**
 * Which output of a model stands for each class that counts, by the labels that the model's config gives
 * its outputs. Their order is not trusted, but decides between equal names where it agrees with the others.
 *
 * @param wanted the classes that count, as labels of the dataset
 * @param usual the output of each of them in the usual order; `undefined` where this number of outputs has
 * none
 * @returns an output for each of `wanted`
 * @throws INVALID_OPTION if a class has no output or several, naming them
 */
export function placesByLabels(
  labels: readonly string[],
  classes: readonly DatasetClass[],
  wanted: readonly number[],
  usual: readonly number[] | undefined,
): readonly number[] {
  const named = new NamedClasses(classes);
  if (usual !== undefined && isInOrder(labels, named, wanted, usual)) return usual;
  const outputsOf = assign(labels, named);
  const problems = wanted.flatMap((label) => {
    const outputs = outputsOf.get(label) ?? [];
    return outputs.length === 1 ? [] : [{ label, outputs }];
  });
  if (problems.length === 0) return wanted.map((label) => outputsOf.get(label)?.[0] as number);
  const unclear = problems.filter(({ outputs }) => outputs.length > 1);
  const of = (unclear.length > 0 ? unclear : problems).map(({ label, outputs }) => {
    const { name, wnid } = classes[label] as DatasetClass;
    const called = `class ${label} (${wnid === undefined ? name : `${wnid} ${name}`})`;
    return outputs.length === 0
      ? called
      : `${called} may be output ${outputs.map((each) => `${each} "${labels[each]}"`).join(" or ")}`;
  });
  throw new ImageNetV2Error(
    "INVALID_OPTION",
    unclear.length > 0
      ? `labels: the labels of the model's ${labels.length} outputs are ambiguous: ${few(of)}.`
      : `labels: none of the model's ${labels.length} outputs stands for ${few(of)}.`,
    { option: "labels" },
    { hint: "Give labels with WordNet ids, or score over the other classes: `classes`." },
  );
}

/** How many of the labels must be known for their order to be. */
const knownShare = 0.9;

/** Whether labels are in the usual order, as far as they are known. */
function isInOrder(
  labels: readonly string[],
  named: NamedClasses,
  wanted: readonly number[],
  usual: readonly number[],
): boolean {
  let known = 0;
  for (const [i, label] of wanted.entries()) {
    const text = labels[usual[i] as number] ?? "";
    if (named.canMean(text, label)) known++;
    else if (named.meantBy(text).length > 0) return false;
  }
  return known >= knownShare * wanted.length;
}

/**
 * The outputs that can stand for each class. An output whose label means several classes does not stand
 * for one that another output means alone.
 */
function assign(labels: readonly string[], named: NamedClasses): ReadonlyMap<number, number[]> {
  const meant = labels.map((label) => named.meantBy(label));
  const taken = new Set(meant.flatMap((classes) => (classes.length === 1 ? classes : [])));
  const outputsOf = new Map<number, number[]>();
  for (const [output, classes] of meant.entries()) {
    for (const each of classes) {
      if (classes.length > 1 && taken.has(each)) continue;
      outputsOf.set(each, [...(outputsOf.get(each) ?? []), output]);
    }
  }
  return outputsOf;
}
