/** The candour command: thin. Each command reads its flags, calls a room's action and prints what came of it. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { placeFrom } from './platform/config.ts';
import { isRefusal } from './platform/refusal.ts';
import type { Ground } from './platform/transaction.ts';

type Flags = Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;

interface Command {
  readonly usage: string;
  readonly does: string;
  /** Flags that take a value, beyond --data. */
  readonly values?: readonly string[];
  /** Flags that take a value and may come several times. */
  readonly lists?: readonly string[];
  /** Flags that do not. */
  readonly switches?: readonly string[];
  /** How many words it needs, at least and at most. */
  readonly words: readonly [number, number];
  readonly run: (words: readonly string[], flags: Flags) => Promise<unknown>;
}

/** Said to the person at the shell as one line; the command ends with 1. */
class Failed extends Error {}
/** The words of the call are off; the command ends with 2. */
class Usage extends Error {}

const text = (flags: Flags, name: string): string | undefined =>
  typeof flags[name] === 'string' ? (flags[name] as string) : undefined;
const list = (flags: Flags, name: string): string[] => {
  const values = flags[name];
  return Array.isArray(values) ? values.filter((value) => typeof value === 'string') : [];
};
const need = (flags: Flags, name: string): string => {
  const value = text(flags, name);
  if (value === undefined) throw new Usage(`--${name} is needed`);
  return value;
};
function whole(flags: Flags, name: string, otherwise: number): number {
  const value = text(flags, name);
  if (value === undefined) return otherwise;
  if (!/^\d+$/.test(value)) throw new Usage(`--${name} takes a whole number`);
  return Number(value);
}
function day(flags: Flags, name: string): string | undefined {
  const value = text(flags, name);
  if (value !== undefined && !/^\d{4}-\d{2}-\d{2}$/.test(value))
    throw new Usage(`--${name} takes a day such as 2019-03-31`);
  return value;
}
const place = (flags: Flags) => placeFrom({ data: text(flags, 'data') }, process.env);
const say = (line: string) => process.stderr.write(`${line}\n`);

/** Writes a file that only this user can read, over none that is there. */
function writeNew(file: string, content: string): void {
  if (existsSync(file)) throw new Failed(`${file} exists already.`);
  writeFileSync(file, content, { mode: 0o600, flag: 'wx' });
}

function orFail<T>(result: T): Exclude<T, { refused: true }> {
  if (isRefusal(result)) throw new Failed(result.words);
  return result as Exclude<T, { refused: true }>;
}

/** Opens the house for one command and closes it after. */
async function inHouse<T>(flags: Flags, work: (house: import('./main.ts').House) => Promise<T>): Promise<T> {
  const { openHouse } = await import('./main.ts');
  const house = await openHouse(place(flags));
  try {
    return await work(house);
  } finally {
    await house.close();
  }
}

async function importOne(ground: Ground, file: string, flags: Flags) {
  const { importFile } = await import('./rooms/concerns/index.ts');
  const [cloak, sheet] = [text(flags, 'cloak'), text(flags, 'sheet')];
  return orFail(
    await importFile(ground, {
      file,
      map: need(flags, 'map'),
      progress: process.stderr.isTTY === true,
      ...(cloak ? { cloak } : {}),
      ...(sheet ? { sheet } : {}),
    }),
  );
}

async function undoOne(ground: Ground, batch: string, flags: Flags) {
  const { undoImport } = await import('./rooms/concerns/index.ts');
  const [reason, second] = [text(flags, 'reason'), text(flags, 'second')];
  return orFail(await undoImport(ground, { batch, ...(reason ? { reason } : {}), ...(second ? { second } : {}) }));
}

