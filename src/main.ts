/** The fuse box: config → database → rooms → server → clerks. The only file, with cli.ts, that knows every room. */
import { resolve } from 'node:path';
import { type Clock, wallClock } from './platform/clock.ts';
import { keyFile, type Place } from './platform/config.ts';
import { openServer } from './platform/database.ts';
import { type Ids, randomIds } from './platform/ids.ts';
import { logger } from './platform/log.ts';
import { ensureDatabase } from './platform/migrate.ts';
import { type Ground, makeGround } from './platform/transaction.ts';
import type { Viewer } from './platform/viewer.ts';
import { may, type Permission } from './rooms/access/index.ts';
import { audit, authorise, viewerForClaim } from './rooms/duties/index.ts';
import { raiseSignals } from './rooms/patterns/index.ts';
import type { NavItem } from './web/views.ts';
import type { Route } from './web/route.ts';
import { type RunningFace, type SignInOptions, startFace } from './web/server.ts';

export interface House {
  readonly place: Place;
  readonly ground: Ground;
  readonly close: () => Promise<void>;
}

export interface HouseOptions {
  readonly clock?: Clock;
  readonly ids?: Ids;
  readonly durable?: boolean;
}

/** Fills the one hook that the rooms leave open: signals are raised in the commit that posts an entry. */
export function fit(ground: Ground): Ground {
  ground.beforeCommit.push(raiseSignals);
  return ground;
}

/** Opens the house: starts or finds the database, brings it up to date, joins the rooms. */
export async function openHouse(place: Place, options: HouseOptions = {}): Promise<House> {
  const server = openServer(place, options.durable === undefined ? {} : { durable: options.durable });
  await ensureDatabase(server);
  const ground = fit(makeGround(server, options.clock ?? wallClock(), options.ids ?? randomIds));
  return { place, ground, close: ground.close };
}

const navigation: readonly (NavItem & { readonly permission: Permission })[] = [
  { text: 'My duties', href: '/', permission: 'home.read' },
  { text: 'Find a person', href: '/people', permission: 'person.find' },
  { text: 'Signals', href: '/signals', permission: 'signal.read' },
  { text: 'Sweeps', href: '/sweeps', permission: 'sweep.read' },
  { text: 'Tray', href: '/tray', permission: 'tray.place' },
  { text: 'Imports', href: '/imports', permission: 'import.read' },
  { text: 'Registers', href: '/registers', permission: 'register.read' },
];

/** What a viewer may go to, for the navigation. */
export const navOf = (viewer: Viewer): readonly NavItem[] =>
  navigation.filter((item) => may(item.permission, viewer.roles)).map(({ text, href }) => ({ text, href }) as NavItem);

export interface FacePorts {
  readonly port: number;
  readonly signIn?: SignInOptions;
}

const assetsFolder = resolve(import.meta.dirname, '../.cache/assets');

/** Starts the staff face on loopback. */
export const startStaff = (house: House, options: FacePorts): Promise<RunningFace> =>
  startFace<Viewer>({
    face: 'staff',
    port: options.port,
    routes: staffRoutes(house.ground),
    session: { key: keyFile(house.place, 'sessions'), ...(options.signIn ? { signIn: options.signIn } : {}) },
    viewerOf: async (session) => (session ? viewerForClaim(house.ground, session.subject) : null),
    authorise: (route, viewer, params) => authorise(house.ground, route, viewer, params),
    onAudit: (route, viewer, params, outcome) => audit(house.ground, route, viewer, params, outcome),
    navOf,
    logger,
    clock: house.ground.clock,
    ids: house.ground.ids,
    assetsFolder,
  });

/** Nobody signs in on the public face: one viewer stands for every visitor, and nothing about the visit is kept. */
const visitor: Viewer = { id: 'visitor', person: '', name: 'Visitor', role: 'Member of the public', roles: [] };

/** Starts the public face on loopback. */
export const startPublic = (house: House, options: FacePorts): Promise<RunningFace> =>
  startFace<Viewer>({
    face: 'public',
    port: options.port,
    routes: publicRoutes(house.ground),
    session: { key: keyFile(house.place, 'sessions-public') },
    viewerOf: async () => visitor,
    authorise: async () => ({ kind: 'allowed' }),
    onAudit: (route: Route<string, Viewer>, _viewer, params, outcome) => audit(house.ground, route, null, params, outcome),
    logger,
    clock: house.ground.clock,
    ids: house.ground.ids,
    assetsFolder,
  });
