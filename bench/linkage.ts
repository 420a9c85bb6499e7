/**
 * Linkage: our Jaro-Winkler against DuckDB's on the same pairs with the same values, and a million invented records
 * deduplicated from file to file, against the CPU that is to be enough. The cheapest dishonest way is to score fewer pairs:
 * the pairs scored are a row of their own.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { WordStore } from '../src/engines/linkage/word-store.ts';
import { createDice } from '../src/engines/statistics/random.ts';
import { inventNames, recordsMap, writeRecords } from './invent-records.ts';
import { against, type BenchRow, cpuOf, median, ownCpu, type Say } from './scratch.ts';

const comparedNames = 2_000;
const records = 1_000_000;

/** What the engine asks of names: how alike they are, where they are at least this much. */
const alikeFrom = 0.82;

interface Turn {
  readonly ours: number;
  /** CPU of the same with the cut-off, as the engine uses it: no value under `alikeFrom` is worked out. */
  readonly cut: number;
  readonly theirs: number;
  readonly isSame: boolean;
}

/** Every name with every other, both ways round: CPU seconds of each, and whether all values are the same. */
async function compareOnce(names: readonly string[]): Promise<Turn> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  await connection.run('create table names (nth integer, word varchar)');
  const appender = await connection.createAppender('names');
  for (const [nth, word] of names.entries()) {
    appender.appendInteger(nth);
    appender.appendVarchar(word);
    appender.endRow();
  }
  appender.closeSync();
  // Pairs as a table first, so that only the comparison is measured.
  await connection.run('create table pairs as select a.nth x, b.nth y, a.word p, b.word q from names a, names b');
  const before = ownCpu();
  await connection.run('create table answers as select x, y, jaro_winkler_similarity(p, q) v from pairs');
  const theirs = ownCpu() - before;
  const store = new WordStore();
  const codes = Int32Array.from(names, (word) => store.add(word));
  const values = new Float64Array(names.length ** 2);
  const start = ownCpu();
  for (let x = 0, at = 0; x < names.length; x++)
    for (let y = 0; y < names.length; y++, at++) values[at] = store.jaroWinkler(codes[x]!, codes[y]!);
  const ours = ownCpu() - start;
  const cutValues = new Float64Array(names.length ** 2);
  const startCut = ownCpu();
  for (let x = 0, at = 0; x < names.length; x++)
    for (let y = 0; y < names.length; y++, at++)
      if (store.jaroWinklerAtMost(codes[x]!, codes[y]!) >= alikeFrom)
        cutValues[at] = store.jaroWinkler(codes[x]!, codes[y]!);
  const cut = ownCpu() - startCut;
  let isSame = values.every((value, at) => (value < alikeFrom ? cutValues[at]! < alikeFrom : value === cutValues[at]));
  for (let x = 0; x < names.length; x += 97) {
    const answer = await connection.runAndReadAll(`select v from answers where x = ${x} order by y`);
    isSame &&= answer.getRows().every(([value], y) => value === values[x * names.length + y]);
  }
  connection.closeSync();
  instance.closeSync();
  return { ours, cut, theirs, isSame };
}

/** What a process has used: CPU seconds, and megabytes of memory at the most. */
function usedBy(pid: number): { cpu: number; memory: number } | null {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return { cpu: cpuOf(pid), memory: Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024 };
  } catch {
    return null;
  }
}

interface Run {
  readonly cpu: number;
  readonly memory: number;
  readonly pairsScored: number;
}

/** The command itself in a process of its own. */
async function linkOnce(folder: string, rows: number): Promise<Run> {
  const input = join(folder, `${rows}.csv`);
  await writeRecords(input, rows, 7);
  const map = join(folder, 'map.json');
  writeFileSync(map, JSON.stringify(recordsMap));
  const cli = new URL('../src/cli.ts', import.meta.url).pathname;
  const args = ['--no-warnings', cli, 'link', input, '--map', map, '--out', join(folder, 'pairs.csv'), '--json'];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  let text = '';
  child.stdout.on('data', (piece) => {
    text += piece;
  });
  let used = { cpu: 0, memory: 0 };
  const look = setInterval(() => {
    const seen = usedBy(child.pid!);
    if (seen) used = { cpu: Math.max(used.cpu, seen.cpu), memory: Math.max(used.memory, seen.memory) };
  }, 50);
  await new Promise<void>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(`candour link ended with ${code}`))));
  });
  clearInterval(look);
  return { ...used, pairsScored: JSON.parse(text).pairsScored };
}

/** Jaro-Winkler against DuckDB's, three turns; then half a million and a million records. */
export async function benchLinkage(say: Say): Promise<BenchRow[]> {
  say(`linkage: ${(comparedNames ** 2).toLocaleString('en-GB')} pairs of names, ours and DuckDB's`);
  const names = inventNames(createDice(3), comparedNames);
  const turns: Turn[] = [];
  for (let turn = 0; turn < 3; turn++) turns.push(await compareOnce(names));
  if (turns.some((turn) => !turn.isSame)) throw new Error("our Jaro-Winkler does not equal DuckDB's");
  const perSecond = (seconds: number) => comparedNames ** 2 / seconds / 1e6;
  const folder = mkdtempSync(join(tmpdir(), 'candour-bench-linkage-'));
  try {
    say(`linkage: ${(records / 2).toLocaleString('en-GB')} records, then twice as many`);
    const half = await linkOnce(folder, records / 2);
    const whole = await linkOnce(folder, records);
    return [
      against(
        'Jaro-Winkler, same values as DuckDB',
        'million pairs a core-second',
        median(turns.map((turn) => perSecond(turn.ours))),
        median(turns.map((turn) => perSecond(turn.theirs))),
      ),
      against(
        'the same with the exact cut-off at 0.82',
        'million pairs a core-second',
        median(turns.map((turn) => perSecond(turn.cut))),
        median(turns.map((turn) => perSecond(turn.theirs))),
      ),
      against('a million records deduplicated, file to file', 'CPU seconds', whole.cpu, 15),
      against('pairs compared for that', 'million pairs', whole.pairsScored / 1e6, 20),
      against('memory for that', 'megabytes', whole.memory, 2_000),
      against(
        'twice the records: CPU for a pair compared',
        'microseconds',
        (whole.cpu / whole.pairsScored) * 1e6,
        (half.cpu / half.pairsScored) * 1e6,
      ),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
