/** Runs each face as a process of its own: starts them, waits until all answer, and stops them together. */
import { type ChildProcess, spawn } from 'node:child_process';
import { resolve } from 'node:path';

const command = resolve(import.meta.dirname, '../../bin/candour.mjs');

export interface FaceProcess {
  readonly name: string;
  readonly origin: string;
  readonly child: ChildProcess;
}

/** Starts `candour serve --face NAME` and resolves with its address once it says that it listens. Rejects if it ends first. */
export function startFaceProcess(
  name: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<FaceProcess> {
  return new Promise((done, failed) => {
    const child = spawn(process.execPath, [command, 'serve', '--face', name, ...args], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    child.once('message', (message) =>
      done({ name, origin: String((message as { origin?: string }).origin ?? ''), child }),
    );
    child.once('error', failed);
    child.once('exit', (code) =>
      failed(new Error(`the ${name} face ended with ${code ?? 'a signal'} before it listened`)),
    );
  });
}

/** Says to the process that started this one that it listens. */
export const sayListening = (origin: string): void => {
  process.send?.({ origin });
};

/** Resolves when this process is asked to stop. */
export const askedToStop = (): Promise<void> =>
  new Promise((done) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => done());
    if (process.send) process.once('disconnect', () => done());
  });

/** Stops the processes and waits for them, at most ten seconds each. */
export async function stopAll(faces: readonly FaceProcess[]): Promise<void> {
  await Promise.all(
    faces.map(
      ({ child }) =>
        new Promise<void>((done) => {
          if (child.exitCode !== null || child.signalCode !== null) return done();
          const give = setTimeout(() => child.kill('SIGKILL'), 10_000);
          child.once('exit', () => {
            clearTimeout(give);
            done();
          });
          child.kill('SIGTERM');
        }),
    ),
  );
}
