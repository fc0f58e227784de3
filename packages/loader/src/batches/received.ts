import { type MessagePort, receiveMessageOnPort } from "node:worker_threads";

/** The messages that have come by now, without waiting for more. */
export function* received<T>(port: MessagePort): Generator<T> {
  for (let got = receiveMessageOnPort(port); got; got = receiveMessageOnPort(port)) {
    yield got.message as T;
  }
}
