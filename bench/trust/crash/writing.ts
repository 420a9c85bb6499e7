/** A writer seen from outside: started ahead of time, given its order, heard until it ends. */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Order } from './writer.ts';

export interface Writing {
  readonly child: ChildProcess;
  /** What it acknowledged, in order. */
  readonly acknowledged: string[];
  /** Everything it said, and when: performance.now(). */
  readonly said: { readonly line: string; readonly at: number }[];
  readonly begin: (order: Order) => void;
  /** Resolves once it has ended, killed or not, and all it said was heard. Kills it after so many milliseconds. */
  readonly ended: (patience: number) => Promise<void>;
}

/** Starts a writer that waits for its order. What was compiled is kept in `folder`, so that the next is there sooner. */
export function startWriter(folder: string): Promise<Writing> {
  const child = spawn(process.execPath, ['--no-warnings', join(import.meta.dirname, 'writer.ts')], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: { ...process.env, NODE_COMPILE_CACHE: join(folder, 'compiled') },
  });
  child.stdin?.on('error', () => {});
  const acknowledged: string[] = [];
  const said: { line: string; at: number }[] = [];
  const over = new Promise<void>((done) => child.once('close', () => done()));
  const ended = async (patience: number) => {
    const give = setTimeout(() => child.kill('SIGKILL'), patience);
    await over;
    clearTimeout(give);
  };
  const begin = (order: Order) => child.stdin?.write(`${JSON.stringify(order)}\n`);
  return new Promise((ready, failed) => {
    child.once('error', failed);
    child.once('exit', (code) => failed(new Error(`a writer ended with ${code ?? 'a signal'} before it was ready`)));
    createInterface(child.stdout!).on('line', (line) => {
      said.push({ line, at: performance.now() });
      if (line.startsWith('ack ')) acknowledged.push(line.slice(4));
      if (line === 'ready') ready({ child, acknowledged, said, begin, ended });
    });
  });
}

/** What its last words were. */
export const lastWords = ({ said }: Writing): string => said.at(-1)?.line ?? 'nothing';
