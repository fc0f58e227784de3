import type { GetOptions } from "./get.ts";
import type { Get } from "./transport.ts";

/** {@link Get} over Node's HTTP, which is loaded when something is asked for: reading data that is there needs none. */
export function httpGet(options: Pick<GetOptions, "authorization" | "ca">): Get {
  return async (url, headers, attempt) => {
    const { get } = await import("./get.ts");
    return get(url, { ...options, headers, attempt });
  };
}
