// Models from servers that stall, or send too much.
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onnxModel } from "@imagenet-v2/evaluate";
import { onnxFile } from "@imagenet-v2/fixtures";
import { afterEach, expect, onTestFinished, test, vi } from "vitest";

afterEach(() => void vi.useRealTimers());

async function served(answer: (response: ServerResponse) => void): Promise<string> {
  const server = createServer((_, response) => answer(response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/nets/tiny.onnx?token=secret`;
}

const plain = { preprocessing: { mean: [0, 0, 0], std: [1, 1, 1] } } as const;

test("a model is fetched, and has its file's name", async () => {
  const url = await served((response) => response.end(onnxFile()));
  const model = await onnxModel(url, plain);
  await model.close();
  const same = await onnxModel(onnxFile(), { ...plain, name: "x" });
  await same.close();
  expect([model.name, model.sha256]).toEqual(["tiny.onnx", same.sha256]);
});

test.each([
  ["before the first byte", () => {}],
  [
    "in the middle",
    (response: ServerResponse) => response.writeHead(200).write(onnxFile().subarray(0, 100)),
  ],
])("a server that stalls %s ends the download after a minute", async (_, answer) => {
  const url = await served(answer);
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  let ended = false;
  const failing = onnxModel(url, plain).finally(() => {
    ended = true;
  });
  failing.catch(() => {});
  while (!ended) {
    await vi.advanceTimersByTimeAsync(20_000);
    await new Promise(setImmediate);
  }
  await expect(failing).rejects.toMatchObject({
    code: "NETWORK",
    message: expect.stringMatching(/tiny\.onnx.* cannot be read: no bytes came for 60 seconds\.$/),
  });
  await expect(failing).rejects.not.toThrow("secret");
});

test("a file of 3 GiB is refused before it comes", async () => {
  const url = await served((response) => {
    response.writeHead(200, { "content-length": 3 * 2 ** 30 });
    response.write("x");
  });
  await expect(onnxModel(url, plain)).rejects.toMatchObject({
    ...{ code: "FILE_TOO_LARGE", bytes: 3 * 2 ** 30, limit: 2 ** 31 - 1 },
  });
});

test("an abort ends it with the signal's reason", async () => {
  const controller = new AbortController();
  const reason = new Error("enough");
  const url = await served(() => controller.abort(reason));
  await expect(onnxModel(url, { ...plain, signal: controller.signal })).rejects.toBe(reason);
});
