import { ImageNetV2Error } from "@imagenet-v2/core";
import { messageOf } from "@imagenet-v2/core/internal";
import type { OnnxRuntime } from "../../models/onnx.ts";

/**
 * onnxruntime for pages, loaded when a model first needs it.
 *
 * @throws UNSUPPORTED if the page was built without it, or it does not load
 */
export async function installedRuntime(): Promise<OnnxRuntime> {
  try {
    const { env, InferenceSession, Tensor } = await import("onnxruntime-web");
    return { env, InferenceSession, Tensor } as unknown as OnnxRuntime;
  } catch (cause) {
    throw new ImageNetV2Error(
      "UNSUPPORTED",
      `onnxruntime-web, which runs ONNX models in a page, cannot be loaded: ${messageOf(cause)}`,
      { feature: "onnx" },
      {
        hint: 'Install it where the page is built (npm install onnxruntime-web), or give `runtime`: import * as ort from "onnxruntime-web/wasm".',
        cause,
      },
    );
  }
}
