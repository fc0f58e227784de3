import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { classFolders } from "@imagenet-v2/core";
import { temporaryFolder, tinyJpeg, writeTar } from "@imagenet-v2/fixtures";
import { builder, load } from "@imagenet-v2/loader";
import { describe, expect, test } from "vitest";

const jpeg = await tinyJpeg();

function pets(): string {
  const folder = temporaryFolder();
  for (const name of ["dog", "cat"]) {
    mkdirSync(join(folder, name));
    for (const file of ["b.jpg", "a.jpg"]) writeFileSync(join(folder, name, file), jpeg);
  }
  return folder;
}

describe("a user's own folder of classes", () => {
  const dataDir = temporaryFolder();

  test("is read sorted by path, with the labels of its list", async () => {
    const spec = classFolders(["dog", "cat"]);
    const dataset = await load(spec, { archive: pets(), dataDir, split: "test" });
    const examples: unknown[] = [];
    for await (const { file_name, label, image } of dataset) {
      examples.push([file_name, dataset.info.features.label.int2str(label), image.shape]);
    }
    expect(examples).toEqual([
      ["cat/a.jpg", "cat", [12, 16, 3]],
      ["cat/b.jpg", "cat", [12, 16, 3]],
      ["dog/a.jpg", "dog", [12, 16, 3]],
      ["dog/b.jpg", "dog", [12, 16, 3]],
    ]);
    expect(dataset.info.classes.map(({ name }) => name)).toEqual(["dog", "cat"]);
    expect(String(dataset.info)).toContain("of 2 classes: dog, cat.");
    await dataset.store.close();
  });

  test("is chosen from by its own classes", async () => {
    const spec = classFolders(["dog", "cat"]);
    const dataset = await load(spec, { archive: pets(), dataDir, split: "test" });
    const names = [...dataset.where({ label: "Cat" }).records()].map(({ file_name }) => file_name);
    expect(names).toEqual(["cat/a.jpg", "cat/b.jpg"]);
    expect([...dataset.where({ label: 0 }).records()]).toHaveLength(2);
    expect(() => dataset.where({ label: "tench" })).toThrow(
      expect.objectContaining({ code: "UNKNOWN_CLASS" }),
    );
    await dataset.store.close();
  });

  test("is batched with its labels", async () => {
    const spec = classFolders(["dog", "cat"]);
    const dataset = await load(spec, { archive: pets(), dataDir, split: "test" });
    const preprocessing = { resize: [8, 8], dtype: "uint8" } as const;
    const labels: number[] = [];
    for await (const batch of dataset.batches({ preprocessing, batchSize: 4, workers: 0 })) {
      labels.push(...batch.label);
    }
    expect(labels).toEqual([1, 1, 0, 0]);
    await dataset.store.close();
  });

  test("without an archive there is nothing to read", async () => {
    await expect(load(classFolders(["cat"]))).rejects.toMatchObject({
      code: "NOT_PREPARED",
      hint: expect.stringContaining("archive"),
    });
  });
});

describe("imagenet2012", () => {
  test("has the split validation", async () => {
    const archive = join(temporaryFolder(), "ILSVRC2012_img_val.tar");
    const names = ["ILSVRC2012_val_00000002.JPEG", "ILSVRC2012_val_00000001.JPEG"];
    await writeTar(
      archive,
      names.map((name) => ({ name, body: jpeg })),
    );
    const how = { archive, partial: true, dataDir: temporaryFolder() };
    const { validation, ...others } = (await load("imagenet2012", how)) as unknown as Record<
      string,
      Awaited<ReturnType<typeof load<{ split: string }>>>
    >;
    expect(others).toEqual({});
    expect(Array.from(validation?.records() ?? [], ({ label }) => label)).toEqual([65, 970]);
    await validation?.store.close();
    await expect(load("imagenet2012", { ...how, split: "test" })).rejects.toMatchObject({
      code: "UNKNOWN_SPLIT",
      available: ["validation"],
    });
  });

  test("is described before any data is there, and not downloaded", async () => {
    const imagenet = builder("imagenet2012", { dataDir: temporaryFolder() });
    expect(imagenet.info.name).toBe("imagenet2012");
    expect(imagenet.info.splits.validation?.numExamples).toBe(50_000);
    await expect(imagenet.downloadAndPrepare()).rejects.toMatchObject({
      code: "NOT_PREPARED",
      hint: expect.stringContaining("ILSVRC2012_img_val.tar"),
    });
  });
});