const commands: Readonly<Record<string, Command>> = {
  demo: {
    usage: 'candour demo [--people N] [--seed S] [--years Y] [--port P]',
    does: 'builds the invented service, loads it and opens it in the browser, with a sign-in link for each role',
    values: ['people', 'seed', 'years', 'port'],
    words: [0, 0],
    run: async (_words, flags) => {
      const { runDemo } = await import('./main.ts');
      return runDemo(place(flags), {
        people: whole(flags, 'people', 2000),
        years: whole(flags, 'years', 10),
        seed: text(flags, 'seed') ?? '1',
        port: whole(flags, 'port', 3000),
      });
    },
  },
  serve: {
    usage: 'candour serve [--port P] [--face staff|public|clerks|signer] [--development]',
    does: 'serves the web pages and runs the clerks and the signer; each is a process of its own',
    values: ['port', 'face'],
    switches: ['development'],
    words: [0, 0],
    run: async (_words, flags) => {
      const { serve } = await import('./main.ts');
      return serve(place(flags), {
        port: whole(flags, 'port', 3000),
        face: text(flags, 'face'),
        development: flags.development === true,
      });
    },
  },
  generate: {
    usage: 'candour generate --people N --years Y --seed S --out DIR [--until DAY]',
    does: 'writes the invented service as CSV files with the truth beside them',
    values: ['people', 'years', 'seed', 'out', 'until'],
    words: [0, 0],
    run: async (_words, flags) => {
      const { generate } = await import('../demo/generate/generate.ts');
      const until = day(flags, 'until');
      return generate({
        people: whole(flags, 'people', 2000),
        years: whole(flags, 'years', 10),
        seed: need(flags, 'seed'),
        out: need(flags, 'out'),
        ...(until ? { until } : {}),
      });
    },
  },
  compare: {
    usage: 'candour compare DIR [--write]',
    does: 'counts a generated service from its files and holds it against the published figures; --write puts the table into docs/invented-service.md',
    switches: ['write'],
    words: [1, 1],
    run: async ([folder], flags) => {
      const { compare } = await import('../demo/compare/compare.ts');
      const { figures, unsaid } = await compare(folder!, { write: flags.write === true });
      return { figures, unsaid };
    },
  },
  load: {
    usage: 'candour load DIR',
    does: 'loads a generated service into the database',
    words: [1, 1],
    run: ([folder], flags) =>
      inHouse(flags, async (house) => {
        const { loadService } = await import('./rooms/concerns/index.ts');
        return orFail(await loadService(house.ground, folder!, say));
      }),
  },
  import: {
    usage:
      'candour import FILE --map MAP.json [--sheet NAME] [--cloak LIST.csv]\n  candour import undo BATCH --reason WORDS [--second CLAIM]',
    does: 'imports a CSV file or a spreadsheet (XLSX, ODS) through a map; the same file again adds nothing; rejected rows go to FILE.rejected.csv with the reason; undo takes back a whole import once a second person agrees, on its page or as --second',
    values: ['map', 'cloak', 'sheet', 'reason', 'second'],
    words: [1, 2],
    run: ([first, batch], flags) => {
      if (batch !== undefined && first !== 'undo') throw new Usage('candour import FILE, or candour import undo BATCH');
      return inHouse<unknown>(flags, (house) =>
        batch === undefined ? importOne(house.ground, first!, flags) : undoOne(house.ground, batch, flags),
      );
    },
  },
  legacy: {
    usage:
      'candour legacy load FOLDER --map LEGACY-MAP.json [--accept REASON] [--cloak LIST.csv] | status | schema | invent DIR --nights N --seed S',
    does: `reads the nightly export of a present case-management system, in overlay or beside it (docs/moving-in.md)
      load    reads one night, whole or what changed: changes become amendments, deletions marks, clocks duties; then
              reconciles to the source's own totals. The same night again adds nothing. A night that is cut short or
              far off is refused whole; --accept says why it is right all the same
      status  the mode, and the last nights of each system with what differs and which nights are missing
      schema  prints the JSON Schema of the map
      invent  writes N nights of an invented system, its map, and the truth beside them`,
    values: ['map', 'accept', 'cloak', 'nights', 'seed'],
    words: [1, 2],
    run: async ([verb, folder], flags) => {
      if (verb === 'schema') return (await import('./engines/legacy/legacy-map.ts')).legacyMapSchema();
      if (verb === 'status')
        return inHouse(flags, async (house) => (await import('./rooms/concerns/index.ts')).legacyStatus(house.ground));
      if (!folder || (verb !== 'load' && verb !== 'invent'))
        throw new Usage('candour legacy load FOLDER, status, schema or invent DIR');
      if (verb === 'invent') {
        const { writeNights } = await import('../demo/generate/legacy-files.ts');
        return writeNights({ out: folder, nights: whole(flags, 'nights', 30), seed: text(flags, 'seed') ?? '1' });
      }
      const [accept, cloak] = [text(flags, 'accept'), text(flags, 'cloak')];
      const order = {
        folder,
        map: need(flags, 'map'),
        ...(accept === undefined ? {} : { accept }),
        ...(cloak === undefined ? {} : { cloak }),
      };
      return inHouse(flags, async (house) => {
        const { loadNight } = await import('./rooms/concerns/index.ts');
        return orFail(await loadNight(house.ground, order));
      });
    },
  },
  people: {
    usage: 'candour people find TEXT',
    does: 'finds people by name or number',
    words: [2, 20],
    run: ([verb, ...rest], flags) => {
      if (verb !== 'find') throw new Usage('candour people find TEXT');
      return inHouse(flags, async (house) =>
        (await import('./rooms/record/index.ts')).findPeopleForCommand(house.ground, rest.join(' ')),
      );
    },
  },
  person: {
    usage: 'candour person ID [--as-at DAY]',
    does: 'one person as known on a day: identity, posts, entries, standing, open matters, signals',
    values: ['as-at'],
    words: [1, 1],
    run: ([id], flags) =>
      inHouse(flags, async (house) =>
        orFail(
          await (await import('./rooms/record/index.ts')).personForCommand(house.ground, id!, day(flags, 'as-at')),
        ),
      ),
  },
  screen: {
    usage: 'candour screen [--as-at DAY] [--top N]',
    does: 'runs every detector over everyone; says first how many people and hours that means',
    values: ['as-at', 'top'],
    words: [0, 0],
    run: (_words, flags) =>
      inHouse(flags, async (house) => {
        const { screenForCommand } = await import('./rooms/patterns/index.ts');
        return screenForCommand(house.ground, { asAt: day(flags, 'as-at'), top: whole(flags, 'top', 100), say });
      }),
  },
  evaluate: {
    usage:
      'candour evaluate --events FILE.csv --map MAP.json --at DAY --outcome FILE.csv [--cohort FILE.csv] [--top 2,5,10] [--scores OUT.csv]',
    does: 'the prospective test: what the model and simple rules would have said on a day, against what came after',
    values: ['events', 'map', 'at', 'outcome', 'cohort', 'top', 'scores', 'seed'],
    words: [0, 0],
    run: async (_words, flags) => {
      const { evaluate } = await import('./rooms/patterns/index.ts');
      const at = day(flags, 'at');
      if (!at) throw new Usage('--at is needed');
      const top = (text(flags, 'top') ?? '2,5,10').split(',').map(Number);
      if (top.some((share) => !(share > 0 && share <= 100))) throw new Usage('--top takes percentages such as 2,5,10');
      const cohort = text(flags, 'cohort');
      const scores = text(flags, 'scores');
      return orFail(
        await evaluate({
          events: need(flags, 'events'),
          map: need(flags, 'map'),
          at,
          outcome: need(flags, 'outcome'),
          top,
          ...(cohort ? { cohort } : {}),
          ...(scores ? { scores } : {}),
          seed: whole(flags, 'seed', 1),
        }),
      );
    },
  },
  link: {
    usage:
      'candour link LEFT.csv [RIGHT.csv] --map MAP.json --out PAIRS.csv | candour link score PAIRS.csv --truth TRUTH.csv [--at P]',
    does: 'finds the rows of one file, or of two, that are one person, and says why; score judges the pairs against the truth',
    values: ['map', 'out', 'truth', 'at', 'seed'],
    switches: ['within'],
    words: [1, 2],
    run: async (words, flags) => {
      const { linkFiles, scoreLinks } = await import('./rooms/record/index.ts');
      const [first, second] = words as [string, string | undefined];
      if (first === 'score' && second !== undefined) {
        const at = text(flags, 'at');
        if (at !== undefined && !(Number(at) >= 0 && Number(at) <= 1)) throw new Usage('--at takes a probability');
        const order = { pairs: second, truth: need(flags, 'truth') };
        return orFail(await scoreLinks(at === undefined ? order : { ...order, at: Number(at) }));
      }
      const linked = orFail(
        await linkFiles({
          left: first,
          ...(second === undefined ? {} : { right: second }),
          map: need(flags, 'map'),
          out: need(flags, 'out'),
          seed: whole(flags, 'seed', 1),
          within: flags.within === true,
          say,
        }),
      );
      if (linked.firstRejected !== null) say(`${linked.rejected} rows left out. ${linked.firstRejected}`);
      return linked;
    },
  },
  scenario: {
    usage: 'candour scenario run FILE.json ...',
    does: 'plays histories through the actions that people use and checks what the system shows after each event',
    words: [2, 1000],
    run: async ([verb, ...files], flags) => {
      if (verb !== 'run') throw new Usage('candour scenario run FILE.json ...');
      const { runScenarioFiles } = await import('./main.ts');
      const results = await runScenarioFiles(place(flags), files, say);
      if (results.some((result) => !result.passed)) process.exitCode = 1;
      return results;
    },
  },
  verify: {
    usage:
      'candour verify [--receipt FILE] [--checkpoint FILE] [--witnessed FILE] [--line "Candour ..."] | --bundle FILE [--key KEYFILE]',
    does: 'checks the ledger: every leaf, the tree, signatures, every row, every projection; or a bundle, from its file alone',
    values: ['receipt', 'checkpoint', 'witnessed', 'line', 'bundle', 'key'],
    words: [0, 0],
    run: async (_words, flags) => {
      const bundle = text(flags, 'bundle');
      const { verifyBundleFile, verifyHouse } = await import('./main.ts');
      if (bundle !== undefined) {
        const verdict = await verifyBundleFile(bundle, text(flags, 'key'));
        if (!verdict.ok) process.exitCode = 1;
        return verdict;
      }
      return inHouse(flags, async (house) => {
        const report = await verifyHouse(house, {
          receipt: text(flags, 'receipt'),
          checkpoint: text(flags, 'checkpoint'),
          witnessed: text(flags, 'witnessed'),
          line: text(flags, 'line'),
        });
        if (!report.ok) process.exitCode = 1;
        return report;
      });
    },
  },
  checkpoint: {
    usage: 'candour checkpoint print | show | request --from SIZE | cosigned FILE',
    does: 'the latest checkpoint: as one line to print or read out, as a note with its cosignatures, or as a request to carry to a witness that keeps SIZE leaves; cosigned takes in the line that the witness gave back',
    values: ['from'],
    words: [1, 2],
    run: ([verb, file], flags) => {
      if (verb === 'cosigned' && file !== undefined)
        return inHouse(flags, async (house) => {
          const { takeInCosignature } = await import('./platform/ledger.ts');
          return orFail(await takeInCosignature(house.ground, readFileSync(file, 'utf8')));
        });
      if (verb !== 'print' && verb !== 'show' && verb !== 'request')
        throw new Usage('candour checkpoint print | show | request --from SIZE | cosigned FILE');
      return inHouse(flags, async (house) => {
        const { checkpointForCommand } = await import('./main.ts');
        const found = orFail(await checkpointForCommand(house, verb, whole(flags, 'from', 0)));
        process.stdout.write(flags.json === true ? `${JSON.stringify(found)}\n` : found.text);
      });
    },
  },
  signer: {
    usage: 'candour signer prepare',
    does: 'makes the folder of a signer that runs as a user of its own (CANDOUR_SIGNER), and prints the SQL that gives it its password',
    words: [1, 1],
    run: async ([verb], flags) => {
      if (verb !== 'prepare') throw new Usage('candour signer prepare');
      const { prepareSigner } = await import('./platform/ledger/prepare-signer.ts');
      return orFail(prepareSigner(place(flags)));
    },
  },
  backup: {
    usage: 'candour backup FILE [--recipient age1...] [--recipient age1...]',
    does: 'writes the whole place into one encrypted file, and the keys of its guarded words into FILE.keys, to be kept apart; anyone whose recipient is named can open them',
    lists: ['recipient'],
    words: [1, 1],
    run: async ([file], flags) => {
      const { backUpHouse } = await import('./main.ts');
      return orFail(await backUpHouse(place(flags), file!, { recipients: list(flags, 'recipient'), say }));
    },
  },
  restore: {
    usage:
      'candour restore FILE [--keys FILE.keys] [--erasures FILE] [--identity KEYFILE] [--checkpoint FILE] [--with-problems]',
    does: 'puts a backup into an empty place, checks the ledger, then opens it; overwrites nothing',
    values: ['identity', 'checkpoint', 'keys', 'erasures'],
    switches: ['with-problems'],
    words: [1, 1],
    run: async ([file], flags) => {
      const { restoreHouse } = await import('./main.ts');
      const restored = orFail(
        await restoreHouse(place(flags), file!, {
          identity: text(flags, 'identity'),
          keys: text(flags, 'keys'),
          erasures: text(flags, 'erasures'),
          checkpoint: text(flags, 'checkpoint'),
          withProblems: flags['with-problems'] === true,
          say,
        }),
      );
      if (!restored.ok) process.exitCode = 1;
      return restored;
    },
  },
  drill: {
    usage: 'candour drill [FILE] [--identity KEYFILE]',
    does: 'rehearses a loss: backs up (or takes FILE), restores into a bare folder, verifies, says what would be lost and how long it took',
    values: ['identity'],
    words: [0, 1],
    run: async ([file], flags) => {
      const { drillHouse } = await import('./main.ts');
      const drilled = orFail(await drillHouse(place(flags), { file, identity: text(flags, 'identity'), say }));
      if (!drilled.ok) process.exitCode = 1;
      return drilled;
    },
  },
  erase: {
    usage: 'candour erase',
    does: 'carries out the erasures that two people agreed to, and clears what the database left of them on disk; locks tables meanwhile',
    words: [0, 0],
    run: (_words, flags) =>
      inHouse(flags, async (house) => (await import('./rooms/duties/index.ts')).eraseAndScrub(house.ground)),
  },
  bundle: {
    usage: 'candour bundle [PERSON | --from DAY --to DAY] [--since CHECKPOINT] --out FILE.json',
    does: 'writes the rows of one person or period with their proofs: verifier/verify.mjs checks them without us. Holds personal data',
    values: ['from', 'to', 'since', 'out'],
    words: [0, 1],
    run: ([person], flags) => {
      const out = need(flags, 'out');
      const from = day(flags, 'from');
      const to = day(flags, 'to');
      const span = from !== undefined && to !== undefined ? { from, to } : undefined;
      if ((from === undefined) !== (to === undefined) || (person !== undefined && span !== undefined))
        throw new Usage('candour bundle takes PERSON, or --from DAY with --to DAY');
      if (person === undefined && span === undefined && text(flags, 'since') === undefined)
        throw new Usage('candour bundle needs PERSON, a period or --since');
      return inHouse(flags, async (house) => {
        const { bundleHouse } = await import('./main.ts');
        const built = orFail(await bundleHouse(house, { person, span, since: text(flags, 'since') }));
        const words = `${out}.words.json`;
        writeNew(out, built.text);
        writeNew(words, built.words);
        say(
          `${out} holds rows as they are stored, their guarded words encrypted; ${words} holds the same rows with the words to be read. Handle both as the record itself.`,
        );
        return { file: out, words, records: built.records, withheld: built.withheld, leaves: built.size };
      });
    },
  },
  schema: {
    usage: 'candour schema map',
    does: 'prints the published JSON Schema of an import map',
    words: [1, 1],
    run: async ([what]) => {
      if (what !== 'map') throw new Usage('candour schema map');
      return (await import('./engines/mapping/map.ts')).mapJsonSchema();
    },
  },
  appoint: {
    usage: 'candour appoint NAME --role ROLE[,ROLE...] --sign-in CLAIM',
    does: 'adds somebody who may sign in, with roles from today: the first people of a new installation',
    values: ['role', 'sign-in'],
    words: [1, 10],
    run: (words, flags) =>
      inHouse(flags, async (house) => {
        const { appoint } = await import('./rooms/access/index.ts');
        return orFail(
          await appoint(house.ground, {
            name: words.join(' '),
            roles: need(flags, 'role').split(','),
            signIn: need(flags, 'sign-in'),
          }),
        );
      }),
  },
  database: {
    usage: 'candour database prepare',
    does: 'makes the roles and the empty database on a server, and brings it up to date',
    words: [1, 1],
    run: async ([verb], flags) => {
      if (verb !== 'prepare') throw new Usage('candour database prepare');
      return inHouse(flags, async (house) => ({ database: house.ground.server.database, ready: true }));
    },
  },
  bench: {
    usage: 'candour bench [NAME...] [--keep] [--service DIR]',
    does: 'measures what docs/performance.md reports, as ratios in one run; --keep puts the figures into docs/trust-report.md, --service keeps the loaded service to be used again',
    values: ['service'],
    switches: ['keep'],
    words: [0, 20],
    run: async (names, flags) =>
      (await import('../bench/run.ts')).runBench({
        names,
        keep: flags.keep === true,
        service: text(flags, 'service') ?? null,
        say,
      }),
  },
  trust: {
    usage: 'candour trust [NAME...] [--short] [--seed S]',
    does: 'puts the promises to the test: holds every trial, or those named, with its control, and writes docs/trust-report.md',
    values: ['seed'],
    switches: ['short'],
    words: [0, 100],
    run: async (names, flags) => {
      const { holdTrials } = await import('../bench/trust/run.ts');
      const size = flags.short === true ? 'short' : 'full';
      const result = await holdTrials({ names, size, seed: whole(flags, 'seed', 1), say });
      if (result.faults.length > 0) process.exitCode = 1;
      return result;
    },
  },
};

