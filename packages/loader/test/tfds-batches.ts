/**
 * What TFDS 4.9.10 gives for `batch_size` on the 50-image archive, prepared in 7 shards: the shape of each
 * batch of images, the SHA-256 of its bytes (fast DCT, padding included), and the labels.
 */
export const tfdsBatches: readonly [
  split: string,
  batchSize: number,
  batches: readonly [shape: readonly number[], sha256: string, labels: readonly number[]][],
][] = [
  [
    "test[3:40]",
    7,
    [
      [
        [7, 500, 500, 3],
        "b294a42e1d6bb6b2dc9c5d1be420f8e2cf33f94cc18ddd4b55cf371dcc1b5d56",
        [0, 999, 0, 0, 1, 0, 999],
      ],
      [
        [7, 376, 500, 3],
        "733120a8c258d76bc770d4bff869cf6c54cd80ee53d22d45adc86fe09ba9b136",
        [2, 0, 1, 0, 10, 10, 10],
      ],
      [
        [7, 500, 500, 3],
        "0b1b8213ebb6e271fe00c00ca358845787cae2779eb7bc1439db06c82f950923",
        [1, 999, 1, 2, 999, 0, 2],
      ],
      [
        [7, 500, 500, 3],
        "046706137428bf61081238721fa252d8c960119af7f2cd38c8ae688ac846dccc",
        [999, 1, 2, 999, 2, 999, 10],
      ],
      [
        [7, 376, 500, 3],
        "cb9b51262e63f89d5b0eea68e88b0128f79b21af2780325605dd283ccbbe4891",
        [2, 0, 1, 2, 2, 10, 10],
      ],
      [
        [2, 376, 500, 3],
        "47f46621ef6170a8cdf6200e1ac188736d330625a98220c4adc1fb12737788c9",
        [10, 0],
      ],
    ],
  ],
  [
    "test",
    50,
    [
      [
        [50, 500, 500, 3],
        "57364653c8107f266605061ac6aee62f21346f7e659c2c6c50cef1545c7140b7",
        [
          1, 2, 999, 0, 999, 0, 0, 1, 0, 999, 2, 0, 1, 0, 10, 10, 10, 1, 999, 1, 2, 999, 0, 2, 999,
          1, 2, 999, 2, 999, 10, 2, 0, 1, 2, 2, 10, 10, 10, 0, 1, 999, 0, 1, 10, 10, 1, 10, 999, 2,
        ],
      ],
    ],
  ],
  [
    "test[:13]",
    -1,
    [
      [
        [13, 500, 500, 3],
        "1c5e16b3226b7f53966593706977a13b9bc5649bea95d690661dd1ca3b1c61b4",
        [1, 2, 999, 0, 999, 0, 0, 1, 0, 999, 2, 0, 1],
      ],
    ],
  ],
  [
    "test[:5]",
    64,
    [
      [
        [5, 500, 500, 3],
        "40bfd77c52693619c1e83e93f0e03d2fac2e94956f628a3671db10907d88d177",
        [1, 2, 999, 0, 999],
      ],
    ],
  ],
];
