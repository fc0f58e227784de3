import { type MessagePort, receiveMessageOnPort } from "node:worker_threads";
import type { JpegSource } from "./jpeg-source.ts";
import { type SentJpeg, type SentJpegs, sent } from "./sent-jpegs.ts";

/** A thread's end of {@link SentJpegs} that blocks until an image is there. */
export function blockingJpegs({ port, answers }: SentJpegs): JpegSource {
  let answered = 0;
  return {
    read(number) {
      port.postMessage(number);
      if (answers !== undefined) Atomics.wait(answers, 0, answered);
      answered++;
      const answer = receiveMessageOnPort(port as unknown as MessagePort)?.message as
        | SentJpeg
        | undefined;
      return sent(number, answer?.jpeg);
    },
  };
}
