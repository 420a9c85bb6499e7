/** An event of a history as an action is told of it: names become ids, dates become days, numbers become entries. */
import { dayToIso } from '../../../engines/history.ts';
import type { EventDays } from '../../../engines/scenario/days-of.ts';
import type { Told } from '../../../engines/scenario/play.ts';
import type { ScenarioEvent } from '../../../engines/scenario/read-scenario.ts';
import { isMatterType, type PartyRole } from '../../../engines/vocabulary.ts';
import type { Settled } from './settle.ts';

const fromOutside: ReadonlySet<string> = new Set(['other-force-record', 'other-force-referral']);

function partiesOf(event: ScenarioEvent, settled: Settled): Told['parties'] {
  const parties = new Map<string, Told['parties'][number]>();
  const add = (role: PartyRole, ref: string | null | undefined) => {
    const subject = ref ? settled.ids.get(ref) : undefined;
    if (subject) parties.set(`${role} ${subject}`, { role, subject, join: { how: 'reference' } });
  };
  add('subject', event.subject);
  add('reporter', event.reporter);
  for (const ref of event.affected) add('affected', ref);
  add('actor', event.actor);
  add('unit', event.unit);
  if (fromOutside.has(event.source)) add('sender', event.unit ?? event.actor);
  for (const ref of event.about) add('about', ref);
  return [...parties.values()];
}

/** The number it stands under: the first case it is about, or the case that is its subject. */
function matterOf(event: ScenarioEvent, settled: Settled): string | null {
  const ref = [...event.about, event.subject ?? ''].find((each) => settled.kinds.get(each) === 'matter');
  return ref ? settled.ids.get(ref)! : null;
}

/** `entries` holds the entry that each earlier event became; a number that points nowhere points at nothing. */
export function tell(
  event: ScenarioEvent,
  days: EventDays,
  settled: Settled,
  entries: ReadonlyMap<number, string>,
): Told {
  const entriesOf = (numbers: readonly number[]): string[] => [
    ...new Set(numbers.flatMap((n) => entries.get(n) ?? [])),
  ];
  const kind = isMatterType(event.type) ? 'matter' : 'step';
  const isNobody = kind === 'matter' && !event.subject;
  return {
    kind,
    source: event.source,
    type: event.type,
    step: event.step ?? null,
    matter: matterOf(event, settled),
    happenedFrom: dayToIso(days.happenedFrom),
    happenedTo: dayToIso(days.happenedTo),
    datesMadeUp: days.datesMadeUp,
    knownOn: dayToIso(days.knownOn),
    basis: event.basis,
    finding: event.finding,
    visibility: 'guarded',
    parties: partiesOf(event, settled),
    unknown: isNobody ? [{ role: 'subject', description: 'Nobody is named.' }] : [],
    actsOn: entriesOf(event.of),
    features: [...new Set(event.features)],
    missing: [...new Set(event.missing)],
    values: event.values ?? null,
    label: event.label ?? null,
    declares: event.declares ? entriesOf(event.declares) : null,
    unit: event.unit ? settled.ids.get(event.unit)! : null,
    summary: typeof event.what === 'string' ? event.what : null,
    evidence: null,
    secondPerson: null,
  };
}
