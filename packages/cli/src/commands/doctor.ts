import { variantNames, variants } from "@imagenet-v2/core";
import { canonicalVersion, formatSize } from "@imagenet-v2/core/internal";
import { dataFolders, inspectArchive, networkSetup } from "@imagenet-v2/fetch/internal";
import { preparedFolders } from "@imagenet-v2/loader/internal";
import { freeSpace } from "@imagenet-v2/storage/node";
import { engineVersions } from "@imagenet-v2/view/internal";
import type { GlobalOptions } from "../common-options.ts";
import { toJson } from "../json.ts";
import { printable, type Terminal, write } from "../terminal.ts";

interface DoctorOptions extends GlobalOptions {
  readonly dataDir?: string;
}

/** Prints what decides whether things work on this machine. Hashes nothing, opens no socket. */
export async function doctor(terminal: Terminal, options: DoctorOptions) {
  const where = { dataDir: options.dataDir, env: terminal.env };
  const folders = await Promise.all(
    dataFolders(where).map(async (folder) => ({
      ...folder,
      free: await freeSpace(folder.path).catch(() => undefined),
    })),
  );
  const archives = await Promise.all(
    variantNames.map(async (name) => ({
      name,
      ...(await inspectArchive(variants[name], where)),
      prepared: await preparedFolders(name, canonicalVersion, where),
    })),
  );
  const findings = { node: process.version, ...(await engines()), folders, archives };
  const network = networkSetup({ env: terminal.env });
  if (options.json) {
    await write(terminal.stdout, `${toJson({ ...findings, network }, 2)}\n`);
    return;
  }
  const lines = [
    `Node ${findings.node}, sharp ${findings.sharp}, libvips ${findings.libvips}`,
    `Network: ${network.endpoint}${network.proxy ? ` through ${network.proxy}` : ""}${network.offline ? ", offline" : ""}`,
    ...folders.map(
      ({ path, free, writable }) =>
        `Data folder: ${printable(path)}${writable ? "" : " (only read)"}, ${formatSize(free)} free`,
    ),
    ...archives.flatMap(({ name, copies, unfinished, prepared }) => [
      `${name}: ${copies.length + unfinished.length + prepared.length === 0 ? "not here" : ""}`,
      ...copies.map(
        ({ path, bytes, state }) => `  ${state}, ${formatSize(bytes)}: ${printable(path)}`,
      ),
      ...prepared.map((path) => `  prepared: ${printable(path)}`),
      ...unfinished.map(
        ({ path, bytes, active }) =>
          `  unfinished${active ? ", under way" : ""}, ${formatSize(bytes)}: ${printable(path)}`,
      ),
    ]),
  ];
  await write(terminal.stdout, `${lines.map((line) => line.trimEnd()).join("\n")}\n`);
}

async function engines() {
  try {
    return await engineVersions();
  } catch {
    return { sharp: "cannot be loaded", libvips: "none" };
  }
}
