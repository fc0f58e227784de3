/** A piece of a photograph and the class we say it shows. Pixels of the photograph, from its top left. */
export interface Crop {
  /** Names the piece within its photograph; part of what the file name is made from. */
  readonly name: string;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** Class index, 0 to 999. Our own judgement, of no authority. */
  readonly label: number;
}

const WARPLANE = 895;
const WING = 908;
const VALLEY = 979;
const CLIFF = 972;
const LAKESIDE = 975;
const YAWL = 914;
const BARN = 425;
const ALP = 970;
const TABBY = 281;
const RAM = 348;
const SCHOONER = 780;
const GONDOLA = 576;
const BOATHOUSE = 449;

function crop(
  name: string,
  label: number,
  [left, top, width, height]: readonly [number, number, number, number],
): Crop {
  return { name, label, left, top, width, height };
}

export const airplane: readonly Crop[] = [
  crop("whole", WARPLANE, [0, 0, 1024, 717]),
  crop("plane", WARPLANE, [150, 60, 850, 657]),
  crop("upright", WARPLANE, [330, 60, 430, 657]),
  crop("engine", WARPLANE, [400, 80, 330, 300]),
  crop("from-the-left", WARPLANE, [150, 90, 560, 420]),
  crop("left-wing", WING, [180, 160, 350, 190]),
  crop("right-wing", WING, [590, 160, 370, 190]),
];

export const canyon: readonly Crop[] = [
  crop("whole", VALLEY, [0, 0, 1024, 750]),
  crop("river-bend", VALLEY, [380, 160, 540, 405]),
  crop("left-side", VALLEY, [0, 140, 640, 480]),
  crop("gorge", VALLEY, [420, 200, 320, 400]),
  crop("right-wall", CLIFF, [590, 20, 434, 470]),
  crop("shore", LAKESIDE, [380, 430, 644, 320]),
  crop("boat", YAWL, [60, 430, 370, 230]),
];

export const house: readonly Crop[] = [
  crop("whole", BARN, [0, 0, 1024, 788]),
  crop("under-clouds", BARN, [440, 60, 584, 500]),
  crop("upright", BARN, [520, 180, 330, 440]),
  crop("close", BARN, [510, 200, 500, 300]),
  crop("square", BARN, [500, 130, 490, 490]),
  crop("across-the-field", BARN, [180, 160, 844, 480]),
];

export const alps: readonly Crop[] = [
  crop("whole", ALP, [0, 0, 1024, 484]),
  crop("left-peaks", ALP, [90, 40, 420, 280]),
  crop("middle-peak", ALP, [440, 40, 420, 315]),
  crop("right-ridge", ALP, [640, 60, 384, 288]),
  crop("dead-tree", ALP, [20, 30, 330, 440]),
  crop("firs", ALP, [380, 60, 330, 400]),
  crop("slope", ALP, [560, 60, 464, 400]),
];

export const sheep: readonly Crop[] = [
  crop("whole", RAM, [0, 0, 1024, 498]),
  crop("ewe-and-lamb", RAM, [400, 150, 380, 320]),
  crop("ewe", RAM, [410, 150, 380, 250]),
  crop("standing", RAM, [290, 40, 190, 160]),
  crop("grazing", RAM, [80, 120, 150, 180]),
  crop("flock", RAM, [590, 40, 434, 270]),
  crop("lambs", RAM, [780, 150, 244, 160]),
];

export const boats: readonly Crop[] = [
  crop("whole", SCHOONER, [0, 0, 1024, 819]),
  crop("junk", SCHOONER, [410, 100, 370, 500]),
  crop("hull", SCHOONER, [400, 380, 380, 240]),
  crop("at-anchor", SCHOONER, [330, 90, 560, 520]),
  crop("ferry", GONDOLA, [0, 600, 760, 219]),
  crop("ferryman", GONDOLA, [40, 590, 460, 229]),
  crop("second-ferry", GONDOLA, [670, 610, 354, 209]),
  crop("by-the-water", BOATHOUSE, [760, 400, 264, 200]),
  crop("village", LAKESIDE, [0, 250, 460, 345]),
];

/** Twenty-four photographs of one cat, six to a row, numbered as on the sheet. */
export const cats: readonly Crop[] = [14, 140, 264, 395].flatMap((top, row) =>
  [12, 178, 346, 515, 683, 852].map((left, column) =>
    crop(`cat-${row * 6 + column + 1}`, TABBY, [left, top, 160, 104]),
  ),
);
