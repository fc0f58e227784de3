import { parseOptions } from "@imagenet-v2/core/internal";
import * as z from "zod";
import { type ExploredOptions, explored, exploredShape } from "./explored.ts";
import { loopbackHosts } from "./security/guard.ts";
import { type RequestHandler, requestHandler } from "./server/handler.ts";
import { Pictures } from "./server/pictures.ts";
import { Unanswered } from "./server/unanswered.ts";

export interface ExplorerOptions extends ExploredOptions {
  /**
   * Names, without port, under which the handler may be asked; others are refused, so that no page of
   * another site reads along.
   * @default ["localhost", "127.0.0.1", "[::1]"]
   */
  readonly hosts?: readonly string[] | undefined;
  /** Asked of everybody: once as `?token=` in the address, then as a cookie. Default: none. */
  readonly token?: string | undefined;
}

/** A page to look at a dataset, for any HTTP server. */
export interface Explorer {
  /**
   * Answers requests for `/` and what lies below it. Mounted elsewhere, the address has to end with a
   * slash and the prefix has to be off `request.url`, as `app.use("/look/", handler)` does.
   */
  readonly handler: RequestHandler;
  /** Ends what is under way. The dataset stays open: it is the caller's. May be called twice. */
  close(): Promise<void>;
}

const explorerOptions = z.strictObject({
  ...exploredShape,
  hosts: z.array(z.string().min(1)).readonly().default(loopbackHosts),
  token: z.string().min(8).optional(),
});

/**
 * @example
 * const explorer = createExplorer({ dataset });
 * createServer(explorer.handler).listen(4000, "127.0.0.1");
 *
 * @throws INVALID_OPTION, also for predictions about other images, or by another label
 * @throws UNSUPPORTED where the page is missing, as in a bundle: mark imagenet-v2 as external
 */
export function createExplorer(options: ExplorerOptions): Explorer {
  const { handler, close } = assembleExplorer(options);
  return { handler, close };
}

interface AssembledExplorer extends Explorer {
  readonly unanswered: Unanswered;
  /** Makes the first picture, which loads the decoder: something to do while a browser opens. */
  warmUp(): void;
}

/**
 * The same for a server of our own.
 *
 * @param paths whether it answers this machine alone, which may learn where the data lies
 */
export function assembleExplorer(
  options: ExplorerOptions,
  { paths = false } = {},
): AssembledExplorer {
  const { hosts, token, ...seen } = parseOptions(explorerOptions, options, "createExplorer");
  const ending = new AbortController();
  const { contents, predictions, studies } = explored(seen, { signal: ending.signal, paths });
  const pictures = new Pictures(contents.store);
  const jobs = {
    predictions,
    sizes: studies.sizes,
    measures: studies.pixels.map(({ measures }) => measures),
    duplicates: studies.pixels.map(({ duplicates }) => duplicates),
  };
  const access = { hosts: new Set(hosts.map((host) => host.toLowerCase())), token };
  const unanswered = new Unanswered();
  return {
    handler: requestHandler({ contents, pictures, jobs }, access, unanswered),
    unanswered,
    warmUp() {
      const [first] = contents.index.index;
      if (first !== undefined) pictures.thumbnail(first, ending.signal).catch(() => {});
    },
    async close() {
      ending.abort();
      pictures.clear();
    },
  };
}
