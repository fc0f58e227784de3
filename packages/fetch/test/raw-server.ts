import { createServer, type Socket } from "node:net";
import { onTestFinished } from "vitest";

/** What a server does with a connection once it has read a request: says something, in pieces, and then this. */
export interface Behaviour {
  readonly says: readonly string[];
  /** A FIN, an end of both ways, a RST, or silence for ever. */
  readonly ending: "end" | "destroy" | "reset" | "stay";
}

/** The moments of a connection, as the server sees it. */
export type Moment = "connected" | "asked" | "answered" | "later";

export interface RawServer {
  readonly host: string;
  /** The connections that are open. */
  readonly sockets: ReadonlySet<Socket>;
  /** Called at each moment of each connection. */
  onMoment: (moment: Moment) => void;
}

/** A server on a bare socket: what it says need not be HTTP. `plan` is asked once a request. */
export async function rawServer(plan: (request: string) => Behaviour): Promise<RawServer> {
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    sockets.add(socket);
    raw.onMoment("connected");
    let request = "";
    let asked = false;
    socket
      .setEncoding("latin1")
      .on("error", () => {})
      .on("close", () => sockets.delete(socket))
      .on("end", () => socket.end())
      .on("data", (text) => {
        request += text;
        if (asked || !request.includes("\r\n\r\n")) return;
        asked = true;
        raw.onMoment("asked");
        void behave(socket, plan(request), (moment) => raw.onMoment(moment));
      });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const { port } = server.address() as { port: number };
  const raw: RawServer = { host: `127.0.0.1:${port}`, sockets, onMoment: () => {} };
  return raw;
}

async function behave(socket: Socket, { says, ending }: Behaviour, tell: (moment: Moment) => void) {
  for (const text of says) {
    await new Promise((resolve) => socket.write(text, "latin1", resolve));
  }
  tell("answered");
  if (ending === "end") socket.end();
  if (ending === "destroy") socket.destroy();
  if (ending === "reset") socket.resetAndDestroy();
  setTimeout(tell, 30, "later");
}
