import { openOriginFiles } from "imagenet-v2/opfs";

globalThis.run = async () => {
  const files = await openOriginFiles();
  const file = await files.open("notes", "write");
  await file.write(0, new Uint8Array([1, 2, 3]));
  const written = Array.from(await file.read(0, file.size));
  await files.close();
  return written;
};
