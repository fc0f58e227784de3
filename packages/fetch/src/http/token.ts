import { ImageNetV2Error } from "@imagenet-v2/core";
import type { Environment } from "../data-folder.ts";

/**
 * The `Authorization` for one server: `HF_TOKEN` for the Hugging Face endpoint's own origin and for
 * nobody else, over https or to this machine. The dataset is public, so without a token none is sent.
 *
 * @throws INVALID_OPTION for a token that does not fit into a header
 */
export function authorizationFor(
  endpoint: string,
  env: Environment,
): (url: URL) => string | undefined {
  const token = env.HF_TOKEN?.trim();
  if (token !== undefined && !/^[!-~]*$/.test(token)) {
    throw new ImageNetV2Error(
      "INVALID_OPTION",
      "HF_TOKEN contains characters that no token has.",
      { option: "HF_TOKEN" },
      { hint: "Copy it again: a token is one line of ASCII letters, digits and signs." },
    );
  }
  const { origin, protocol, hostname } = new URL(endpoint);
  const safe = protocol === "https:" || /^(localhost|127\.[\d.]+|\[::1\])$/.test(hostname);
  return (url) => (token && safe && url.origin === origin ? `Bearer ${token}` : undefined);
}
