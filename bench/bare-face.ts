/** A staff face with one page that asks the database nothing, of as many lines as are asked for. A process of its own. */
import { resolve } from 'node:path';
import { wallClock } from '../src/platform/clock.ts';
import { randomIds } from '../src/platform/ids.ts';
import { defineRoutes, page, routeFor } from '../src/web/route.ts';
import { startFace } from '../src/web/server.ts';

const viewer = { id: 'bench', name: 'A reader', role: 'Assessor' };
const words = 'A line of a bare page, as long as a line of a real one may well be, and no query behind it.';
const routes = defineRoutes([
  routeFor<string, typeof viewer>()({
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

const face = await startFace({
  face: 'staff',
  port: 0,
  routes,
  session: { key: Buffer.from(process.argv[2] ?? '', 'base64') },
  viewerOf: async () => viewer,
  authorise: async () => ({ kind: 'allowed' }),
  onAudit: async () => {},
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
