// Leaves the hash of the sample's batches, or the error, in `outcome`. Threads are asked for: none is an error.
import { load } from "imagenet-v2";

async function hashOfBatches(options) {
  const archive = new File([await (await fetch("/sample.tar")).blob()], "sample.tar");
  const how = { archive, partial: true, split: "test", keep: false };
  const dataset = await load("imagenet_v2", how);
  const parts = [];
  for await (const { image } of dataset.batches({
    preprocessing: "imagenet",
    workers: 2,
    ...options,
  })) {
    parts.push(image.data);
  }
  await dataset.close();
  const bytes = await new Blob(parts).arrayBuffer();
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return { hash: Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("") };
}

const path = new URLSearchParams(location.search).get("worker");
hashOfBatches(path ? { worker: new URL(path, location.href) } : {})
  .catch(({ code, message, hint }) => ({ code, message, hint }))
  .then((outcome) => {
    globalThis.outcome = outcome;
  });
