/** Writes `entries.csv`. Words are typed by the vocabulary, so a word outside it does not compile. */
import type { Day } from '../../src/engines/history.ts';
import type {
  Basis,
  Feature,
  Finding,
  MatterType,
  Missing,
  PartyRole,
  Source,
  Step,
  StepType,
  Visibility,
} from '../../src/engines/vocabulary.ts';
import { CsvFile, iso } from './csv.ts';
import type { Person, Unit } from './model.ts';

export type Precision = 'day' | 'month' | 'year' | 'unknown';

export interface Entry {
  readonly kind: 'matter' | 'step' | 'amendment';
  readonly source: Source;
  readonly sourceRef?: string;
  readonly type: MatterType | StepType;
  readonly step: Step;
  readonly matter?: string;
  readonly happened?: Happened;
  readonly knownOn: Day;
  readonly basis?: Basis;
  readonly finding?: Finding;
  readonly visibility?: Visibility;
  readonly unit?: Unit | null | undefined;
  readonly parties: readonly (readonly [PartyRole, Person | Unit | null | undefined])[];
  readonly actsOn?: readonly string[];
  readonly features?: readonly Feature[];
  readonly missing?: readonly Missing[];
  readonly values?: Readonly<Record<string, number>>;
  readonly label?: { readonly said: string; readonly given: string };
  /** For a self-declaration: the entries declared. */
  readonly declares?: readonly string[];
  readonly summary: string;
}

export interface Happened {
  readonly from: Day | null;
  readonly to: Day | null;
  readonly precision: Precision;
}

export const entryColumns =
  `ref,kind,source,source_ref,type,step,matter,happened_from,happened_to,precision,known_on,basis,
finding,visibility,unit,parties,acts_on,features,missing,values,label_said,label_given,declares,summary`
    .replaceAll('\n', '')
    .split(',');

export class RecordFile {
  private readonly file: CsvFile;
  private readonly until: Day;
  private readonly heard: (ref: string, entry: Entry) => void;

  constructor(folder: string, until: Day, heard: (ref: string, entry: Entry) => void) {
    this.file = new CsvFile(folder, 'entries.csv', entryColumns);
    this.until = until;
    this.heard = heard;
  }

  get rows(): number {
    return this.file.rows;
  }

  get name(): string {
    return this.file.name;
  }

  close(): void {
    this.file.close();
  }

  /** Writes one entry and gives its ref. What would be known only after the last day is a bug in the caller. */
  post(entry: Entry): string {
    if (entry.knownOn > this.until) throw new RangeError(`known after the last day: ${entry.summary}`);
    const happened = entry.happened ?? { from: entry.knownOn, to: entry.knownOn, precision: 'day' };
    if (happened.from !== null && happened.from > entry.knownOn)
      throw new RangeError(`known before it happened: ${entry.summary}`);
    const ref = `e-${String(this.file.rows + 1).padStart(7, '0')}`;
    const parties = entry.parties.filter(([, who]) => who !== null && who !== undefined);
    this.file.write([
      ref,
      entry.kind,
      entry.source,
      entry.sourceRef ?? '',
      entry.type,
      entry.step,
      entry.matter ?? '',
      iso(happened.from),
      iso(happened.to),
      happened.precision,
      iso(entry.knownOn),
      entry.basis ?? 'record',
      entry.finding ?? 'none',
      entry.visibility ?? 'guarded',
      entry.unit?.ref ?? '',
      parties.map(([role, who]) => `${role}:${(who as Person | Unit).ref}`).join(';'),
      entry.actsOn?.join(';') ?? '',
      entry.features?.join(';') ?? '',
      entry.missing?.join(';') ?? '',
      entry.values === undefined
        ? ''
        : Object.entries(entry.values)
            .map(([name, value]) => `${name}=${value}`)
            .join(';'),
      entry.label?.said ?? '',
      entry.label?.given ?? '',
      entry.declares?.join(';') ?? '',
      entry.summary,
    ]);
    this.heard(ref, entry);
    return ref;
  }
}
