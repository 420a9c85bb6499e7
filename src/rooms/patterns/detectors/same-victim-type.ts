import type { History } from '../../../engines/history.ts';
import { firstDayOf } from '../../../engines/patterns/first-day.ts';
import { kindRules } from '../../../engines/patterns/kinds-affected.ts';
import { type Matter, mattersOf } from '../../../engines/patterns/matters.ts';
import { needOf, roundScore } from '../../../engines/patterns/need.ts';
import { isPossiblyLater, saysSameManner, saysSameVictim, sharesAffected } from '../../../engines/patterns/relate.ts';
import { inForce } from '../../../engines/patterns/windows.ts';
import { citesOf, countOf, entriesOf, joinWords, spanOf } from '../../../engines/patterns/wording.ts';
import type { Baselines, Detection, Detector } from '../../../engines/signals.ts';
import { gravity, weights } from './thresholds.ts';

const innocent: readonly string[] = [
  'The post meets mostly people of this kind.',
  'The feature describes somebody else in the matter, or the subject.',
  'One relationship or one event may stand behind several reports.',
];

interface Shared {
  readonly kind: string;
  readonly words: string;
  readonly matters: readonly Matter[];
}

function detect(history: History, _baselines: Baselines): Detection | null {
  const { matters, setAside } = mattersOf(history);
  if (matters.length < 2) return null;
  const shared = sharedBy(matters);
  if (shared.length === 0) return null;
  const sharing = matters.filter((matter) => shared.some((kind) => kind.matters.includes(matter)));
  const [gravityTable, weightTable] = [inForce(gravity, history.asAt), inForce(weights, history.asAt)];
  let need = 0;
  for (const matter of sharing) need += needOf(matter, gravityTable, weightTable);
  return {
    code: 'signal:same-victim-type',
    subject: history.subject,
    rule: 'same-victim-type@1',
    since: firstDayOf(matters, (known) => sharedBy(known).length > 0),
    cites: citesOf(entriesOf(sharing)),
    setAside,
    score: roundScore(need),
    why: `${countOf(sharing.length, 'matter', 'matters')} ${spanOf(sharing)} share ${joinWords(shared.map(({ words, matters: own }) => `${words} (${own.length})`))}.`,
    innocent,
    detail: {
      shared: shared.map(({ kind, words, matters: own }) => ({ kind, words, entries: citesOf(entriesOf(own)) })),
      showAt: 'the next decision about the subject',
    },
  };
}

function sharedBy(matters: readonly Matter[]): Shared[] {
  let seen = 0;
  let twice = 0;
  for (const matter of matters) {
    twice |= seen & matter.kinds;
    seen |= matter.kinds;
  }
  const shared: Shared[] = [];
  for (let bit = 0; twice >> bit !== 0; bit++) {
    if ((twice & (1 << bit)) === 0) continue;
    const { kind, words } = kindRules[bit]!;
    shared.push({ kind, words, matters: matters.filter((matter) => (matter.kinds & (1 << bit)) !== 0) });
  }
  const samePerson = matters.filter((matter) =>
    matters.some((other) => other !== matter && isSamePerson(matter, other)),
  );
  if (samePerson.length > 1)
    shared.push({ kind: 'same-person', words: 'the same person affected', matters: samePerson });
  const manner = matters.filter((matter) => matters.some((other) => other !== matter && isSameManner(matter, other)));
  if (manner.length > 1) shared.push({ kind: 'similar-manner', words: 'a similar manner', matters: manner });
  return shared;
}

/** By the people named; where one of the two names nobody, by the record's own word that it is the same victim again. */
function isSamePerson(a: Matter, b: Matter): boolean {
  if (sharesAffected(a, b)) return true;
  if (namesAffected(a) && namesAffected(b)) return false;
  return saysBackwards(saysSameVictim, a, b);
}

const isSameManner = (a: Matter, b: Matter): boolean => saysBackwards(saysSameManner, a, b);

/** One says it of the other, which may have come before it. */
const saysBackwards = (says: (matter: Matter) => boolean, a: Matter, b: Matter): boolean =>
  (says(a) && isPossiblyLater(a, b) && pointsBack(a, b)) || (says(b) && isPossiblyLater(b, a) && pointsBack(b, a));

/** Acts on the earlier one, or is of its type. */
const pointsBack = (later: Matter, earlier: Matter): boolean =>
  later.first.type === earlier.first.type ||
  later.entries.some((entry) => earlier.entries.some((other) => entry.actsOn.includes(other.id)));

const namesAffected = (matter: Matter): boolean =>
  matter.entries.some((entry) => entry.parties.some((party) => party.role === 'affected'));

/** Two or more matters share a kind of affected person or relationship, or the person. */
export const sameVictimType: Detector = {
  name: 'same-victim-type',
  code: 'signal:same-victim-type',
  version: 1,
  effectiveFrom: '2026-12-01',
  legalSource:
    'Published review of a police service, 2022-23: the same kind of victim across sources was not seen; College of Policing guidance on outcomes: vulnerability of the person harmed aggravates',
  meaning:
    'Two or more matters about one person share a kind of affected person or relationship, or the person affected. The item names the kind and never the person.',
  knownWeaknesses: [
    'Some features may describe the subject or a colleague rather than the person harmed.',
    'A kind that most matters share in a post (people detained, in custody work) says little: compare with peers.',
    'Features that nobody recorded share nothing.',
  ],
  answerWithinDays: 14,
  detect,
};
