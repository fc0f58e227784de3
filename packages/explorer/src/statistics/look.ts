import { isImageError } from "@imagenet-v2/core";
import { imageHeader } from "@imagenet-v2/decode";
import { sharedKernel } from "@imagenet-v2/decode/internal";
import type { Store } from "@imagenet-v2/stores";
import { signatureLength, signatureOf } from "../near-duplicates/signature.ts";
import type { Findings, Question } from "./findings.ts";
import { lumaOf, measure } from "./measure.ts";

type Look = (bytes: Uint8Array, name: string, findings: Findings, at: number) => void;

const looks: Readonly<Record<Question["ask"], Look>> = {
  sizes(bytes, name, findings, at) {
    const { width, height, components } = imageHeader(bytes, { name });
    findings.values.set([width, height, components], at * 3);
  },
  measures(bytes, name, findings, at) {
    const image = sharedKernel().decode(bytes, { name });
    const luma = lumaOf(image);
    const [height, width] = image.shape;
    const { brightness, colourfulness, sharpness } = measure(image, luma);
    findings.values.set([brightness, colourfulness, sharpness], at * 3);
    findings.signatures.set(signatureOf(luma, width, height), at * signatureLength);
  },
};

/**
 * Looks at some images on this thread.
 *
 * @throws what the store throws; UNSUPPORTED where there is no memory to decode in
 */
export async function look(
  store: Pick<Store, "fileName" | "read" | "readSync">,
  { ask, indices }: Question,
): Promise<Findings> {
  const findings: Findings = {
    values: new Float32Array(indices.length * 3).fill(Number.NaN),
    signatures: new Uint8Array(ask === "measures" ? indices.length * signatureLength : 0),
    damaged: [],
  };
  for (const [at, index] of indices.entries()) {
    const name = store.fileName(index);
    try {
      looks[ask](store.readSync?.(index) ?? (await store.read(index)), name, findings, at);
    } catch (error) {
      // Anything else, such as an archive that is gone, ends the survey.
      if (!isImageError(error)) throw error;
      findings.damaged.push({ index, message: error.message });
    }
  }
  return findings;
}
