/**
 * What TFDS 4.9.10 read of a full-size stand-in of matched-frequency (the real file names, other
 * pictures): the split, the number of examples, and the SHA-256 of their file names, each followed by a
 * newline.
 */
export const tfdsReads: readonly [split: string, count: number, sha256: string][] = [
  ["test[10:20]", 10, "b7db337b0005f3e0b53e8511cd59fe61c2032f7832ae815c43ff69db51db2e7d"],
  ["test[9999:]", 1, "9fe5421d874d538a53db6132ebe5fd180fae0bc3bd6b9d83b3135c80c37b7efe"],
  ["test[-1:]", 1, "9fe5421d874d538a53db6132ebe5fd180fae0bc3bd6b9d83b3135c80c37b7efe"],
  ["test[-10:]", 10, "0e9b61f0f2282494a6779d9a90f7f7a7c55c1faaf21df0f054fc526388a5a9e5"],
  ["test[-20:-10]", 10, "57b1ca915233145c61f9395a0b730a642ce15ae91f6f0b42a2921c48b169ab03"],
  ["test[1_000:2_000]", 1000, "64345b6fef17b1f4081076a3cb2d96bbdd38076893b610561c9a9ff91c4004da"],
  ["test[10%:20%]", 1000, "64345b6fef17b1f4081076a3cb2d96bbdd38076893b610561c9a9ff91c4004da"],
  ["test[-5%:]", 500, "334938f9cbd27b614018f80f045626b1d9cae9281563cc6192826a1571254f0c"],
  ["test[:12.5%]", 1250, "ec4772caf92f59029feb4aa5c38f7e0748262aba0655d80875223fda5bcadb44"],
  ["test[:0.01%]", 1, "0b63a46b1c9b94382a7b425a48128df6b7a3c000350c22d9c7833f8a5abd1a00"],
  ["test[:0.015%]", 2, "e5ab1a4c637f7ed3a3cbc2ecfc332cf160b00fca82bae057415012cb5287e6e9"],
  ["test[:0.025%]", 2, "e5ab1a4c637f7ed3a3cbc2ecfc332cf160b00fca82bae057415012cb5287e6e9"],
  ["test[0shard]", 625, "a546cd5502d260ef3a9ba11de403f7d27125ba66cbdee300d0c3cfa83bf6b54c"],
  ["test[3shard]", 625, "7d13440ea456fc018f7b365f76d43bb2e94fa48688ef546a7ea3e190f46692b1"],
  ["test[-1shard]", 625, "208c87d807615be67e651aff647d9a803a50505780af8d87689a7f7ecd0f7889"],
  ["test[-2shard]", 625, "c41e863bd366fc54bd463fb89e929c8ad6dd2379d197696ed20840442e11d305"],
  ["test[:4shard]", 2500, "0c09eff4b9e0bf94bd6c32cd84ecc7b4e4dbf9a00c6860d86a87a3317eb5046a"],
  ["test[2shard:5shard]", 1875, "e01dd608f75b79b66a608a7520a1ae73bd96eba0a3a33785e59d0e88f9fa6a4a"],
  ["test[12shard:]", 2500, "e584726397fbd90139efba5fb900ecb4081b08d313ed611c3394142d0b02457e"],
  ["test[-3shard:]", 1875, "fc90ffd0ae68988221db9b9f37674141b0799908379f600b642569a2eed5543a"],
  ["test[:10]+test[-10:]", 20, "78f75e6a222238c5583e46fb40a2b2fb8f630439163c225707760115a6c05bd6"],
  ["test[:10] + test[:10]", 20, "c6b5285a7c52f301500da34c2230bc1ef82129f0bb94d0c75bbbdfec0bbc9e75"],
  ["test[1shard:5]", 2500, "d7a49fd86cefe685a9b0c2f7afd6ecc44c44238f0e531bcd9041ab51fe5f3fe9"],
  [
    "test[:10]  +  test[20:30]",
    20,
    "3bcb8b8f6ead8a1a30ccfcbdaa6cebfcd22cca246e17375a44090115a72b48d2",
  ],
];

/** Splits without examples: TFDS refuses to read them. */
export const tfdsEmpty = [
  "test[:0.005%]",
  "test[10000:]",
  "test[0:0]",
  "test[:0]",
  "test[5:5]",
  "test[-17shard]",
  "test[:-0%]",
  "test[:-0]",
];

/** SHA-256 of all 10,000 file names of each variant in reading order, each followed by a newline. */
export const tfdsReadingOrder = {
  "matched-frequency": "a2958057b6b00f9c97830755f49f5e2569b240573ea1005f280c1d34f7d1f0d6",
  "threshold-0.7": "ff5e580557152ed16cd9cddad9e58abeb5a67a1afe764c47937ecb7fedcea209",
  topimages: "bd727e7b5654491bfe3f481470df27a284f04a2fc97cb4e494f72d83b0411a1b",
} as const;

/** The same for matched-frequency in storage order. */
export const tfdsStorageOrder = "e875b1f66f71bda811c7d484687226a7c1cc48f9180016babcb3a4726c8ea96c";

/** The same for the `tfds_id`s of matched-frequency in reading order. */
export const tfdsIdsInReadingOrder =
  "4c82c2a341e438943aba6fd00a290182648555875865b6efe279335f2b59a6ed";
