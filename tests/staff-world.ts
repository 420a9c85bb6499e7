/** A small service with a staff face over HTTP: named people with roles, units and lines, and a browser for each. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mustTransact, type Tx } from '../src/platform/transaction.ts';
import type { Viewer } from '../src/platform/viewer.ts';
import { insertAssignment, insertGrant, type Permission, viewerOf } from '../src/rooms/access/index.ts';
import { audit, authorise, dutiesRoutes, viewerForClaim } from '../src/rooms/duties/index.ts';
import {
  insertIdentifiers,
  insertLines,
  insertNames,
  insertPosts,
  insertServices,
  insertSubjects,
  insertUnits,
} from '../src/rooms/people/index.ts';
import { recordRoutes } from '../src/rooms/record/index.ts';
import type { Route } from '../src/web/route.ts';
import { formTokens, sealerFor } from '../src/web/sealed.ts';
import { startFace } from '../src/web/server.ts';
import { type TestGround, testGround } from './database.ts';

const source = 'hr';
const key = Buffer.alloc(32, 7);

export interface Someone {
  readonly id: string;
  readonly number: string;
}

export interface Answer {
  readonly status: number;
  readonly text: string;
  /** Where a redirect leads. */
  readonly to: string | null;
}

export type StaffWorld = Awaited<ReturnType<typeof staffWorld>>;

/** Opens the world. Everybody stands in a unit of their own unless told otherwise, so that nobody is tied by chance. */
export async function staffWorld(
  options: {
    today?: string;
    styles?: string;
    more?: (ground: TestGround) => readonly Route<Permission, Viewer>[];
  } = {},
) {
  const ground: TestGround = await testGround(options.today ? { today: options.today } : {});
  const clerk = <T>(work: (tx: Tx) => Promise<T>) =>
    mustTransact(ground, 'clerks', { actor: null, face: 'clerk' }, work);
  const as = <T>(person: Someone, work: (tx: Tx) => Promise<T>) =>
    mustTransact(ground, 'staff', { actor: person.id, face: 'staff' }, work);

  const unit = (name: string): Promise<string> =>
    clerk(async (tx) => {
      const [id] = await insertSubjects(tx, [{ kind: 'unit', source }]);
      await insertUnits(tx, [{ unit: id!, name, kind: 'team', validFrom: '2000-01-01', source }]);
      return id!;
    });

  let count = 1000;
  const person = async (
    name: string,
    is: { roles?: readonly string[]; unit?: string; under?: Someone; since?: string } = {},
  ): Promise<Someone> => {
    const own = is.unit ?? (await unit(`Unit of ${name}`));
    count += 1;
    const number = String(count);
    return clerk(async (tx) => {
      const [id] = await insertSubjects(tx, [{ kind: 'person', source }]);
      const [given = '', family = ''] = name.split(' ');
      const validFrom = is.since ?? '2010-01-01';
      await insertNames(tx, [{ person: id!, given, family, source }]);
      await insertIdentifiers(tx, [
        { subject: id!, scheme: 'warrant', value: number, source },
        { subject: id!, scheme: 'sign-in', value: name, source },
      ]);
      await insertServices(tx, [{ person: id!, category: 'officer', status: 'active', validFrom, source }]);
      await insertPosts(tx, [{ person: id!, unit: own, rank: 'Constable', validFrom, source }]);
      if (is.under) await insertLines(tx, [{ person: id!, supervisor: is.under.id, validFrom, source }]);
      for (const role of is.roles ?? [])
        await insertGrant(tx, { person: id!, role, validFrom: '2020-01-01', reason: 'for the test' });
      return { id: id!, number };
    });
  };

  const assign = (reader: Someone, subject: Someone) =>
    clerk((tx) =>
      insertAssignment(tx, { person: reader.id, subject: subject.id, purpose: 'Assessment', validFrom: '2020-01-01' }),
    );
  const viewer = async (someone: Someone): Promise<Viewer> => (await clerk((tx) => viewerOf(tx, someone.id)))!;

  const assetsFolder = mkdtempSync(join(tmpdir(), 'candour-assets-'));
  writeFileSync(join(assetsFolder, 'app.css'), options.styles ?? 'body{color:#111}');
  const face = await startFace<Viewer>({
    face: 'staff',
    port: 0,
    routes: [
      ...dutiesRoutes(ground),
      ...(options.more?.(ground) ?? []),
      ...recordRoutes(ground, { onSelfFound: async () => {} }),
    ],
    session: { key },
    viewerOf: async (session) => (session ? viewerForClaim(ground, session.subject) : null),
    authorise: (route, who, params) => authorise(ground, route, who, params),
    onAudit: (route, who, params, outcome) => audit(ground, route, who, params, outcome),
    logger: { info: () => {}, error: (fields, words) => console.error(words, fields) },
    clock: ground.clock,
    ids: ground.ids,
    assetsFolder,
  });

  const sessionOf = (name: string) => ({ subject: name, id: `session of ${name}` });
  const cookieOf = (name: string): string => {
    const session = { ...sessionOf(name), issuedAt: ground.clock.now().getTime() };
    return `candour-staff=${sealerFor(key, 'session/staff', ground.ids.bytes).seal(session)}`;
  };

  /** A browser signed in under the name. */
  const browser = (name: string) => {
    const cookie = () => cookieOf(name);
    const session = sessionOf(name);
    const read = async (reply: Response): Promise<Answer> => ({
      status: reply.status,
      text: await reply.text(),
      to: reply.headers.get('location'),
    });
    return {
      get: async (path: string): Promise<Answer> =>
        read(await fetch(face.origin + path, { redirect: 'manual', headers: { cookie: cookie() } })),
      post: async (path: string, fields: Readonly<Record<string, string | readonly string[]>>): Promise<Answer> => {
        const body = new URLSearchParams({ formToken: formTokens(key).tokenFor(session.id) });
        for (const [field, value] of Object.entries(fields))
          for (const each of typeof value === 'string' ? [value] : value) body.append(field, each);
        return read(
          await fetch(face.origin + path, { method: 'POST', redirect: 'manual', headers: { cookie: cookie() }, body }),
        );
      },
    };
  };

  const close = async () => {
    await face.close();
    await ground.close();
    rmSync(assetsFolder, { recursive: true, force: true });
  };
  return { ground, clerk, as, unit, person, assign, viewer, browser, cookieOf, origin: face.origin, close };
}
