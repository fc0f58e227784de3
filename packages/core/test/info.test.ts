import { DatasetInfo, findVariant } from "@imagenet-v2/core";
import { formatSize } from "@imagenet-v2/core/internal";
import { expect, test } from "vitest";

test.each([
  [0, "Unknown size"],
  [undefined, "Unknown size"],
  [512, "512 bytes"],
  [1024, "1.00 KiB"],
  [5_879_296, "5.61 MiB"],
  [1_264_079_360, "1.18 GiB"],
])("prints %s bytes as %s", (bytes, text) => {
  expect(formatSize(bytes)).toBe(text);
});

// As printed by TFDS 4.9.10 for a prepared folder, the data folder's own path left out.
const printed = `tfds.core.DatasetInfo(
    name='imagenet_v2',
    full_name='imagenet_v2/matched-frequency/3.0.0',
    description="""
    ImageNet-v2 is an ImageNet test set (10 per class) collected by closely
    following the original labelling protocol. Each image has been labelled by at
    least 10 MTurk workers, possibly more, and depending on the strategy used to
    select which images to include among the 10 chosen for the given class there are
    three different versions of the dataset. Please refer to section four of the
    paper for more details on how the different variants were compiled.
    
    The label space is the same as that of ImageNet2012. Each example is represented
    as a dictionary with the following keys:
    
    *   'image': The image, a (H, W, 3)-tensor.
    *   'label': An integer in the range [0, 1000).
    *   'file_name': A unique sting identifying the example within the dataset.
    """,
    homepage='https://github.com/modestyachts/ImageNetV2',
    data_dir='DATA_DIR/imagenet_v2/matched-frequency/3.0.0',
    file_format=tfrecord,
    download_size=DOWNLOAD_SIZE,
    dataset_size=DATASET_SIZE,
    features=FeaturesDict({
        'file_name': Text(shape=(), dtype=string),
        'image': Image(shape=(None, None, 3), dtype=uint8),
        'label': ClassLabel(shape=(), dtype=int64, num_classes=1000),
    }),
    supervised_keys=('image', 'label'),
    disable_shuffling=False,
    nondeterministic_order=False,
    splits={
        'test': <SplitInfo num_examples=NUM_EXAMPLES, num_shards=NUM_SHARDS>,
    },
    citation="""@inproceedings{recht2019imagenet,
      title={Do ImageNet Classifiers Generalize to ImageNet?},
      author={Recht, Benjamin and Roelofs, Rebecca and Schmidt, Ludwig and Shankar, Vaishaal},
      booktitle={International Conference on Machine Learning},
      pages={5389--5400},
      year={2019}
    }""",
)`;

const print = (facts: Record<string, string>) =>
  Object.entries(facts).reduce((text, [key, value]) => text.replace(key, value), printed);

const variant = findVariant("matched-frequency");
const dataDir = "DATA_DIR/imagenet_v2/matched-frequency/3.0.0";

test("prints the full dataset as TFDS does, before there is any data", () => {
  expect(String(new DatasetInfo(variant, { dataDir }))).toBe(
    print({
      DOWNLOAD_SIZE: "1.18 GiB",
      DATASET_SIZE: "1.16 GiB",
      NUM_EXAMPLES: "10000",
      NUM_SHARDS: "16",
    }),
  );
});

test("prints the data at hand as TFDS does", () => {
  const info = new DatasetInfo(variant, {
    dataDir,
    downloadSize: 5_879_296,
    numBytes: 5_784_835,
    shardLengths: [50],
  });
  expect(String(info)).toBe(
    print({
      DOWNLOAD_SIZE: "5.61 MiB",
      DATASET_SIZE: "5.52 MiB",
      NUM_EXAMPLES: "50",
      NUM_SHARDS: "1",
    }),
  );
});

test("knows its sub-splits", () => {
  const part = new DatasetInfo(variant).split("test[:10%]");
  expect(part).toMatchObject({ name: "test[:10%]", numExamples: 1000, shardLengths: [625, 375] });
});

test("says nothing of ImageNetV2 where the data is custom", () => {
  const info = new DatasetInfo(undefined, { name: "imagenet-v2-sample", shardLengths: [60] });
  expect(info.fullName).toBe("imagenet-v2-sample");
  expect(info.splits.test.numExamples).toBe(60);
  expect(String(info)).not.toContain("imagenet_v2");
  expect(info.citation).toBe("");
});
