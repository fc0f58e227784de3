import { type IncomingHttpHeaders, request } from "node:http";

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Asks over a socket, with the address and headers exactly as given: `fetch` would tidy them up. */
export function ask(
  port: number,
  path: string,
  options: { method?: string; headers?: Record<string, string>; body?: Uint8Array } = {},
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const { method = "GET", headers = {}, body } = options;
    const asked = request(
      { host: "127.0.0.1", port, path, method, headers, agent: false },
      async (response) => {
        const chunks: Buffer[] = [];
        for await (const chunk of response) chunks.push(chunk);
        const { statusCode = 0, headers } = response;
        resolve({ status: statusCode, headers, body: Buffer.concat(chunks) });
      },
    );
    asked.on("error", reject);
    asked.end(body);
  });
}

/** Asks again as long as what is asked for is still being made. */
export async function askUntilMade(port: number, path: string): Promise<Reply> {
  for (;;) {
    const reply = await ask(port, path);
    if (reply.status !== 202) return reply;
  }
}

export function jsonOf({ body }: Reply) {
  return JSON.parse(body.toString());
}
