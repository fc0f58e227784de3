// What the build makes. Seen alike from `src` and from `dist`: whatever file this goes into lies in one of
// them.

/** The page. */
export const pageFolder = new URL("../dist/page/", import.meta.url);

/** What a thread that surveys images runs: Node 20 starts none from TypeScript. */
export const surveyWorker = new URL("../dist/statistics/survey-worker.js", import.meta.url);
