/**
 * Prepares an archive, and prints what that took as JSON: a process of its own, so that its memory is
 * this job's alone.
 *
 *     node dist/prepare-once.js ARCHIVE DATA_DIR
 */
import { tfrecord } from "@imagenet-v2/export";
import { ArchiveStore } from "@imagenet-v2/stores";

const [archive = "", dataDir = ""] = process.argv.slice(2);
const began = performance.now();
const store = await ArchiveStore.open(archive, { partial: true, dataDir });
const { path: folder } = await tfrecord().write(store, { dataDir });
await store.close();
const seconds = (performance.now() - began) / 1000;
console.log(JSON.stringify({ folder, seconds, peak_rss: process.resourceUsage().maxRSS * 1024 }));
