import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { sharedFile, temporaryFolder } from "@imagenet-v2/fixtures";
import {
  type DatasetInfoJson,
  type FeatureJson,
  formatMetadata,
  readMetadata,
} from "@imagenet-v2/tfrecord";
import {
  formatDatasetInfo,
  formatDefaultConfig,
  formatFeatures,
  formatLabels,
  parseDatasetInfo,
  parseDefaultConfig,
  parseFeatures,
  parseLabels,
} from "@imagenet-v2/tfrecord/internal";
import { describe, expect, test } from "vitest";

const features: FeatureJson = {
  feature: "FeaturesDict",
  features: {
    file_name: { feature: "Text" },
    image: { feature: "Image", shape: [null, null, 3], dtype: "uint8", encodingFormat: "jpeg" },
    label: { feature: "ClassLabel", numClasses: 1000 },
  },
};

describe("dataset_info.json", () => {
  const info: DatasetInfoJson = {
    name: "imagenet_v2",
    version: "3.0.0",
    configName: "topimages",
    downloadSize: 1_245_927_936,
    supervisedKeys: ["image", "label"],
    splits: [{ name: "test", shardLengths: [3, 4], numBytes: 700 }],
  };

  test("is written as Python writes protobuf's JSON: sorted, int64 as strings, defaults left out", () => {
    expect(formatDatasetInfo({ ...info, description: "", disableShuffling: false })).toBe(`{
  "configName": "topimages",
  "downloadSize": "1245927936",
  "name": "imagenet_v2",
  "splits": [
    {
      "name": "test",
      "numBytes": "700",
      "shardLengths": [
        "3",
        "4"
      ]
    }
  ],
  "supervisedKeys": {
    "tuple": {
      "items": [
        {
          "featureKey": "image"
        },
        {
          "featureKey": "label"
        }
      ]
    }
  },
  "version": "3.0.0"
}`);
  });

  test("escapes what is not ASCII, as Python does", () => {
    const text = formatDatasetInfo({ name: "é\u2028😀\u007f\t", version: "1.0.0", splits: [] });
    expect(text).toContain('"\\u00e9\\u2028\\ud83d\\ude00\\u007f\\t"');
  });

  test("is read back as it was written", () => {
    expect(parseDatasetInfo(formatDatasetInfo(info))).toEqual(info);
  });

  test("keeps fields it does not know", () => {
    const text = '{\n  "isBlocked": "why",\n  "name": "a",\n  "version": "1.0.0"\n}';
    expect(formatDatasetInfo(parseDatasetInfo(text))).toBe(text);
  });

  test.each([
    ["numbers without quotes", { shardLengths: [3, 4], numBytes: 700 }],
    ["numbers in quotes", { shardLengths: ["3", "4"], numBytes: "700" }],
    ["snake_case names", { shard_lengths: ["3", "4"], num_bytes: 700 }],
  ])("is read with %s", (_, split) => {
    const text = JSON.stringify({
      name: "a",
      version: "1.0.0",
      splits: [{ name: "test", ...split }],
    });
    expect(parseDatasetInfo(text).splits).toMatchObject([{ shardLengths: [3, 4], numBytes: 700 }]);
  });

  test("is read with the first form of supervised keys, null fields and no shard lengths", () => {
    const text = JSON.stringify({
      name: "imagenet_v2",
      version: "1.0.0",
      citation: null,
      supervisedKeys: { input: "image", output: "label" },
      splits: [{ name: "test", numShards: "16", statistics: { numExamples: "10000" } }],
    });
    const read = parseDatasetInfo(text);
    expect(read.supervisedKeys).toEqual(["image", "label"]);
    expect(read.splits[0]).toMatchObject({ name: "test", shardLengths: [] });
    expect(read.citation).toBeUndefined();
  });

  test.each([
    ["", /not JSON/],
    ["{", /not JSON/],
    ["[]", /expected object/],
    ['{"name": "a"}', /version/],
    [
      '{"name": "a", "version": "1.0.0", "splits": [{"name": "test", "shardLengths": ["x"]}]}',
      /splits\.0\.shardLengths\.0/,
    ],
    [
      '{"name": "a", "version": "1.0.0", "downloadSize": "9999999999999999999"}',
      /downloadSize.*too large/,
    ],
    ['{"name": "a", "version": "1.0.0", "downloadSize": -1}', /downloadSize.*0 or more/],
  ])("is refused by name when damaged: %.40s", (text, why) => {
    expect(() => parseDatasetInfo(text, "/data/dataset_info.json")).toThrow(why);
    expect(() => parseDatasetInfo(text, "/data/dataset_info.json")).toThrow(
      expect.objectContaining({ code: "CORRUPT_DATA", path: "/data/dataset_info.json" }),
    );
  });
});

