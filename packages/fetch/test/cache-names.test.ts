import { variantNames, variants } from "@imagenet-v2/core";
import { downloadPath, manualPath, tfdsFileName } from "@imagenet-v2/fetch/internal";
import { describe, expect, test } from "vitest";

const root = "https://huggingface.co/datasets/vaishaal/ImageNetV2/resolve/main";

describe("names a download as TFDS does", () => {
  // TFDS 4.9's own names for the three archives.
  test.each([
    [
      "matched-frequency",
      "hugg.co_data_vais_Imag_reso_main_imag-m8MN_35JZFrGeoTI82aIgjNtpWbosMu7yp_w5ODXJynw.tar.gz",
    ],
    [
      "threshold-0.7",
      "hugg.co_data_vais_Imag_reso_main_imag-tMhQr_pmPnPpBQb5pH2qA7rHieyS9UypmjrCMJtmIl6I.tar.gz",
    ],
    [
      "topimages",
      "hugg.co_data_vais_Imag_reso_main_imag-theSs4w8_DWYBUgYiVLh1ndpmJnsn9-wP2NV2jxBzoEs.tar.gz",
    ],
  ] as const)("%s", (name, file) => {
    const { archive } = variants[name];
    expect(tfdsFileName(archive.tfdsUrl, archive.sha256)).toBe(file);
    expect(downloadPath("/data", variants[name])).toBe(`/data/downloads/${file}`);
    expect(manualPath("/data", variants[name])).toBe(`/data/downloads/manual/${archive.fileName}`);
  });

  test.each([
    ["matched-frequency", "mSRgebg_yR58hzuDzKafA2EipcK2KOISub3Z7IQ8DVt4"],
    ["threshold0.7", "tH6iBthr-c9ZJMqBvQnQL-mSpfMwfDUFmNs6DIDfcnuE"],
    ["top-images", "tq4bJ9tUyg9i8vgEnl1gyVHuYYDzMnNDMhmFBmSj5N9U"],
  ])("%s without its checksum", (archive, end) => {
    const name = tfdsFileName(`${root}/imagenetv2-${archive}.tar.gz`);
    expect(name).toBe(`hugg.co_data_vais_Imag_reso_main_imag-${end}.tar.gz`);
  });

  test("the bucket's URL, as a bug report printed it", () => {
    expect(
      tfdsFileName(
        "https://s3-us-west-2.amazonaws.com/imagenetv2public/imagenetv2-matched-frequency.tar.gz",
      ),
    ).toBe(
      "s3-us-west-2_image_image-match-frequc56VsOLVttUFrJ7Ka21jcV9uodSP_TSQV-yxfB4t3_U.tar.gz",
    );
  });

  test.each([
    // From a transcription of the rule into Python, with its own urlparse and splitext.
    ["https://www.example.org/a.zip", "example.org_a", ".zip"],
    ["https://github.com/u/r/archive/v1.0.tar.gz", "u_r_archive_v1.0", ".tar.gz"],
    ["https://x.org/the_data_of_mine/f007.csv?raw=1", "x.org_the_mine_f7", ".csvraw=1"],
    ["https://x.org/a;b=c", "x.org_ab_c", ""],
    ["https://x.org/a.b/.hid", "x.org_a.b_.hid", ""],
    ["https://x.org/a/b.tar.bz2?x=1.2", "x.org_a_b.tar.bz2x_1", ".2"],
    ["http://example.com/data/file.bin", "example.com_file", ".bin"],
  ])("%s", (url, words, extension) => {
    const name = tfdsFileName(url, "00".repeat(32));
    expect(name).toBe(`${words}${"A".repeat(43)}${extension}`);
  });

  test("never longer than 46 characters and the checksum", () => {
    for (const name of variantNames) {
      const { archive } = variants[name];
      expect(tfdsFileName(archive.tfdsUrl, archive.sha256).length).toBeLessThanOrEqual(46 + 43);
    }
    expect(tfdsFileName(`https://example.org/${"long/".repeat(99)}x.tar`)).toHaveLength(46 + 43);
  });
});
