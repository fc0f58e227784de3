// Evaluates in a process of its own: archive, results file and shard are given; says how far it is.
import { evaluate, parseShard } from "@imagenet-v2/evaluate";
import { datasetOf } from "@imagenet-v2/loader";
import { openPath } from "@imagenet-v2/stores";

const [archive, results, shard = "0/1"] = process.argv.slice(2);
const store = await openPath(archive, { partial: true });

/** Scores that follow from the pixels, and are quick to make. */
function predict({ image: { data, shape } }) {
  const [n] = shape;
  const size = data.length / n;
  const scores = new Float32Array(1000 * n);
  for (let i = 0; i < scores.length; i++) {
    const pixel = data[Math.floor(i / 1000) * size + (i % size)];
    scores[i] = Math.sin(i % 1000) + pixel;
  }
  return scores;
}

await evaluate(predict, datasetOf(store), {
  preprocessing: { resize: [8, 8] },
  results,
  shard: parseShard(shard),
  onProgress: ({ done }) => process.stdout.write(`${done}\n`),
});
await store.close();
