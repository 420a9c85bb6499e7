/** The fuse box: config → database → rooms → server → clerks. The only file, with cli.ts, that knows every room. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { run as runWorker } from 'graphile-worker';
import { type Clock, wallClock } from './platform/clock.ts';
import { isSigner, keyFile, type Place, signerHome } from './platform/config.ts';
import { openServer } from './platform/database.ts';
import { askedToStop, type FaceProcess, sayListening, startFaceProcess, stopAll } from './platform/faces.ts';
import { type Ids, isId, randomIds } from './platform/ids.ts';
import { logger } from './platform/log.ts';
import { ensureDatabase } from './platform/migrate.ts';
import { isRefusal, refuse } from './platform/refusal.ts';
import { scratchGrounds } from './platform/scratch.ts';
import { erasureTable } from './platform/seal/erase.ts';
import { hasToken } from './platform/seal/tokens.ts';
import { type Ground, inTransaction, makeGround, type Table, type Tx } from './platform/transaction.ts';
import type { Viewer } from './platform/viewer.ts';
import { accessTables, may, type Permission, peopleWhoSignIn } from './rooms/access/index.ts';
import { accountPublicRoutes, accountStaffRoutes } from './rooms/account/index.ts';
import { casesRoutes, caseTables, identifySubjects, openDemoCases } from './rooms/cases/index.ts';
import { concernsRoutes, concernTables, discardUnanswered, modeOn } from './rooms/concerns/index.ts';
import {
  alertSelfLookUp,
  answersAbout,
  audit,
  authorise,
  carryOutErasures,
  dutiesRoutes,
  dutyTables,
  eraseAndScrub,
  handOverMovers,
  lifeChecks,
  oweDifferences,
  owePeopleDuties,
  viewerForClaim,
} from './rooms/duties/index.ts';
import { openDemoSweep, patternsRoutes, patternTables, raiseSignals } from './rooms/patterns/index.ts';
import { peopleTables } from './rooms/people/index.ts';
import { rebuildWords, recordRoutes, recordTables, retryTrayForTouched } from './rooms/record/index.ts';
import type { Route, WebViewer } from './web/route.ts';
import { type RunningFace, type SignInOptions, startFace } from './web/server.ts';
import type { NavItem } from './web/views.ts';

/** Every append-only table, for whoever checks the ledger. */
export const ledgeredTables: readonly Table[] = [
  peopleTables,
  accessTables,
  recordTables,
  dutyTables,
  concernTables,
  caseTables,
  patternTables,
  { erasure: erasureTable },
].flatMap((tables) => Object.values(tables) as Table[]);

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

/**
 * Fills the one hook that the rooms leave open, in this order: the tray is tried again for whoever was touched, cases learn who
 * was found, a mover is handed over, signals are raised on what is then known, and what people owe follows.
 */
export function fit(ground: Ground): Ground {
  ground.beforeCommit.push(retryTrayForTouched, identifySubjects, handOverMovers, raiseSignals, owePeopleDuties);
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
  { text: 'Cases', href: '/cases', permission: 'case.read' },
  { text: 'Find a person', href: '/people', permission: 'person.find' },
  { text: 'Signals', href: '/signals', permission: 'signal.read' },
  { text: 'Sweeps', href: '/sweeps', permission: 'sweep.read' },
  { text: 'Tray', href: '/tray', permission: 'tray.place' },
  { text: 'Imports', href: '/imports', permission: 'import.read' },
  { text: 'Present systems', href: '/systems', permission: 'mode.read' },
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

/** Every address of the staff face. */
export const staffRoutes = (ground: Ground): readonly Route<Permission, Viewer>[] => [
  ...dutiesRoutes(ground),
  ...casesRoutes(ground),
  ...patternsRoutes(ground),
  ...accountStaffRoutes(ground),
  ...concernsRoutes(ground),
  ...recordRoutes(ground, {
    onSelfFound: (tx, person) => alertSelfLookUp(tx, person, 'by search'),
    answersAbout,
    lifeChecks,
    onReconciled: oweDifferences,
  }),
];

/** Every address of the public face. */
export const publicRoutes = (ground: Ground): readonly Route<Permission, Viewer>[] => accountPublicRoutes(ground);

export interface FacePorts {
  readonly port: number;
  readonly signIn?: SignInOptions;
}

const notices = {
  overlay: {
    word: 'Overlay',
    text: 'This record reads the present system each night. Nobody is flagged, and no duty comes from a signal.',
  },
  parallel: { word: 'Parallel', text: 'The present system is still the first record. This one is read beside it.' },
} as const;

/** What every page says of the mode; nothing where this record is the first one. */
async function noticeOfMode(tx: Tx): Promise<Pick<WebViewer, 'notice'>> {
  const mode = await modeOn(tx, tx.today);
  return mode === null || mode === 'primary' ? {} : { notice: notices[mode] };
}

/** Starts the staff face on loopback. */
export const startStaff = (house: House, options: FacePorts): Promise<RunningFace> =>
  startFace<Viewer>({
    face: 'staff',
    port: options.port,
    routes: staffRoutes(house.ground),
    session: { key: keyFile(house.place, 'sessions'), ...(options.signIn ? { signIn: options.signIn } : {}) },
    viewerOf: async (session) => (session ? viewerForClaim(house.ground, session.subject, noticeOfMode) : null),
    authorise: (route, viewer, params) => authorise(house.ground, route, viewer, params),
    onAudit: (route, viewer, params, outcome) => audit(house.ground, route, viewer, params, outcome),
    navOf,
    logger,
    clock: house.ground.clock,
    ids: house.ground.ids,
    filesFolder: join(house.place.folder, 'incoming'),
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
    onAudit: (route, _viewer, params, outcome) => audit(house.ground, route, null, params, outcome),
    logger,
    clock: house.ground.clock,
    ids: house.ground.ids,
    assetsFolder,
  });

/** Whose sign-in links a demonstration offers; the file stands beside its database. */
interface DemoPerson {
  readonly person: string;
  readonly sub: string;
  readonly name: string;
  readonly role: string;
  readonly story: string;
}

const demoFile = (place: Place): string => join(place.folder, 'demo.json');
const developmentFile = (place: Place): string => join(place.folder, 'development.json');
const castIn = (file: string): readonly DemoPerson[] =>
  existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as DemoPerson[]) : [];
