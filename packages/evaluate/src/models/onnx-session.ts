import { ImageNetV2Error } from "@imagenet-v2/core";
import { messageOf } from "@imagenet-v2/core/internal";

/** Options of `InferenceSession.create`. */
export type SessionOptions = Readonly<Record<string, unknown>>;

/** The part of onnxruntime that lists what can compute; `onnxruntime-node` has it. */
export interface DeviceLister {
  listSupportedBackends?(): readonly { readonly name: string; readonly bundled: boolean }[];
}

interface Wanted {
  readonly device?: string | undefined;
  readonly threads?: number | undefined;
  readonly session?: SessionOptions | undefined;
}

/** Spinning saves microseconds between batches, and takes the cores from threads that decode. */
const noSpinning = { "session.intra_op.allow_spinning": "0" };

/**
 * The options of a session, from ours and onnxruntime's own.
 *
 * @throws INVALID_OPTION if both say the same thing
 */
export function sessionOf({ device, threads, session = {} }: Wanted): SessionOptions {
  refuseTwice("device", device, "executionProviders", session);
  refuseTwice("threads", threads, "intraOpNumThreads", session);
  return {
    ...(device !== undefined && { executionProviders: [device] }),
    ...(threads !== undefined && { intraOpNumThreads: threads }),
    ...session,
    extra: { ...noSpinning, ...(session.extra as object | undefined) },
  };
}

function refuseTwice(option: string, value: unknown, name: string, session: SessionOptions): void {
  if (value === undefined || session[name] === undefined) return;
  throw new ImageNetV2Error(
    "INVALID_OPTION",
    `onnxModel: ${option} and session.${name} are the same setting.`,
    { option },
    { hint: "Leave out one of them." },
  );
}

/**
 * Refuses a device that this onnxruntime does not know, or, once it failed, that this machine lacks.
 *
 * @param cause why no session could be made
 * @throws INVALID_OPTION listing the devices that come with onnxruntime
 */
export function requireDevice(
  device: string | undefined,
  { listSupportedBackends }: DeviceLister,
  cause?: unknown,
): void {
  if (device === undefined || listSupportedBackends === undefined) return;
  const known = listSupportedBackends();
  const found = known.find(({ name }) => name === device);
  // What comes with it may still fail for the model's sake.
  if (found !== undefined && (cause === undefined || device === "cpu")) return;
  const names = (which: typeof known) => which.map(({ name }) => name).join(", ");
  const bundled = known.filter((each) => each.bundled);
  const others = known.filter((each) => !each.bundled);
  throw new ImageNetV2Error(
    "INVALID_OPTION",
    found === undefined
      ? `device: this onnxruntime has no ${JSON.stringify(device)}.`
      : `device: ${device} does not work on this machine: ${messageOf(cause)}`,
    { option: "device" },
    {
      hint: `It comes with ${names(bundled)}${others.length > 0 ? `, and knows ${names(others)} where their libraries are installed` : ""}.`,
      cause,
    },
  );
}
