import { classes, findClass, superclasses } from "@imagenet-v2/core";
import { expect, test } from "vitest";

const of = (query: number | string) =>
  superclasses.find(({ labels }) => labels.includes(findClass(query).index))?.name;

test("each class has exactly one superclass", () => {
  const labels = superclasses.flatMap((each) => each.labels);
  expect(labels.sort((a, b) => a - b)).toEqual(classes.map(({ index }) => index));
  expect(new Set(superclasses.map(({ name }) => name)).size).toBe(superclasses.length);
  for (const { wnids } of superclasses) expect(wnids.join()).toMatch(/^n\d{8}(,n\d{8})*$/);
});

// By hand, from the names of the classes; 151 to 268 are the breeds of dogs.
test.each([
  ["dogs", 118, 151, 268],
  ["cats", 13, 281, 293],
  ["birds", 59, 7, 146],
  ["reptiles", 36, 33, 68],
  ["fish", 16, 0, 397],
  ["insects", 27, 300, 326],
  ["primates", 20, 365, 384],
  ["fungi", 7, 991, 997],
  ["people", 3, 981, 983],
])("%s: %i classes from %i to %i", (name, count, first, last) => {
  const labels = superclasses.find((each) => each.name === name)?.labels ?? [];
  expect([labels.length, labels[0], labels.at(-1)]).toEqual([count, first, last]);
});

test.each([
  ["Chihuahua", "dogs"],
  ["Mexican hairless", "dogs"],
  ["timber wolf", "wolves and foxes"],
  ["tabby", "cats"],
  ["lion", "cats"],
  ["giant panda", "other mammals"],
  ["zebra", "hoofed animals"],
  [134, "birds"],
  ["king penguin", "birds"],
  ["goldfish", "fish"],
  ["tarantula", "arachnids"],
  ["Granny Smith", "fruit"],
  ["broccoli", "vegetables"],
  ["pizza", "food and drink"],
  ["volcano", "landscapes"],
  ["daisy", "flowers"],
  ["scuba diver", "people"],
  [517, "other devices"],
  ["school bus", "vehicles"],
  ["bullet train", "vehicles"],
  ["grand piano", "musical instruments"],
  ["rifle", "weapons"],
  ["tennis ball", "sports and games"],
  ["kimono", "clothing"],
  ["cowboy boot", "clothing"],
  ["rocking chair", "furniture"],
  ["monastery", "buildings and structures"],
  ["toaster", "appliances"],
  ["laptop", "electronics"],
  ["hammer", "tools"],
  ["stethoscope", "instruments"],
  ["beer bottle", "containers"],
  ["toilet tissue", "other things"],
])("%s is among the %s", (query, name) => {
  expect(of(query)).toBe(name);
});
