/** Goes on when whatever waits for the event loop has had its turn. A timer would take four milliseconds. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    const turn = () => {
      port1.close();
      resolve();
    };
    port1.addEventListener("message", turn);
    port1.start();
    port2.postMessage(undefined);
  });
}

export function allocate(length: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(length);
}