const demoPeople = (place: Place): readonly DemoPerson[] => castIn(demoFile(place));

function signInFrom(_place: Place, env: Readonly<Record<string, string | undefined>>): SignInOptions | undefined {
  const issuer = env.CANDOUR_OIDC_ISSUER;
  if (!issuer) return undefined;
  const secret = env.CANDOUR_OIDC_CLIENT_SECRET;
  return {
    issuer,
    clientId: env.CANDOUR_OIDC_CLIENT_ID ?? 'candour',
    ...(secret ? { clientSecret: secret } : {}),
    ...(env.CANDOUR_DEMO ? { people: castIn(env.CANDOUR_DEMO), provider: 'the trial service on this machine' } : {}),
  };
}

/** Joins a house whose database another process has opened and brought up to date. */
function joinHouse(place: Place): House {
  const ground = fit(makeGround(openServer(place), wallClock(), randomIds));
  return { place, ground, close: ground.close };
}

/** Work that clerks do when nobody is looking. Nothing becomes true because one of these ran. */
async function startClerks(house: House): Promise<{ stop: () => Promise<void> }> {
  const { closeReadHours } = await import('./platform/ledger.ts');
  const { tick } = await import('./rooms/patterns/index.ts');
  return runWorker({
    pgPool: house.ground.pool('clerks'),
    concurrency: 2,
    noHandleSignals: true,
    crontab: '5 * * * * read-hours\n30 2 * * * nightly',
    taskList: {
      'read-hours': async () => {
        await closeReadHours(house.ground);
      },
      erasures: async () => {
        await carryOutErasures(house.ground);
      },
      nightly: async () => {
        await rebuildWords(house.ground);
        await eraseAndScrub(house.ground);
        await tick(house.ground, house.ground.clock.today());
        await discardUnanswered(house.ground);
      },
    },
  });
}

/** Acts that take in, prepare or raise, and decide nothing about anybody: the signer lets these wait for its minute. */
const routineActs = [
  ...['subject.added', 'name.recorded', 'identifier.recorded', 'service.recorded', 'unit.recorded', 'unit.linked'],
  ...['post.recorded', 'line.recorded', 'characteristic.given', 'tie.returned', 'people.reconciled'],
  ...['entry.matter', 'entry.signal', 'entry.imported', 'import.finished', 'source.read', 'tray.added', 'duty.raised'],
  ...['signal.fired', 'signal.gone', 'baseline.set', 'reads.closed', 'snapshot.frozen'],
];

/** The signer, for as long as it is left to run. Its lines go where whoever runs the service reads. */
async function startSigning(house: House): Promise<{ stop: () => Promise<void> }> {
  if (!isSigner(house.place))
    throw new Error(`The signer's key in ${signerHome(house.place)} belongs to another user: run this as that user.`);
  const { startSigner, submitTo } = await import('./platform/ledger.ts');
  const say = (line: string) => process.stderr.write(`${line}\n`);
  return startSigner(house.ground, { routine: routineActs, say, onSigned: submitTo(house.ground, say) });
}

