// A thread that surveys images: see `survey`, which starts it.
import { parentPort, workerData } from "node:worker_threads";
import { isImageNetV2Error } from "@imagenet-v2/core";
import { openStore, type StoreDescription } from "@imagenet-v2/stores";
import type { Reply } from "./platform/threads.ts";
import type { Question } from "./statistics/findings.ts";
import { look } from "./statistics/look.ts";

const opening = openStore(workerData as StoreDescription);
opening.catch(() => {}); // every request awaits it, and reports its error

parentPort?.on("message", async (question: Question) => {
  const reply: Reply = await opening
    .then((store) => look(store, question))
    .catch((error: unknown) => ({
      error: isImageNetV2Error(error) ? error.toJSON() : { message: String(error) },
    }));
  parentPort?.postMessage(reply);
});
