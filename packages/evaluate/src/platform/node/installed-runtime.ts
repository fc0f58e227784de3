import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ImageNetV2Error } from "@imagenet-v2/core";
import { messageOf } from "@imagenet-v2/core/internal";
import type { OnnxRuntime } from "../../models/onnx.ts";

const name = "onnxruntime-node";

/**
 * onnxruntime as it is installed beside this package; else in the project that the program runs in, as npx
 * keeps programs in a folder of its own.
 *
 * @throws UNSUPPORTED if it is not installed, or does not load
 */
export async function installedRuntime(): Promise<OnnxRuntime> {
  try {
    return partOf(await import("onnxruntime-node"));
  } catch (cause) {
    const place = isMissing(cause) ? inProject() : undefined;
    if (place === undefined) throw unavailable(cause);
    try {
      return partOf(await import(place));
    } catch (cause) {
      throw unavailable(cause);
    }
  }
}

function partOf(module: object): OnnxRuntime {
  const { env, InferenceSession, Tensor, listSupportedBackends } = module as OnnxRuntime;
  return { env, InferenceSession, Tensor, listSupportedBackends } as OnnxRuntime;
}

/** Whether the package is not there; a file that it lacks is another thing. */
function isMissing(error: unknown): boolean {
  const { code, message } = (error ?? {}) as NodeJS.ErrnoException;
  return code === "ERR_MODULE_NOT_FOUND" && message.includes(`'${name}'`);
}

function inProject(): string | undefined {
  try {
    // The file need not be there.
    const require = createRequire(join(process.cwd(), "package.json"));
    return pathToFileURL(require.resolve(name)).href;
  } catch {
    return undefined;
  }
}

function unavailable(cause: unknown): ImageNetV2Error<"UNSUPPORTED"> {
  const reason = isMissing(cause)
    ? "is not installed, neither beside this package nor in the folder that this was started in"
    : `cannot be loaded: ${messageOf(cause)}`;
  return new ImageNetV2Error(
    "UNSUPPORTED",
    `${name}, which runs ONNX models, ${reason}.`,
    { feature: "onnx" },
    {
      hint: "Install it: npm install onnxruntime-node (with ONNXRUNTIME_NODE_INSTALL=skip where its GPU files are not wanted).",
      cause,
    },
  );
}
