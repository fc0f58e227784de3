/**
 * Makes the large stand-in for a published archive, if it is not there yet, and prints its path.
 *
 *     pnpm --filter @imagenet-v2/bench large-archive [variant]
 */
import { largeFixture } from "./large-fixture.ts";

console.log(await largeFixture(process.argv[2] ?? "matched-frequency"));
