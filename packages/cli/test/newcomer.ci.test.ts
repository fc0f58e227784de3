// What somebody types who has a model and the images, until the right accuracy is there.
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { sharedFile, temporaryFolder } from "@imagenet-v2/fixtures";
import { expect, test } from "vitest";
import { commandLine } from "./terminal.ts";

const archive = sharedFile("archives/imagenetv2-matched-frequency-50.tar.gz") ?? "";
const model = sharedFile("models/mobilenet_v2_1.0_224_qdq.onnx") ?? "";
const labels = sharedFile("models/imagenet_labels.txt") ?? "";
const isMissing = [archive, model, labels].includes("");

/** As `google/mobilenet_v2_1.0_224` has it on the hub. */
const preprocessor = {
  crop_size: { height: 224, width: 224 },
  do_center_crop: true,
  do_normalize: true,
  do_rescale: true,
  do_resize: true,
  image_mean: [0.5, 0.5, 0.5],
  image_processor_type: "MobileNetV2ImageProcessor",
  image_std: [0.5, 0.5, 0.5],
  resample: 2,
  rescale_factor: 0.00392156862745098,
  size: { shortest_edge: 256 },
};

/** What Python gives with the model's own steps (../shared/models/NOTE.md, golden/evaluate-mobilenet.json). */
const right = /top-1 +92\.00 % .* 46 of 50\n/;

/** A folder of a model, with or without the configs that the hub has. */
function modelFolder(withConfig: boolean): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "mobilenet_v2"));
  const write = (name: string, json: object) =>
    writeFileSync(join(folder, "mobilenet_v2", name), JSON.stringify(json, null, 2));
  copyFileSync(model, join(folder, "mobilenet_v2/model.onnx"));
  if (!withConfig) return folder;
  write("preprocessor_config.json", preprocessor);
  const id2label = readFileSync(labels, "utf8").trim().split("\n");
  write("config.json", {
    architectures: ["MobileNetV2ForImageClassification"],
    id2label: { ...id2label },
    model_type: "mobilenet_v2",
  });
  return folder;
}

/** Types commands in a folder, one after the other, and records what was typed and answered. */
function session(folder: string) {
  const imagenetV2 = commandLine({ env: { HOME: folder, IMAGENET_V2_DATA_DIR: folder } });
  const record: string[] = [];
  const type = async (line: string) => {
    const words = line.split(" ").map((word) => word.replace("PHOTOS", archive));
    const { exitCode, stdout, stderr } = await imagenetV2(
      ...words.map((word) => (word.startsWith("mobilenet_v2/") ? join(folder, word) : word)),
    );
    const answer = `${stdout}${stderr}`.replaceAll(`${folder}/`, "").replaceAll(archive, "PHOTOS");
    record.push(`$ imagenet-v2 ${line}\n${answer}(exit ${exitCode})`);
    return { exitCode, answer };
  };
  return { record, type };
}

test.skipIf(isMissing)(
  "with a config beside the model one command gives the right accuracy (needs ../shared)",
  { timeout: 120_000 },
  async () => {
    const { record, type } = session(modelFolder(true));
    const { exitCode, answer } = await type(
      "evaluate --model mobilenet_v2/ --archive PHOTOS --partial",
    );
    console.log(record.join("\n\n"));
    expect(exitCode).toBe(0);
    expect(answer).toMatch(right);
    expect(answer).toContain("config: preprocessor_config.json");
  },
);

test.skipIf(isMissing)(
  "without a config the first command says what is missing, and the second gives the right accuracy (needs ../shared)",
  { timeout: 120_000 },
  async () => {
    const { record, type } = session(modelFolder(false));
    const command = "evaluate --model mobilenet_v2/model.onnx --archive PHOTOS --partial";
    const first = await type(command);
    const second = await type(`${command} --preprocessing mobilenet`);
    console.log(record.join("\n\n"));
    expect(first.exitCode).toBe(2);
    // The way out is named, and a preset to choose.
    expect(first.answer).toContain("--preprocessing with a preset (imagenet, clip, mobilenet,");
    expect(second.exitCode).toBe(0);
    expect(second.answer).toMatch(right);
  },
);
