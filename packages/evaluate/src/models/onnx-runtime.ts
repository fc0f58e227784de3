import { ImageNetV2Error } from "@imagenet-v2/core";
import type { OnnxRuntime } from "./onnx.ts";

/** @throws UNSUPPORTED if it is not installed */
export async function installedRuntime(): Promise<OnnxRuntime> {
  try {
    const { env, InferenceSession, Tensor, listSupportedBackends } = await import(
      "onnxruntime-node"
    );
    return { env, InferenceSession, Tensor, listSupportedBackends } as unknown as OnnxRuntime;
  } catch (cause) {
    throw new ImageNetV2Error(
      "UNSUPPORTED",
      "onnxruntime-node, which runs ONNX models, cannot be loaded.",
      { feature: "onnx" },
      {
        hint: "Install it: npm install onnxruntime-node (with ONNXRUNTIME_NODE_INSTALL=skip where its GPU files are not wanted).",
        cause,
      },
    );
  }
}
