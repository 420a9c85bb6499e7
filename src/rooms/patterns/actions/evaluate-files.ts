/** The files of an evaluation, read and refused in words. No file of people is read for more than who and when. */
import { compileMap } from '../../../engines/mapping/compile.ts';
import type { EntriesMap } from '../../../engines/mapping/map.ts';
import type { OrderingEvent } from '../../../engines/ordering/events.ts';
import { eventsOfEntry } from '../../../engines/ordering/from-mapped.ts';
import { openCsv } from '../../../platform/csv-rows.ts';
import { type GivenMap, readMapOfKind, readSheet, type Sheet } from '../../../platform/input-files.ts';
import { isRefusal, type Refusal, refuse } from '../../../platform/refusal.ts';

export interface EvaluationPaths {
  /** CSV of events, plain or gzipped. */
  readonly events: string;
  /** A map of kind `entries`: a path, or the map itself. */
  readonly map: GivenMap;
  /** CSV with `person` and, if lead times are wanted, `date`: anyone with a row is a positive. */
  readonly outcome: string;
  /** CSV with `person`; columns `group` or `group_…` only divide the error rates and are never an input. */
  readonly cohort?: string;
}

async function readPeople(path: string): Promise<Sheet | Refusal> {
  const sheet = await readSheet(path);
  if (isRefusal(sheet) || sheet.header.includes('person')) return sheet;
  return refuse('column-missing', `${path} has no column "person".`);
}

export interface EventsFile {
  readonly events: readonly OrderingEvent[];
  readonly read: number;
  readonly rejected: number;
}

async function readEvents(path: string, map: EntriesMap): Promise<EventsFile | Refusal> {
  const file = await openCsv(path);
  if (!file.ok) return refuse('file-unreadable', file.reason);
  const compiled = compileMap(map, file.header);
  if (!compiled.ok) return refuse('map-wrong', compiled.reason);
  const events: OrderingEvent[] = [];
  let read = 0;
  let rejected = 0;
  for await (const batch of file.batches) {
    if (batch.stopped !== null) return refuse('file-unreadable', `${path}: ${batch.stopped}`);
    rejected += batch.malformed.length;
    read += batch.malformed.length + batch.rows.length;
    for (const { values } of batch.rows) {
      const row = compiled.row(values);
      if (row.ok) events.push(...eventsOfEntry(row.record));
      else rejected++;
    }
  }
  return { events, read, rejected };
}

export interface EvaluationFiles {
  readonly map: EntriesMap;
  readonly file: EventsFile;
  readonly outcome: Sheet;
  readonly cohort: Sheet | null;
}

/** Reads everything an evaluation needs. The small files first: a slip in them should not cost the reading of the large one. */
export async function readEvaluationFiles(paths: EvaluationPaths): Promise<EvaluationFiles | Refusal> {
  const map = await readMapOfKind(paths.map, 'entries');
  if (isRefusal(map)) return map;
  const outcome = await readPeople(paths.outcome);
  if (isRefusal(outcome)) return outcome;
  const cohort = paths.cohort === undefined ? null : await readPeople(paths.cohort);
  if (cohort && isRefusal(cohort)) return cohort;
  const file = await readEvents(paths.events, map);
  return isRefusal(file) ? file : { map, file, outcome, cohort };
}