async function serveFace(place: Place, face: string, port: number): Promise<void> {
  const house = joinHouse(place);
  const signIn = signInFrom(place, process.env);
  const stopped = askedToStop();
  if (face === 'clerks' || face === 'signer') {
    const working = await (face === 'clerks' ? startClerks(house) : startSigning(house));
    sayListening('');
    await stopped;
    await working.stop();
  } else if (face === 'staff' || face === 'public') {
    const running = await (face === 'staff'
      ? startStaff(house, { port, ...(signIn ? { signIn } : {}) })
      : startPublic(house, { port }));
    sayListening(running.origin);
    await stopped;
    await running.close();
  } else throw new Error(`there is no face "${face}": staff, public, clerks or signer`);
  await house.close();
  // The line to the process that started this one would keep it alive.
  if (process.connected) process.disconnect();
}

const signerLine = (place: Place): string =>
  isSigner(place)
    ? '\nThe signer runs beside it as the same user. docs/running.md tells how it runs as a user of its own.\n'
    : `\nThe signer is another user's: this service does not start it. Its folder is ${signerHome(place)}.\n`;

export interface ServeOptions {
  readonly port: number;
  /** Runs a sign-in service of its own, one button for each person who may sign in. For trying it out, never for real. */
  readonly development?: boolean | undefined;
  readonly face?: string | undefined;
}

/** Whom the development sign-in service offers: the demonstration's cast, or everybody who may sign in. */
async function peopleToOffer(house: House, development: boolean): Promise<readonly DemoPerson[]> {
  const cast = demoPeople(house.place);
  if (cast.length > 0 || !development) return cast;
  const people = (await peopleWhoSignIn(house.ground)).map((each) => ({ ...each, story: '' }));
  writeFileSync(developmentFile(house.place), JSON.stringify(people));
  return people;
}

/** Serves every face, each as its own process with its own database login, until told to stop. */
export async function serve(place: Place, options: ServeOptions): Promise<void> {
  if (options.face) return serveFace(place, options.face, options.port);
  const stopped = askedToStop();
  const house = await openHouse(place);
  const people = await peopleToOffer(house, options.development === true);
  await house.close();
  const env: Record<string, string> = {};
  let provider: { issuer: string; close: () => Promise<void> } | null = null;
  if (people.length > 0 && !process.env.CANDOUR_OIDC_ISSUER) {
    const { startDevProvider } = await import('./web/dev-provider.ts');
    provider = await startDevProvider({ port: 0, people, clientId: 'candour' });
    Object.assign(env, {
      CANDOUR_OIDC_ISSUER: provider.issuer,
      CANDOUR_OIDC_CLIENT_ID: 'candour',
      CANDOUR_DEMO: demoPeople(place).length > 0 ? demoFile(place) : developmentFile(place),
    });
  }
  const at = place.databaseUrl ? [] : ['--data', place.folder];
  const faces: FaceProcess[] = [];
  try {
    const staff = await startFaceProcess('staff', ['--port', String(options.port), ...at], env);
    faces.push(staff);
    const open = await startFaceProcess(
      'public',
      ['--port', String(options.port === 0 ? 0 : options.port + 1), ...at],
      env,
    );
    // Each as soon as it runs: one that starts and is in no list is stopped by nobody when the next does not start.
    faces.push(open);
    faces.push(await startFaceProcess('clerks', at, env));
    if (isSigner(place)) faces.push(await startFaceProcess('signer', at, env));
    process.stdout.write(`\nCandour is open at ${staff.origin}\nThe public page is at ${open.origin}\n`);
    if (people.length > 0) {
      process.stdout.write('\nSign in as:\n');
      for (const person of people)
        process.stdout.write(`  ${person.role.padEnd(34)} ${staff.origin}/sign-in?as=${person.sub}\n`);
    }
    process.stdout.write(signerLine(place));
    process.stdout.write('\nStop with Ctrl-C.\n');
    await stopped;
  } finally {
    await stopAll(faces);
    await provider?.close();
    house.ground.server.stop();
  }
}

export interface DemoOptions {
  readonly people: number;
  readonly years: number;
  readonly seed: string;
  readonly port: number;
}

/** Builds the invented service on first use, then serves it. */
export async function runDemo(place: Place, options: DemoOptions): Promise<void> {
  const say = (line: string) => process.stderr.write(`${line}\n`);
  if (!existsSync(demoFile(place))) await buildDemo(place, options, say);
  return serve(place, { port: options.port });
}