const help = (): string =>
  [
    'candour: the integrity record of a police service',
    '',
    ...Object.values(commands).map((command) => `  ${command.usage}\n      ${command.does}`),
    '',
    'Every command: --json prints one JSON document; --data DIR uses the embedded database in that folder, otherwise',
    'DATABASE_URL, otherwise .candour. Exit 0 done, 1 refused or failed, 2 wrong usage.',
    '',
  ].join('\n');

function read(command: Command, args: readonly string[]) {
  const options: Record<string, { type: 'string' | 'boolean'; multiple?: boolean }> = {
    json: { type: 'boolean' },
    help: { type: 'boolean' },
    data: { type: 'string' },
  };
  for (const name of command.values ?? []) options[name] = { type: 'string' };
  for (const name of command.lists ?? []) options[name] = { type: 'string', multiple: true };
  for (const name of command.switches ?? []) options[name] = { type: 'boolean' };
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    throw new Usage((error as Error).message);
  }
}

async function main(args: readonly string[]): Promise<void> {
  const [name, ...rest] = args;
  if (!name || name === '--help' || name === 'help') {
    (name ? process.stdout : process.stderr).write(help());
    process.exitCode = name ? 0 : 2;
    return;
  }
  const command = commands[name];
  if (!command) throw new Usage(`there is no command "${name}". candour --help lists them`);
  const { values, positionals } = read(command, rest);
  if (values.help) {
    process.stdout.write(`${command.usage}\n\n${command.does}\n`);
    return;
  }
  const [least, most] = command.words;
  if (positionals.length < least || positionals.length > most) throw new Usage(command.usage);
  const result = await command.run(positionals, values as Flags);
  if (result !== undefined) process.stdout.write(`${JSON.stringify(result, null, values.json ? undefined : 2)}\n`);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  if (error instanceof Usage) {
    say(`candour: ${error.message}`);
    process.exitCode = 2;
  } else {
    say(
      `candour: ${error instanceof Error ? (process.env.CANDOUR_DEBUG ? error.stack : error.message.split('\n')[0]) : String(error)}`,
    );
    process.exitCode = 1;
  }
});
