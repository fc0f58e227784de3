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
 * Refuses a device that this onnxruntime does not know. A runtime that lists none is asked for any.
 *
 * @throws INVALID_OPTION listing those that it knows
 */
export function requireDevice(device: string | undefined, runtime: DeviceLister): void {
  const known = runtime.listSupportedBackends?.();
  if (device === undefined || known === undefined) return;
  if (known.some(({ name }) => name === device)) return;
  throw refused(`this onnxruntime has no ${JSON.stringify(device)}.`, runtime);
}

/** The error for a device that this machine lacks. */
export function notHere(device: string, runtime: DeviceLister, cause: unknown): ImageNetV2Error {
  return refused(`${device} does not work on this machine: ${messageOf(cause)}`, runtime, cause);
}

function refused(what: string, runtime: DeviceLister, cause?: unknown): ImageNetV2Error {
  const known = runtime.listSupportedBackends?.() ?? [];
  const names = (bundled: boolean) =>
    known.filter((each) => each.bundled === bundled).map(({ name }) => name);
  const others = names(false);
  const hint =
    known.length === 0
      ? "Without a device it runs on the processor."
      : `It comes with ${names(true).join(", ")}${others.length > 0 ? `, and knows ${others.join(", ")} where their libraries are installed` : ""}.`;
  return new ImageNetV2Error(
    "INVALID_OPTION",
    `device: ${what}`,
    { option: "device" },
    { hint, cause },
  );
}
