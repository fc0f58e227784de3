import type { Contents } from "../contents.ts";
import type { DocumentName } from "../documents.ts";
import type { Answering } from "../job.ts";
import { originalName } from "../original-name.ts";
import { type Answer, image, json, problem } from "./answer.ts";
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
const picture = /^\/(images|thumbnails)\/((\d{1,7})\.[a-z]{3,4})$/;
const document = /^\/documents\/([a-z]{1,20})\.json$/;

/**
 * Answers an address.
 *
 * @throws what reading and decoding throws, the signal's reason
 */
export async function answer(url: string, served: Served, signal: AbortSignal): Promise<Answer> {
  const [path = "", query] = url.split("?", 2);
  if (isPageFile(path)) return pageFile(path);
  const [, kind, file, number] = picture.exec(path) ?? [];
  if (file !== undefined) {
    return answerPicture({ kind, file, index: Number(number), query }, served, signal);
  }
  const [, name] = document.exec(path) ?? [];
  if (name === "index") return json(served.contents.index);
  if (name === "classes") return json(served.contents.classes);
  if (name !== undefined && Object.hasOwn(served.jobs, name)) {
    const state = await served.jobs[name as keyof Served["jobs"]].resultSoon();
    return "result" in state ? json(state.result) : json(state.making, 202);
  }
  return problem(404, "There is nothing at this address.");
}

interface PictureAddress {
  readonly kind: string | undefined;
  readonly file: string;
  readonly index: number;
  readonly query: string | undefined;
}

async function answerPicture(
  { kind, file, index, query }: PictureAddress,
  { contents, pictures }: Served,
  signal: AbortSignal,
): Promise<Answer> {
  if (!contents.has(index)) return problem(404, "There is no image of this number.");
  const isOriginal = kind === "images";
  const right = isOriginal ? originalName(index, contents.store.fileName(index)) : `${index}.jpeg`;
  if (file !== right) return problem(404, "There is nothing at this address.");
  const bytes = isOriginal
    ? await pictures.original(index, signal)
    : await pictures.thumbnail(index, signal);
  return image(bytes, query === `v=${contents.index.id}` ? "forever" : "check");
}
