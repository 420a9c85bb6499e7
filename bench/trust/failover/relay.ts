/** The network between a primary and its standby: it can be stalled, so that what is sent no longer arrives, and cut. */
import { connect, createServer, type Socket } from 'node:net';

export interface Relay {
  readonly port: number;
  /** From here on nothing arrives, in either direction; nobody is told. */
  readonly stall: () => void;
  /** Drops every line with what was still under way on it, and lets new ones through. */
  readonly cut: () => void;
  readonly close: () => void;
}

/** Listens on loopback for whoever follows the server at `port`. */
export function openRelay(port: () => number): Promise<Relay> {
  const ends = new Set<Socket>();
  let isStalled = false;
  const relay = createServer((follower) => {
    const server = connect(port(), '127.0.0.1');
    for (const [one, other] of [
      [follower, server],
      [server, follower],
    ] as const) {
      ends.add(one);
      if (isStalled) one.pause();
      one.on('error', () => {});
      one.on('close', () => {
        ends.delete(one);
        other.destroy();
      });
      one.on('data', (bytes) => {
        if (!isStalled) other.write(bytes);
      });
    }
  });
  const cut = () => {
    isStalled = false;
    for (const end of ends) end.destroy();
  };
  return new Promise((opened) => {
    relay.listen(0, '127.0.0.1', () => {
      const address = relay.address();
      opened({
        port: typeof address === 'object' && address !== null ? address.port : 0,
        stall: () => {
          isStalled = true;
          for (const end of ends) end.pause();
        },
        cut,
        close: () => {
          cut();
          relay.close();
        },
      });
    });
  });
}
