/**
 * Writes src/superclasses-data.ts.
 *
 *     node scripts/pack-superclasses.js /usr/share/wordnet/data.noun
 *
 * The file is WordNet 3.0's (Debian: `wordnet-base`), whose offsets are ImageNet's WordNet ids. A class
 * belongs to the first superclass of which WordNet has one of the nouns among the class's hypernyms.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { classes } from "@imagenet-v2/core";

/** Name and nouns; what is special comes before what is general. */
const wanted = [
  ["dogs", ["n02084071"]], // dog, domestic dog, Canis familiaris
  ["wolves and foxes", ["n02083346"]], // canine, canid
  ["cats", ["n02120997"]], // feline, felid
  ["bears", ["n02131653"]], // bear
  ["primates", ["n02469914"]], // primate
  ["hoofed animals", ["n02370806"]], // ungulate, hoofed mammal
  ["other mammals", ["n01861778"]], // mammal, mammalian
  ["birds", ["n01503061"]], // bird
  ["reptiles", ["n01661091"]], // reptile, reptilian
  ["amphibians", ["n01627424"]], // amphibian
  ["fish", ["n02512053"]], // fish
  ["insects", ["n02159955"]], // insect
  ["arachnids", ["n01769347"]], // arachnid, arachnoid
  ["crustaceans", ["n01974773"]], // crustacean
  ["other invertebrates", ["n01905661"]], // invertebrate
  ["fungi", ["n12992868"]], // fungus
  ["flowers", ["n11669921"]], // flower
  ["fruit", ["n13134947"]], // fruit
  ["vegetables", ["n07707451"]], // vegetable, veggie, veg
  ["food and drink", ["n00021265", "n07555863"]], // food, nutrient; food, solid food
  ["landscapes", ["n09287968"]], // geological formation, formation
  ["people", ["n00007846"]], // person, individual
  ["vehicles", ["n04524313", "n04019101"]], // vehicle; public transport
  ["musical instruments", ["n03800933"]], // musical instrument, instrument
  ["weapons", ["n04565375"]], // weapon, arm
  ["sports and games", ["n03414162", "n04285146", "n04285622"]], // game and sports equipment, sports implement
  ["clothing", ["n03051540", "n03380867"]], // clothing, article of clothing; footwear
  ["furniture", ["n03405725"]], // furniture, piece of furniture
  ["buildings and structures", ["n04341686"]], // structure, construction
  ["appliances", ["n02729837"]], // appliance
  ["electronics", ["n03278248", "n03082979", "n03078287", "n03926148"]], // electronic and photographic equipment, computer, communication system
  ["tools", ["n03563967"]], // implement
  ["instruments", ["n03574816"]], // instrument
  ["containers", ["n03094503"]], // container
  ["coverings", ["n03122748"]], // covering
  ["other devices", ["n03183080"]], // device
  ["other things", ["n00001740"]], // entity
];

const [table] = process.argv.slice(2);
if (table === undefined) throw new Error("usage: node scripts/pack-superclasses.js data.noun");

/** Each noun's hypernyms, those of instances too. A line: offset, file, "n", words, pointers | gloss. */
const hypernyms = new Map();
for (const line of readFileSync(table, "latin1").split("\n")) {
  const fields = line.split(" | ", 1)[0].split(" ");
  const pointers = 4 + 2 * Number.parseInt(fields[3], 16);
  if (!/^\d{8}$/.test(fields[0]) || fields[2] !== "n") continue;
  const found = [];
  for (let at = pointers + 1; at < fields.length; at += 4) {
    if (/^@i?$/.test(fields[at])) found.push(`n${fields[at + 1]}`);
  }
  hypernyms.set(`n${fields[0]}`, found);
}

function isA(wnid, noun) {
  if (!hypernyms.has(wnid)) throw new Error(`${table}: WordNet 3.0 has ${wnid}, this has not.`);
  return wnid === noun || hypernyms.get(wnid).some((each) => isA(each, noun));
}

const labels = new Map(wanted.map(([name]) => [name, []]));
for (const { index, wnid } of classes) {
  const [name] = wanted.find(([, nouns]) => nouns.some((noun) => isA(wnid, noun)));
  labels.get(name).push(index);
}

/** `7-24,80-100` */
function ranges(numbers) {
  const found = [];
  for (const number of numbers) {
    const last = found.at(-1);
    if (last?.[1] === number - 1) last[1] = number;
    else found.push([number, number]);
  }
  return found.map(([from, to]) => (from === to ? from : `${from}-${to}`)).join(",");
}

const packed = wanted.map(([name, nouns]) =>
  [name, nouns.join(","), ranges(labels.get(name))].join("|"),
);
writeFileSync(
  new URL("../src/superclasses-data.ts", import.meta.url),
  `// Made by scripts/pack-superclasses.js. A line for each superclass: name|WordNet ids|labels.
// WordNet 3.0 (Princeton University) says which class is one.
export const packedSuperclasses: string = \`${packed.join("\n")}\`;
`,
);
