/** One logger. Never a name, a word of a record or a visitor's address in it. */
import { pino } from 'pino';

export const logger = pino(
  { level: process.env.CANDOUR_LOG ?? 'warn', base: null },
  pino.destination({ fd: 2, sync: true }),
);
