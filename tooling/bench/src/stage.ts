/**
 * Runs one stage in a process of its own and prints what it measured.
 *
 *     node dist/stage.js NAME MATERIAL_AS_JSON
 */
import { cpuSeconds, type StageName, stages } from "./stages.ts";

const [, , name, material] = process.argv;
const { images, begun, cpuBegun } = await stages[name as StageName](JSON.parse(material as string));
console.log(
  JSON.stringify({
    images,
    seconds: performance.now() / 1000 - begun,
    cpuSeconds: cpuSeconds() - cpuBegun,
    peakMegabytes: process.resourceUsage().maxRSS / 1024,
  }),
);