async function buildDemo(place: Place, options: DemoOptions, say: (line: string) => void): Promise<void> {
  const { generate } = await import('../demo/generate/generate.ts');
  const { loadService } = await import('./rooms/concerns/index.ts');
  const { takeCheckpoint } = await import('./platform/ledger.ts');
  const folder = mkdtempSync(join(tmpdir(), 'candour-demo-'));
  const house = await openHouse(place);
  try {
    say(`Inventing a service of ${options.people} people over ${options.years} years ...`);
    await generate({
      people: options.people,
      years: options.years,
      seed: options.seed,
      until: house.ground.clock.today(),
      out: folder,
    });
    say('Loading it ...');
    const loaded = await loadService(house.ground, folder, say);
    if ('refused' in loaded) throw new Error(loaded.words);
    say('Asking which records a human should look at ...');
    const arrivedToday = loaded.named.filter(({ sub }) => sub === 'complained-about').map(({ person }) => person);
    await openDemoSweep(house.ground, arrivedToday);
    const cases = await openDemoCases(house.ground, loaded.named);
    if (cases === 0) throw new Error('No case could be opened in the invented service.');
    say(`${cases} complaints opened as cases`);
    await takeCheckpoint(house.ground);
    writeFileSync(demoFile(place), JSON.stringify(loaded.named));
  } finally {
    await house.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

export interface VerifyFlags {
  readonly receipt?: string | undefined;
  readonly checkpoint?: string | undefined;
  /** File with what a witness keeps. */
  readonly witnessed?: string | undefined;
  /** A printed line, typed back. */
  readonly line?: string | undefined;
}

/** Checks a bundle from the file alone, as the second verifier does: no database is opened. */
export async function verifyBundleFile(file: string, keyFile: string | undefined) {
  const { verifyBundle } = await import('./engines/ledger-bundle.ts');
  const { holdsSignature, readKeys } = await import('./platform/ledger/keys.ts');
  const keys = keyFile === undefined ? {} : { keys: readKeys(readFileSync(keyFile, 'utf8')) };
  return verifyBundle(readFileSync(file, 'utf8'), { verify: holdsSignature, ...keys });
}

/** Checks the whole ledger of this house. */
export async function verifyHouse(house: House, flags: VerifyFlags) {
  const { verifyLedger } = await import('./platform/ledger.ts');
  const read = (file: string | undefined) => (file ? readFileSync(file, 'utf8') : undefined);
  const receipt = read(flags.receipt);
  const checkpoint = read(flags.checkpoint);
  const witnessed = read(flags.witnessed);
  return verifyLedger(house.ground, ledgeredTables, {
    ...(receipt ? { receipt } : {}),
    ...(checkpoint ? { checkpoint } : {}),
    ...(witnessed ? { witnessed } : {}),
    ...(flags.line ? { line: flags.line } : {}),
  });
}

/** The latest checkpoint in the form asked for, as text. */
export async function checkpointForCommand(house: House, form: 'print' | 'show' | 'request', from: number) {
  const { checkpointAs, freshCheckpoint } = await import('./platform/ledger.ts');
  const head = await freshCheckpoint(house.ground);
  return isRefusal(head) ? head : checkpointAs(house.ground, head, { form, from });
}

/** Joins a house that is there already. A command that only looks must not bring up a database where there is none. */
function joinExisting(place: Place): House {
  if (!place.databaseUrl && !existsSync(join(place.folder, 'postgres', 'PG_VERSION')))
    throw new Error(`There is no database in ${place.folder}.`);
  return joinHouse(place);
}

export interface BackupFlags {
  readonly recipients?: readonly string[];
  readonly say: (line: string) => void;
}

/** Backs a place up into one encrypted file, as it stands: nothing is migrated first. */
export async function backUpHouse(place: Place, file: string, flags: BackupFlags) {
  const { writeBackup } = await import('./platform/backup/write-backup.ts');
  const house = joinExisting(place);
  try {
    return await writeBackup(house.ground, { file, ...flags });
  } finally {
    await house.close();
  }
}

export interface RestoreFlags {
  readonly identity?: string | undefined;
  readonly keys?: string | undefined;
  readonly erasures?: string | undefined;
  readonly checkpoint?: string | undefined;
  readonly withProblems: boolean;
  readonly say: (line: string) => void;
}

/** Restores a backup into a place that has no record yet. */
export async function restoreHouse(place: Place, file: string, { checkpoint, ...flags }: RestoreFlags) {
  const { restoreBackup } = await import('./platform/backup/restore.ts');
  const kept = checkpoint ? { checkpoint: readFileSync(checkpoint, 'utf8') } : {};
  const request = { file, place, tables: ledgeredTables, clock: wallClock(), ids: randomIds };
  const restored = await restoreBackup({ ...request, ...kept, ...flags });
  if (!isRefusal(restored) && restored.keys !== null) {
    // The word index is in no backup.
    const house = joinHouse(place);
    await rebuildWords(house.ground);
    await house.close();
  }
  return restored;
}

export interface DrillFlags {
  readonly file?: string | undefined;
  readonly identity?: string | undefined;
  readonly say: (line: string) => void;
}

/** Rehearses the loss of a place: backup, restore into a bare folder, comparison. */
export async function drillHouse(place: Place, flags: DrillFlags) {
  const { drill } = await import('./platform/backup/drill.ts');
  const house = joinExisting(place);
  try {
    return await drill(house.ground, { tables: ledgeredTables, ...flags });
  } finally {
    await house.close();
  }
}

export interface BundleFlags {
  readonly person?: string | undefined;
  readonly span?: { readonly from: string; readonly to: string } | undefined;
  /** File with a checkpoint kept elsewhere. */
  readonly since?: string | undefined;
}

/** A bundle of the record that an outsider can check. Whose rows it holds is in the read log before anybody has them. */
export async function bundleHouse(house: House, { person, span, since }: BundleFlags) {
  const { buildBundle } = await import('./platform/ledger/bundle.ts');
  const { freshCheckpoint } = await import('./platform/ledger.ts');
  const { clusterOf, findSubject } = await import('./rooms/people/index.ts');
  const { insertRead } = await import('./rooms/access/index.ts');
  const { ground } = house;
  const head = await freshCheckpoint(ground);
  if (isRefusal(head)) return head;
  const kept = since === undefined ? {} : { since: readFileSync(since, 'utf8') };
  return inTransaction(ground, 'clerks', { actor: null, face: 'command' }, async (tx) => {
    const found = person === undefined || !isId(person) ? null : await findSubject(tx, person);
    if (person !== undefined && found?.kind !== 'person')
      return refuse('nobody', `There is no person ${person}. candour people find TEXT gives ids.`);
    const persons = person === undefined ? undefined : await clusterOf(tx, person, tx.today);
    const about = persons === undefined ? (span === undefined ? {} : { span }) : { persons };
    const built = await buildBundle(tx, ground.server, ledgeredTables, { ...about, ...kept });
    if (isRefusal(built)) return built;
    const detail = { records: built.records, ...(span ?? {}) };
    for (const subject of persons ?? built.subjects)
      await insertRead(tx, {
        event: 'COMMAND_BUNDLE_READ',
        purpose: 'operator command',
        subject,
        outcome: 'shown',
        detail,
      });
    return { ...built, words: await wordsIn(tx, built.text) };
  });
}

/**
 * The rows of a bundle that hold guarded words, with the words to be read. What is proved is the row as it is stored;
 * these stand beside it. Frozen pages stay shut: they may show what the bundle leaves out.
 */
async function wordsIn(tx: Tx, bundle: string): Promise<string> {
  const { records } = JSON.parse(bundle) as { records: { leaf: { table: string; object: string }; row: object }[] };
  const held = records
    .filter(({ leaf, row }) => leaf.table !== 'record.snapshot' && hasToken(JSON.stringify(row)))
    .map(({ leaf, row }) => ({ table: leaf.table, id: leaf.object, row }));
  return JSON.stringify(await tx.seals.open(held));
}

/** Plays scenario files, each into an empty database of its own, through the rooms' plays. */
export async function runScenarioFiles(place: Place, files: readonly string[], say: (line: string) => void) {
  const { plays, runScenarios } = await import('./rooms/concerns/index.ts');
  const [people, record, patterns] = await Promise.all([
    import('./rooms/people/index.ts'),
    import('./rooms/record/index.ts'),
    import('./rooms/patterns/index.ts'),
  ]);
  const scratch = await scratchGrounds(openServer(place));
  try {
    const openEmptyWorld = async () => {
      const world = await scratch.open();
      fit(world.ground);
      return world;
    };
    const cast = {
      plays: [...people.peoplePlays, ...record.recordPlays, ...plays],
      shows: [record.recordShows, patterns.patternShows],
    };
    const result = await runScenarios(
      files.map((name) => ({ name, text: readFileSync(name, 'utf8') })),
      { openEmptyWorld, cast, say },
    );
    if (isRefusal(result)) throw new Error(result.words);
    return result;
  } finally {
    await scratch.close();
  }
}
