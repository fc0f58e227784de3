import { join } from "node:path";
import { type Environment, homeOrUndefined, tilde } from "./data-folder.ts";

/**
 * Where the Hugging Face hub keeps its files, by the rules of its Python client: `HF_HUB_CACHE`, else
 * `hub` in `HF_HOME`, else in the cache folder, with `~` and `$VARIABLES` expanded. An empty variable
 * counts as none.
 */
export function hubCache(env: Environment): string | undefined {
  const named = env.HF_HUB_CACHE || env.HUGGINGFACE_HUB_CACHE;
  if (named) return expand(named, env);
  if (env.HF_HOME) return join(expand(env.HF_HOME, env), "hub");
  if (env.XDG_CACHE_HOME) return join(expand(env.XDG_CACHE_HOME, env), "huggingface", "hub");
  const home = homeOrUndefined(env);
  return home === undefined ? undefined : join(home, ".cache", "huggingface", "hub");
}

/** As Python's `os.path.expandvars(os.path.expanduser(path))`: what names nothing is left alone. */
function expand(path: string, env: Environment): string {
  return path
    .replace(tilde, () => homeOrUndefined(env) ?? "~")
    .replace(/\$(\w+|\{[^}]*\})/g, (all, name: string) => env[name.replace(/^\{|\}$/g, "")] ?? all);
}
