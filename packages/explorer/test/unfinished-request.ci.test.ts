import { connect } from "node:net";
import { serveExplorer } from "@imagenet-v2/explorer";
import { temporaryFolder } from "@imagenet-v2/fixtures";
import { expect, onTestFinished, test } from "vitest";
import { datasetWith, pictures } from "./picture-store.ts";

test("a request that does not end is answered with the policy", async () => {
  const dataset = await datasetWith(await pictures());
  const explorer = await serveExplorer({ dataset, port: 0, dataDir: temporaryFolder() });
  onTestFinished(() => explorer.close());
  const socket = connect(explorer.port, "127.0.0.1");
  socket.write("GET /documents/index.json HTTP/1.1\r\nHost: localhost\r\n");
  let reply = "";
  socket.setEncoding("latin1").on("data", (chunk) => {
    reply += chunk;
  });
  await expect.poll(() => reply, { timeout: 20_000 }).toContain("\r\n\r\n");
  socket.destroy();
  expect(reply).toMatch(/^HTTP\/1\.1 408 /);
  const head = reply.split("\r\n\r\n", 1)[0]?.toLowerCase();
  expect(head).toContain("content-security-policy: default-src 'none'");
  expect(head).toContain("x-content-type-options: nosniff");
  expect(head).toContain("cache-control: no-store");
});
