// Evaluates in a process of its own: archive, results file, shard and input are given; says how far it is.
import { evaluate, parseShard } from "@imagenet-v2/evaluate";
import { datasetOf } from "@imagenet-v2/loader";
import { openPath } from "@imagenet-v2/stores";

const [archive, results, shard = "0/1", input = "tensor"] = process.argv.slice(2);
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

/** As quick, from the first pixel alone. */
async function classify({ data }) {
  return { top: [data[0], 256 + data[1], 512 + data[2]] };
}

const how = input === "tensor" ? { preprocessing: { resize: [8, 8] } } : { input, concurrency: 4 };

await evaluate(input === "tensor" ? predict : classify, datasetOf(store), {
  ...how,
  results,
  shard: parseShard(shard),
  onProgress: ({ done }) => process.stdout.write(`${done}\n`),
});
await store.close();
