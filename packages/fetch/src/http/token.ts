import type { Environment } from "../data-folder.ts";

/**
 * The `Authorization` for one server: `HF_TOKEN` for the Hugging Face endpoint's own origin and for
 * nobody else, over https or to this machine. The dataset is public, so without a token none is sent.
 */
export function authorizationFor(
  endpoint: string,
  env: Environment,
): (url: URL) => string | undefined {
  const token = env.HF_TOKEN?.trim();
  const { origin, protocol, hostname } = new URL(endpoint);
  const safe = protocol === "https:" || /^(localhost|127\.[\d.]+|\[::1\])$/.test(hostname);
  return (url) => (token && safe && url.origin === origin ? `Bearer ${token}` : undefined);
}
