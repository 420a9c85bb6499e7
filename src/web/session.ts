/** The session cookie: stateless, sealed, eight hours. Who it is today is asked afresh on every request. */
import { z } from 'zod';
import type { Sealer } from './sealed.ts';

export interface Session {
  /** The claim of the sign-in service, or what a receipt opened. */
  readonly subject: string;
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly issuedAt: number;
}

const sessionShape = z.object({ subject: z.string().min(1), id: z.string().min(1), issuedAt: z.number() });

export const sessionHours = 8;

/** Null when there is none, when it is not ours, or when it is too old (or from the future). */
export function readSession(sealer: Sealer, cookie: string | undefined, nowMs: number): Session | null {
  if (!cookie) return null;
  const read = sessionShape.safeParse(sealer.open(cookie));
  if (!read.success) return null;
  const age = nowMs - read.data.issuedAt;
  // The clock on the wall may be set back a little between two requests.
  return age > -60_000 && age < sessionHours * 3_600_000 ? read.data : null;
}

/** `/people/1?x=2` stays; anything that could lead to another site becomes the front page. */
export function localPath(wanted: string | undefined): string {
  return wanted && /^\/(?![/\\])[^\s\\]*$/.test(wanted) ? wanted : '/';
}
