import type { History } from '../../../engines/history.ts';
import { type Rise, risingIn } from '../../../engines/patterns/escalating.ts';
import { firstDayOf } from '../../../engines/patterns/first-day.ts';
import { gradeOf, gravityOf } from '../../../engines/patterns/gravity.ts';
import { type Matter, mattersOf } from '../../../engines/patterns/matters.ts';
import { needOf, roundScore } from '../../../engines/patterns/need.ts';
import { inForce } from '../../../engines/patterns/windows.ts';
import { citesOf, countOf, entriesOf, joinWords, spanOf, summaryOf } from '../../../engines/patterns/wording.ts';
import type { Baselines, Detection, Detector } from '../../../engines/signals.ts';
import { gravity, risingThresholds, weights } from './thresholds.ts';

const innocent: readonly string[] = [
  'The person took on work that meets graver conflict.',
  'The same conduct was described or recorded more gravely by a later reporter.',
  'The graver matter was never tested, or the milder one was graver than its label.',
  'Reports came faster because people were asked, or because the first were believed.',
];

function detect(history: History, _baselines: Baselines): Detection | null {
  const { matters: all, setAside } = mattersOf(history);
  if (all.length < 2) return null;
  // Conduct rises; losses in a store that a unit keeps do not.
  const matters = all.filter((matter) => matter.first.roles.includes('subject'));
  const [table, rule] = [inForce(gravity, history.asAt), inForce(risingThresholds, history.asAt)];
  const riseIn = (known: readonly Matter[]): Rise | null =>
    risingIn(
      known,
      known.map((matter) => gravityOf(matter, table)),
      rule,
    );
  const rise = riseIn(matters);
  if (rise === null) return null;
  const weightTable = inForce(weights, history.asAt);
  let need = 0;
  for (const matter of matters) need += needOf(matter, table, weightTable);
  return {
    code: 'signal:escalation',
    subject: history.subject,
    rule: 'escalation@1',
    since: firstDayOf(matters, (known) => riseIn(known) !== null),
    cites: citesOf(entriesOf(matters)),
    setAside,
    score: roundScore(need * (1 + rise.most / 50)),
    why: sentence(matters, rise),
    innocent,
    detail: {
      ordered: inOrder(matters, rise),
      largestRise: gradeOf(rise.most),
      graver: rise.isGraver,
      closerTogether: rise.isCloser,
      asksFor: 'review:severity',
      gravityTable: table.from,
    },
  };
}

function sentence(matters: readonly Matter[], rise: Rise): string {
  const ways: string[] = [];
  if (rise.isGraver) ways.push(`a later one is graver than an earlier one, by up to ${gradeOf(rise.most)} grades`);
  if (rise.again.includes(true)) ways.push('it went on after an earlier one was known');
  if (rise.isCloser) ways.push('they come closer together');
  return `${countOf(matters.length, 'matter', 'matters')} ${spanOf(matters)}: ${joinWords(ways)}. A decision on the gravity of the whole is asked for.`;
}

/** Oldest first by when they happened, each with its grade. */
const inOrder = (matters: readonly Matter[], rise: Rise) =>
  matters
    .map((matter, index) => ({
      ...summaryOf(matter),
      grade: gradeOf(rise.points[index]!),
      wentOnAfterKnown: rise.again[index]!,
      from: matter.from,
      knownOn: matter.knownOn,
      id: matter.first.id,
    }))
    .sort((a, b) => a.from - b.from || a.knownOn - b.knownOn || (a.id < b.id ? -1 : 1));

/** Later matters graver than earlier ones, going on against the same person, or coming faster. */
export const escalation: Detector = {
  name: 'escalation',
  code: 'signal:escalation',
  version: 1,
  effectiveFrom: '2026-12-01',
  legalSource: gravity[0].source,
  meaning:
    'A later matter about one person is graver than an earlier one, or goes on against the same person after it was known, or four matters come at shrinking distances. It asks for one severity decision on the whole.',
  knownWeaknesses: [
    'Grades come from the recorded type and features: a milder label makes a milder grade unless the words reported are kept beside it.',
    'In any two unlike matters one is the graver; about half of unlike pairs are in rising order by chance.',
    'The gravity table is a judgement and has not been tested against outcomes.',
    'The pace is read only from matters with real days.',
  ],
  answerWithinDays: 7,
  detect,
};
