import { crc32c, maskedCrc32c } from "@imagenet-v2/tfrecord";
import fc from "fast-check";
import { expect, test } from "vitest";

const ascii = (text: string) => new TextEncoder().encode(text);

// Check value of the catalogue of CRCs; the others are the test patterns of RFC 3720, B.4.
test.each([
  ["the check string", ascii("123456789"), 0xe3069283],
  ["32 zeros", new Uint8Array(32), 0x8a9136aa],
  ["32 times 0xff", new Uint8Array(32).fill(0xff), 0x62a8ab43],
  ["0 to 31", Uint8Array.from({ length: 32 }, (_, i) => i), 0x46dd794e],
  ["31 to 0", Uint8Array.from({ length: 32 }, (_, i) => 31 - i), 0x113fdb5c],
  ["nothing", new Uint8Array(0), 0],
])("gives the known checksum of %s", (_, bytes, expected) => {
  expect(crc32c(bytes)).toBe(expected);
});

test("goes on from the checksum of what came before", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), fc.uint8Array({ maxLength: 64 }), (a, b) => {
      expect(crc32c(b, crc32c(a))).toBe(crc32c(Uint8Array.from([...a, ...b])));
    }),
  );
});

test("masks as TFRecord does", () => {
  // From the header of a real shard: a record of 89,179 bytes.
  const length = Uint8Array.of(0x5b, 0x5c, 0x01, 0, 0, 0, 0, 0);
  expect(maskedCrc32c(length)).toBe(0x5e73bd38);
});
