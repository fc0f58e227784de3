import type { Contents } from "../contents.ts";
import type { DocumentName } from "../documents.ts";
import { type Answer, image, json, problem } from "./answer.ts";
import type { Answering } from "./job.ts";
import { isPageFile, pageFile } from "./page-files.ts";
import type { Pictures } from "./pictures.ts";

/** What is answered from. */
export interface Served {
  readonly contents: Contents;
  readonly pictures: Pictures;
  /** Documents that are made when first asked for. */
  readonly jobs: Readonly<Record<Exclude<DocumentName, "index" | "classes">, Answering<unknown>>>;
}

/** Only these forms are addresses: an image is asked for by its number, and no path is ever taken. */
const picture = /^\/(images|thumbnails)\/(\d{1,7})\.jpeg$/;
const document = /^\/documents\/([a-z]{1,20})\.json$/;

/**
 * Answers an address.
 *
 * @throws what reading and decoding throws, the signal's reason
 */
export async function answer(url: string, served: Served, signal: AbortSignal): Promise<Answer> {
  const [path = "", query] = url.split("?", 2);
  if (isPageFile(path)) return pageFile(path);
  const [, kind, number] = picture.exec(path) ?? [];
  if (number !== undefined) return answerPicture(kind, Number(number), query, served, signal);
  const [, name] = document.exec(path) ?? [];
  if (name === "index") return json(served.contents.index);
  if (name === "classes") return json(served.contents.classes);
  if (name !== undefined && Object.hasOwn(served.jobs, name)) {
    const state = await served.jobs[name as keyof Served["jobs"]].resultSoon();
    return "result" in state ? json(state.result) : json(state.making, 202);
  }
  return problem(404, "There is nothing at this address.");
}

async function answerPicture(
  kind: string | undefined,
  index: number,
  query: string | undefined,
  { contents, pictures }: Served,
  signal: AbortSignal,
): Promise<Answer> {
  if (!contents.has(index)) return problem(404, "There is no image of this number.");
  const bytes =
    kind === "images"
      ? await pictures.original(index, signal)
      : await pictures.thumbnail(index, signal);
  return image(bytes, query === `v=${contents.index.id}` ? "forever" : "check");
}