describe("features.json", () => {
  test("is read back as it was written", () => {
    expect(parseFeatures(formatFeatures(features))).toEqual(features);
  });

  const legacy = (content: (name: string) => object) => ({
    type: "tensorflow_datasets.core.features.features_dict.FeaturesDict",
    content: {
      file_name: {
        type: "tensorflow_datasets.core.features.text_feature.Text",
        ...content("text"),
      },
      image: { type: "tensorflow_datasets.core.features.image_feature.Image", ...content("image") },
      label: {
        type: "tensorflow_datasets.core.features.class_label_feature.ClassLabel",
        ...content("label"),
      },
    },
  });
  const plain: Record<string, object> = {
    text: {},
    image: { shape: [null, null, 3], dtype: "uint8", encoding_format: "jpeg" },
    label: { num_classes: 1000 },
  };
  const proto: Record<string, object> = {
    text: {},
    image: {
      shape: { dimensions: ["-1", "-1", "3"] },
      dtype: "uint8",
      encodingFormat: "jpeg",
    },
    label: { numClasses: "1000" },
  };

  test.each([
    ["plain contents", legacy((name) => ({ content: plain[name] }))],
    [
      "messages",
      legacy((name) => ({ content: proto[name], proto_cls: `tensorflow_datasets.${name}` })),
    ],
    [
      "messages in strings",
      legacy((name) => ({ content: JSON.stringify(proto[name]), proto_cls: "x" })),
    ],
    [
      "a message at the top",
      {
        type: "FeaturesDict",
        content: JSON.stringify({
          features: {
            file_name: { pythonClassName: "Text", jsonFeature: { json: "{}" } },
            image: { pythonClassName: "Image", image: proto.image },
            label: { python_class_name: "a.ClassLabel", class_label: { num_classes: 1000 } },
          },
        }),
        proto_cls: "tensorflow_datasets.FeaturesDict",
      },
    ],
  ])("is read in the old form with %s", (_, json) => {
    expect(parseFeatures(JSON.stringify(json))).toEqual(features);
  });

  test("keeps descriptions, tensors and nested features", () => {
    const nested: FeatureJson = {
      feature: "FeaturesDict",
      features: {
        box: {
          feature: "FeaturesDict",
          description: "where",
          features: { size: { feature: "Tensor", shape: [2], dtype: "float32" } },
        },
        id: { feature: "Scalar", shape: [], dtype: "int64", valueRange: "0-9" },
      },
    };
    expect(parseFeatures(formatFeatures(nested))).toEqual(nested);
  });

  test("is refused when it nests without end", () => {
    const open = '{"pythonClassName": "FeaturesDict", "featuresDict": {"features": {"a": ';
    const text = `${open.repeat(3000)}{"pythonClassName": "Text"}${"}}}".repeat(3000)}`;
    expect(() => parseFeatures(text)).toThrow(expect.objectContaining({ code: "CORRUPT_DATA" }));
  });

  test.each(["os.system", "my_project.evil.Feature", "constructor", "__proto__", ""])(
    "never loads the code it names: %s",
    (pythonClassName) => {
      expect(() => parseFeatures(JSON.stringify({ pythonClassName }))).toThrow(
        expect.objectContaining({ code: "UNSUPPORTED", feature: pythonClassName }),
      );
    },
  );
});

describe("label names and the default config", () => {
  test("lines are trimmed and blank ones dropped", () => {
    expect(parseLabels("n01440764\r\n\n  n01443537 \n")).toEqual(["n01440764", "n01443537"]);
  });

  test("every name ends its line", () => {
    expect(formatLabels(["a", "b"])).toBe("a\nb\n");
  });

  test("the default config is read and written", () => {
    const text = '{"default_config_name": "matched-frequency"}';
    expect(formatDefaultConfig("matched-frequency")).toBe(text);
    expect(parseDefaultConfig(text)).toBe("matched-frequency");
    expect(parseDefaultConfig("{}")).toBeUndefined();
  });
});

describe("a folder", () => {
  const metadata = {
    info: { name: "imagenet_v2", version: "3.0.0", splits: [] },
    features,
    labels: { label: ["n01440764", "n01443537"] },
  };
  const write = (files: Record<string, string>) => {
    const folder = join(temporaryFolder(), "3.0.0");
    mkdirSync(folder);
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    return folder;
  };

  test("is read as it was written", async () => {
    expect(await readMetadata(write(formatMetadata(metadata)))).toEqual(metadata);
  });

  test("may have no label names", async () => {
    const { "label.labels.txt": _, ...files } = formatMetadata(metadata);
    expect((await readMetadata(write(files))).labels).toEqual({});
  });

  test.each(["dataset_info.json", "features.json"])("must have its %s", async (name) => {
    const files = formatMetadata(metadata);
    delete files[name];
    const folder = write(files);
    await expect(readMetadata(folder)).rejects.toMatchObject({
      code: "NOT_FOUND",
      path: join(folder, name),
    });
  });
});

const golden = sharedFile("golden/tfds-prepared-50/imagenet_v2/matched-frequency/3.0.0");

test.skipIf(golden === undefined)(
  "rewrites the files of TFDS byte for byte (../shared)",
  async () => {
    const files = formatMetadata(await readMetadata(golden as string));
    expect(Object.keys(files).sort()).toEqual([
      "dataset_info.json",
      "features.json",
      "label.labels.txt",
    ]);
    for (const [name, text] of Object.entries(files)) {
      expect(text).toBe(readFileSync(join(golden as string, name), "utf8"));
    }
  },
);
