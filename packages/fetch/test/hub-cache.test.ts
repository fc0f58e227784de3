// biome-ignore-all lint/suspicious/noTemplateCurlyInString: a shell writes variables so, too.
import { variants } from "@imagenet-v2/core";
import { archivePlaces } from "@imagenet-v2/fetch/internal";
import { expect, test } from "vitest";

const { topimages } = variants;
const blob = `datasets--vaishaal--ImageNetV2/blobs/${topimages.archive.sha256}`;

/** Where the archive is looked for in the hub's cache: the last place. */
function hubPlace(env: Record<string, string>): string | undefined {
  return archivePlaces(topimages, { dataDir: "/data", env: { HOME: "/home/ada", ...env } }).at(-1);
}

// What Python 3.11 gives for os.path.expandvars(os.path.expanduser(value)) with this HOME, DATA and EMPTY.
test.each([
  ["~", "/home/ada"],
  ["~/hf", "/home/ada/hf"],
  ["a~/x", "a~/x"],
  ["$DATA/hf", "/big/hf"],
  ["${DATA}/hf", "/big/hf"],
  ["~/$DATA", "/home/ada/big"],
  ["$NOPE/hf", "$NOPE/hf"],
  ["${NOPE}/hf", "${NOPE}/hf"],
  ["x$EMPTY/hf", "x/hf"],
  ["$$DATA", "$/big"],
  ["${DATA", "${DATA"],
  ["$DATA2", "$DATA2"],
  ["x$DATA.y", "x/big.y"],
  ["$LOOP", "$DATA"],
  ["%DATA%", "%DATA%"],
  ["$", "$"],
  ["${}", "${}"],
  ["$&", "$&"],
])("a folder of the hub may be written as %s, as for its Python client", (written, meant) => {
  const env = { DATA: "/big", EMPTY: "", LOOP: "$DATA" };
  for (const name of ["HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE"]) {
    expect(hubPlace({ ...env, [name]: written })).toBe(`${meant}/${blob}`);
  }
  expect(hubPlace({ ...env, HF_HOME: written })).toBe(`${meant}/hub/${blob}`);
  expect(hubPlace({ ...env, XDG_CACHE_HOME: written })).toBe(`${meant}/huggingface/hub/${blob}`);
});

test("the most particular variable decides, and an empty one counts as none", () => {
  const [HF_HUB_CACHE, HUGGINGFACE_HUB_CACHE, HF_HOME, XDG_CACHE_HOME] = ["/a", "/b", "/c", "/d"];
  const all = { HF_HUB_CACHE, HUGGINGFACE_HUB_CACHE, HF_HOME, XDG_CACHE_HOME };
  expect(hubPlace(all)).toBe(`/a/${blob}`);
  expect(hubPlace({ ...all, HF_HUB_CACHE: "" })).toBe(`/b/${blob}`);
  expect(hubPlace({ HF_HOME, XDG_CACHE_HOME, HUGGINGFACE_HUB_CACHE: "" })).toBe(`/c/hub/${blob}`);
  expect(hubPlace({ HF_HOME: "", XDG_CACHE_HOME })).toBe(`/d/huggingface/hub/${blob}`);
  expect(hubPlace({})).toBe(`/home/ada/.cache/huggingface/hub/${blob}`);
});
