/**
 * A gate between a writer and PostgreSQL: it passes every message on and knows what is said, so that a kill can be held
 * at a named point of real work. Nothing in the program under trial knows of it.
 */
import { connect, createServer, type Socket } from 'node:net';
import type { ServerAddress } from '../../../src/platform/config.ts';

/** Where in the talk with the database the kill comes. */
export interface Trigger {
  /** The statement, by its text. */
  readonly sql: RegExp;
  /** Which one of those, from 1. */
  readonly nth?: number;
  /**
   * `before` it has arrived, `during` its run, `flowing` while rows go in or out by COPY, or `answered`: done there and
   * the answer not heard here.
   */
  readonly when: 'before' | 'during' | 'flowing' | 'answered';
  /** Milliseconds that the statement runs on `during`. */
  readonly after?: number;
}

/** Called once, at the point, with the process id of the backend that serves the connection. */
export type Reached = (backend: number) => void;

export interface Gate {
  readonly address: ServerAddress;
  readonly arm: (trigger: Trigger, reached: Reached) => void;
  readonly close: () => void;
}

interface Armed {
  readonly trigger: Trigger;
  readonly reached: Reached;
  left: number;
}

/** Cuts a stream of bytes into PostgreSQL's messages. The first of a client has no kind. */
function messageCutter(take: (message: Buffer) => void, hasStart: boolean): (chunk: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0);
  let starting = hasStart;
  return (chunk) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    for (;;) {
      const head = starting ? 0 : 1;
      if (rest.length < head + 4) return;
      const length = head + rest.readUInt32BE(head);
      if (rest.length < length) return;
      const message = rest.subarray(0, length);
      rest = rest.subarray(length);
      if (starting) take(Buffer.concat([Buffer.from('^'), message]));
      else take(message);
      starting = false;
    }
  };
}

const kindOf = (message: Buffer): string => String.fromCharCode(message[0] ?? 0);

/** Reads what a client asks to be run. A statement that the connection keeps is sent with its text once, then by its name. */
class Asked {
  readonly #kept = new Map<string, string>();
  /** The name that was sent with its text just now: its first Bind belongs to it and asks for nothing more. */
  #new: string | null = null;

  /** The statement that a message asks for, otherwise null. */
  in(message: Buffer): string | null {
    const kind = kindOf(message);
    if (kind === 'Q') return message.toString('utf8', 5, message.length - 1);
    if (kind !== 'P' && kind !== 'B') return null;
    // A Parse begins with the name; a Bind with that of the portal, then the name.
    const from = kind === 'P' ? 5 : message.indexOf(0, 5) + 1;
    const to = message.indexOf(0, from);
    const name = message.toString('utf8', from, to);
    if (kind === 'P') {
      const text = message.toString('utf8', to + 1, message.indexOf(0, to + 1));
      if (name !== '') this.#kept.set(name, text);
      this.#new = name;
      return text;
    }
    const isFirst = this.#new === name;
    this.#new = null;
    return isFirst ? null : (this.#kept.get(name) ?? null);
  }
}

/** COPY messages that pass before a kill in the middle of the flow. */
const flowBefore = 2;

class Line {
  #backend = 0;
  /** From the moment the point is reached nothing passes any more, either way. */
  #isShut = false;
  #awaited: Armed | null = null;
  #flowed = 0;
  readonly #client: Socket;
  readonly #server: Socket;
  readonly #armed: () => Armed | null;
  readonly #asked = new Asked();

  constructor(client: Socket, server: Socket, armed: () => Armed | null) {
    this.#client = client;
    this.#server = server;
    this.#armed = armed;
    for (const [one, other] of [
      [client, server],
      [server, client],
    ] as const) {
      one.on('error', () => {});
      one.on('close', () => other.destroy());
    }
    client.on(
      'data',
      messageCutter((message) => this.#fromClient(message), true),
    );
    server.on(
      'data',
      messageCutter((message) => this.#fromServer(message), false),
    );
  }

  #reach(armed: Armed): void {
    this.#isShut = true;
    armed.reached(this.#backend);
  }

  #fromClient(message: Buffer): void {
    if (this.#isShut) return;
    const pass = () => this.#server.write(kindOf(message) === '^' ? message.subarray(1) : message);
    const statement = this.#asked.in(message);
    const armed = this.#armed();
    if (statement !== null && armed?.trigger.sql.test(statement)) {
      armed.left -= 1;
      if (armed.left === 0 && armed.trigger.when === 'before') {
        this.#reach(armed);
        return;
      }
      if (armed.left === 0) this.#awaited = armed;
    }
    pass();
    const isRun = kindOf(message) === 'Q' || kindOf(message) === 'E';
    if (isRun && this.#awaited?.trigger.when === 'during') this.#reachSoon(this.#awaited);
    if (kindOf(message) === 'd') this.#flow();
  }

  /** Lets the statement begin; whatever it answers is no longer heard. */
  #reachSoon(armed: Armed): void {
    this.#isShut = true;
    this.#server.write(Buffer.from([0x48, 0, 0, 0, 4])); // Flush, so that an Execute does not wait for its Sync
    setTimeout(() => armed.reached(this.#backend), armed.trigger.after ?? 2);
  }

  #flow(): void {
    if (this.#awaited?.trigger.when !== 'flowing') return;
    this.#flowed += 1;
    if (this.#flowed > flowBefore) this.#reach(this.#awaited);
  }

  #fromServer(message: Buffer): void {
    const kind = kindOf(message);
    if (kind === 'K') this.#backend = message.readInt32BE(5);
    if (this.#isShut) return;
    if (kind === 'd') this.#flow();
    if (this.#isShut) return;
    if (this.#awaited?.trigger.when === 'answered') {
      if (kind === 'Z') this.#reach(this.#awaited);
      if (kind === 'Z' || kind === 'C') return;
    }
    this.#client.write(message);
  }
}

/** Opens a gate on loopback in front of a server. */
export function openGate(upstream: ServerAddress): Promise<Gate> {
  let armed: Armed | null = null;
  const lines = new Set<Socket>();
  const gate = createServer((client) => {
    const path = `${upstream.host}/.s.PGSQL.${upstream.port}`;
    const server = upstream.host.startsWith('/') ? connect(path) : connect(upstream.port, upstream.host);
    for (const each of [client, server]) {
      lines.add(each);
      each.on('close', () => lines.delete(each));
    }
    new Line(client, server, () => armed);
  });
  return new Promise((opened) => {
    gate.listen(0, '127.0.0.1', () => {
      const address = gate.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      opened({
        address: { ...upstream, host: '127.0.0.1', port },
        arm: (trigger, reached) => {
          armed = {
            trigger,
            left: trigger.nth ?? 1,
            reached: (backend) => {
              armed = null;
              reached(backend);
            },
          };
        },
        close: () => {
          gate.close();
          for (const each of lines) each.destroy();
        },
      });
    });
  });
}
