import { spawn } from "node:child_process";
import { once } from "node:events";
import { rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { connect } from "node:net";
import { join } from "node:path";
import { createExplorer, serveExplorer } from "@imagenet-v2/explorer";
import { archiveOf, builtPackage, canBeNobody, temporaryFolder } from "@imagenet-v2/fixtures";
import { datasetOf } from "@imagenet-v2/loader";
import { ArchiveStore } from "@imagenet-v2/stores";
import { expect, onTestFinished, test } from "vitest";
import { ask, askUntilMade, jsonOf } from "./ask.ts";
import { datasetWith, imageName, pictures } from "./picture-store.ts";

const images = await pictures();
const dataset = await datasetWith(images);
const dataDir = temporaryFolder();

async function serve(options: Partial<Parameters<typeof serveExplorer>[0]> = {}) {
  const explorer = await serveExplorer({ dataset, dataDir, port: 0, ...options });
  onTestFinished(() => explorer.close());
  return explorer;
}

test("listens on this machine alone", async () => {
  const { url, port } = await serve();
  expect(url).toBe(`http://127.0.0.1:${port}/`);
});

test("takes the next free port if the one asked for is in use", async () => {
  const first = await serve();
  const second = await serve({ port: first.port });
  expect(second.port).toBeGreaterThan(first.port);
});

test("a port in use is an error where that very port is wanted", async () => {
  const { port } = await serve();
  await expect(serve({ port, strictPort: true })).rejects.toMatchObject({
    code: "IO",
    errno: "EADDRINUSE",
    hint: "Choose another port; 0 takes any that is free.",
  });
});

test.each([99999, -1, 0.5])("refuses port %d", async (port) => {
  await expect(serve({ port })).rejects.toMatchObject({ code: "INVALID_OPTION" });
});

test("refuses a host that is not this machine's", async () => {
  await expect(serve({ host: "192.0.2.1" })).rejects.toMatchObject({
    code: "IO",
    errno: "EADDRNOTAVAIL",
  });
});

test("says so where a port is not allowed", async ({ skip }) => {
  if (!canBeNobody()) skip("needs root, and a clone that all users can read");
  // Node 20 starts no process from TypeScript, so the child runs the build.
  const script = `
    import { serveExplorer } from "@imagenet-v2/explorer";
    import { datasetOf } from "@imagenet-v2/loader";
    import { MemoryStore } from "@imagenet-v2/stores";
    process.setgid(65534);
    process.setuid(65534);
    const dataset = datasetOf(await MemoryStore.of({ "0/a.jpeg": new Uint8Array(1) }));
    await serveExplorer({ dataset, port: 80, strictPort: true }).then(
      ({ close }) => close().then(() => console.log("listened")),
      ({ code, errno, hint }) => console.log(JSON.stringify({ code, errno, hint })),
    );`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", script], {
    cwd: builtPackage("explorer"),
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  for await (const chunk of child.stdout) said += chunk;
  if (said === "listened\n") skip("this system lets everybody listen on any port");
  expect(JSON.parse(said)).toEqual({
    code: "IO",
    errno: "EACCES",
    hint: "Ports below 1024 need rights that this process has not; choose a higher one.",
  });
});

test("refuses options it does not know, with a suggestion", () => {
  const options = { dataset, boxs: new Map() } as never;
  expect(() => createExplorer(options)).toThrow(/boxs/);
});

test("ends in spite of a client that holds its connection", async () => {
  const explorer = await serve();
  const client = connect(explorer.port, "127.0.0.1");
  await once(client, "connect");
  client.on("error", () => {});
  client.write("GET / HTTP/1.1\r\n");
  await explorer.close();
  await explorer.close();
  await expect(ask(explorer.port, "/")).rejects.toThrow("ECONNREFUSED");
});

test("answers below another server's path", async () => {
  const explorer = createExplorer({ dataset, dataDir });
  const server = createServer((request, response) => {
    request.url = request.url?.replace(/^\/look/, "") ?? "";
    explorer.handler(request, response);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  const index = jsonOf(await ask(port, "/look/documents/index.json"));
  expect(index.fileName).toHaveLength(6);
  server.close();
  await explorer.close();
});

test("tells what there is: numbers, names, sizes, places in both orders", async () => {
  const { port } = await serve();
  const index = jsonOf(await ask(port, "/documents/index.json"));
  expect(index).toMatchObject({ provenance: "custom", source: "memory", shardLengths: [6] });
  expect(index.index).toEqual([0, 1, 2, 3, 4, 5]);
  expect([...index.fileName].sort()).toEqual(Object.keys(images).sort());
  expect(index.byteLength).toEqual(index.fileName.map((name: string) => images[name]?.length));
  const classes = jsonOf(await ask(port, "/documents/classes.json"));
  expect(classes[281]).toMatchObject({ wnid: "n02123045", name: "tabby" });
});

test("tells this machine alone where the data lies", async () => {
  const path = join(temporaryFolder(), "archive.tar.gz");
  await archiveOf(path, [imageName(0, 1)], { topDirectory: "some" });
  const store = await ArchiveStore.open(path, { dataDir, partial: true });
  onTestFinished(() => store.close());
  const token = "a token for all";
  for (const [host, archive] of [
    ["127.0.0.1", path],
    ["0.0.0.0", "archive.tar.gz"],
  ]) {
    const { port } = await serve({ dataset: datasetOf(store), host, token });
    const headers = { cookie: `imagenet-v2-explorer=${token}` };
    const { opening } = jsonOf(await ask(port, "/documents/index.json", { headers }));
    expect(opening).toMatchObject({ name: "imagenet_v2", archive, partial: true });
  }
});

test("shows a selection, each image once", async () => {
  const { port } = await serve({ dataset: dataset.where({ label: 281 }).repeat(2) });
  const { index, fileName } = jsonOf(await ask(port, "/documents/index.json"));
  expect(fileName.sort()).toEqual([imageName(281, 1), imageName(281, 4)]);
  const other = [0, 1, 2, 3, 4, 5].find((each) => !index.includes(each));
  expect((await ask(port, `/images/${other}.jpeg`)).status).toBe(404);
});

test("an archive that changes while it is served is told, without its path", async () => {
  const path = join(temporaryFolder(), "archive.tar.gz");
  await archiveOf(path, [imageName(0, 1), imageName(0, 2)], { topDirectory: "some" });
  const store = await ArchiveStore.open(path, { dataDir, partial: true });
  onTestFinished(() => store.close());
  const { port } = await serve({ dataset: datasetOf(store) });
  expect((await ask(port, "/images/0.jpeg")).status).toBe(200);
  await writeFile(path, "gone");
  const { status, body } = await ask(port, "/images/1.jpeg");
  expect([status, JSON.parse(body.toString())]).toEqual([
    503,
    { code: "DATA_CHANGED", message: "The archive is no longer the one that was opened." },
  ]);
  const thumbnail = await ask(port, "/thumbnails/1.jpeg");
  expect(thumbnail.status).toBe(503);
});

test("an archive that is removed while it is served is shown on, as far as that goes", async () => {
  const path = join(temporaryFolder(), "archive.tar.gz");
  await archiveOf(path, [imageName(0, 1), imageName(0, 2)], { topDirectory: "some" });
  const store = await ArchiveStore.open(path, { dataDir, partial: true });
  onTestFinished(() => store.close());
  const { port } = await serve({ dataset: datasetOf(store) });
  await rm(path);
  expect((await ask(port, "/images/1.jpeg")).status).toBe(200);
  expect((await ask(port, "/thumbnails/1.jpeg")).status).toBe(200);
  // Its file is open here; threads that look at every image have to open it anew.
  const reply = await askUntilMade(port, "/documents/sizes.json");
  expect([reply.status, jsonOf(reply).message]).toEqual([
    503,
    "The archive is no longer the one that was opened.",
  ]);
});
