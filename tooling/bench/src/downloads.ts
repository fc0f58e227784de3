/**
 * Downloads of a file as heavy as an archive, by the program itself and over this machine's loopback:
 * interrupted, by eight processes at once, and beside curl.
 *
 *     pnpm bench:downloads [--megabytes 1264] [--cuts 25] [--rounds 3] [--seed 1] [--only speed]
 */
import { parseArgs } from "node:util";
import { startFaultyServer } from "@imagenet-v2/fixtures";
import { measureAtOnce } from "./downloads/at-once.ts";
import { measureInterrupted } from "./downloads/interrupted.ts";
import { measureSpeed } from "./downloads/speed.ts";
import { standIn } from "./downloads/stand-in.ts";
import { machine } from "./machine.ts";

const { values } = parseArgs({
  options: {
    megabytes: { type: "string", default: "1264" },
    cuts: { type: "string", default: "25" },
    rounds: { type: "string", default: "3" },
    seed: { type: "string", default: "1" },
    only: { type: "string", default: "" },
  },
});
const parts = {
  interrupted: () => measureInterrupted(file, Number(values.cuts), Number(values.seed)),
  "at once": () => measureAtOnce(file, 8),
  speed: () => measureSpeed(file, Number(values.rounds)),
};
const content = standIn(1e6 * Number(values.megabytes));
const server = await startFaultyServer(content.bytes);
const file = { ...content, server };
try {
  for (const [name, measure] of Object.entries(parts)) {
    if (!name.includes(values.only)) continue;
    server.plan = () => ({});
    console.log(`${name}: ${await measure()}`);
  }
  console.log(machine());
} finally {
  await server.close();
}
