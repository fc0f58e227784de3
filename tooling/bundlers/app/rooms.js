// What lies beside the loader, each used once: `rooms.js ARCHIVE FOLDER` prints what came of each, or its error.
import { join } from "node:path";
import { load } from "imagenet-v2";
import { evaluate } from "imagenet-v2/evaluate";
import { exportExplorer, serveExplorer } from "imagenet-v2/explorer";
import { sampleArchive } from "imagenet-v2/sample";
import { contactSheet } from "imagenet-v2/view";

const [, , archive, dataDir] = process.argv;

/** A model that takes every image for a tabby. */
function tabby({ label }) {
  const scores = new Float32Array(label.length * 1000);
  for (let row = 0; row < label.length; row++) scores[row * 1000 + 281] = 1;
  return scores;
}

async function uses(dataset) {
  const two = dataset.take(2);
  const attempts = {
    evaluate: async () =>
      (await evaluate(tabby, dataset, { preprocessing: "imagenet", workers: 0 })).scores.top1
        .correct,
    sample: async () => (await sampleArchive({ dataDir })).startsWith(dataDir),
    view: async () => (await (await contactSheet(two)).svg()).length > 1000,
    async explorer() {
      const { url, close } = await serveExplorer({ dataset: two, dataDir, port: 0 });
      const { status } = await fetch(url);
      await close();
      return status;
    },
    export: async () =>
      (await exportExplorer(join(dataDir, "site"), { dataset: two, dataDir })).skipped,
  };
  const results = {};
  for (const [room, attempt] of Object.entries(attempts)) {
    results[room] = await attempt().catch(({ code, message, hint }) => ({ code, message, hint }));
  }
  return results;
}

load("imagenet_v2", { archive, partial: true, split: "test" })
  .then(uses)
  .then((results) => console.log(JSON.stringify(results)));
