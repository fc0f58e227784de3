/**
 * Runs one stage in a process of its own and prints what it measured.
 *
 *     node dist/stage.js NAME MATERIAL_AS_JSON
 */
import { measured } from "./clock.ts";
import { type StageName, stages } from "./stages.ts";

const [, , name, material] = process.argv;
const work = await stages[name as StageName](JSON.parse(material as string));
console.log(JSON.stringify(measured(work)));
