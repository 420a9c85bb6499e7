/**
 * A staff face with one page that asks the database nothing, of as many lines as are asked for. A process of its own. With a
 * place as its second argument it keeps the door of the house: who asks, whether they may, and the line in the read log.
 */
import { resolve } from 'node:path';
import { wallClock } from '../src/platform/clock.ts';
import { openServer } from '../src/platform/database.ts';
import { randomIds } from '../src/platform/ids.ts';
import { makeGround } from '../src/platform/transaction.ts';
import type { Viewer } from '../src/platform/viewer.ts';
import { audit, authorise, viewerForClaim } from '../src/rooms/duties/index.ts';
import { defineRoutes, page, type Route, routeFor } from '../src/web/route.ts';
import { startFace } from '../src/web/server.ts';

type Params = Readonly<Record<string, string>>;

const viewer: Viewer = { id: 'bench', person: 'bench', name: 'A reader', role: 'Assessor', roles: [] };
const words = 'A line of a bare page, as long as a line of a real one may well be, and no query behind it.';
const routes = defineRoutes([
  routeFor<string, Viewer>()({
    face: 'staff',
    method: 'GET',
    path: '/bare/:lines',
    permission: 'home.read',
    audit: 'BARE_READ',
    handler: async ({ params }) => {
      const errors = Array.from({ length: Number(params.lines) }, () => words);
      return page('bad-request', { title: 'A bare page', lede: 'Nothing to see here.', errors });
    },
  }),
]);

const folder = process.argv[3];
const ground = folder ? makeGround(openServer({ folder, databaseUrl: null }), wallClock(), randomIds) : null;

/** The door as it stands before every page of the house, or none. */
const door = ground
  ? {
      viewerOf: async (session: { readonly subject: string } | null) =>
        session ? viewerForClaim(ground, session.subject) : null,
      authorise: (route: Route<string, Viewer>, who: Viewer, params: Params) => authorise(ground, route, who, params),
      onAudit: (route: Route<string, Viewer>, who: Viewer | null, params: Params, outcome: string) =>
        audit(ground, route, who, params, outcome),
    }
  : {
      viewerOf: async () => viewer,
      authorise: async () => ({ kind: 'allowed' }) as const,
      onAudit: async () => {},
    };

const face = await startFace<Viewer>({
  face: 'staff',
  port: 0,
  routes,
  session: { key: Buffer.from(process.argv[2] ?? '', 'base64') },
  ...door,
  navOf: () => [
    { text: 'My duties', href: '/' },
    { text: 'Find a person', href: '/people' },
    { text: 'Signals', href: '/signals' },
  ],
  logger: { info: () => {}, error: (fields, said) => console.error(said, fields) },
  clock: wallClock(),
  ids: randomIds,
  assetsFolder: resolve(import.meta.dirname, '../.cache/assets'),
});
process.send?.({ origin: face.origin });
process.once('disconnect', () => process.exit(0));
