import { pathToFileURL } from "node:url";
import { sampleArchive } from "imagenet-v2/sample";
import { hashOfBatches } from "../../hash.js";

export const dynamic = "force-dynamic";

/** `/hash?dataDir=…[&worker=…]`: the hash of the sample's batches, or the error. */
export async function GET({ url }) {
  const { dataDir, worker } = Object.fromEntries(new URL(url).searchParams);
  try {
    const archive = await sampleArchive({ dataDir });
    const hash = await hashOfBatches(archive, worker && { worker: pathToFileURL(worker) });
    return Response.json({ hash });
  } catch ({ code, message, hint }) {
    return Response.json({ code, message, hint });
  }
}
