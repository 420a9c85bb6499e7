import type { Day, History } from '../../../engines/history.ts';
import { type Matter, mattersOf } from '../../../engines/patterns/matters.ts';
import { needOf, roundScore } from '../../../engines/patterns/need.ts';
import { isRelated } from '../../../engines/patterns/relate.ts';
import { inForce, possiblyWithin } from '../../../engines/patterns/windows.ts';
import {
  citesOf,
  countOf,
  entriesOf,
  listSources,
  outcomesOf,
  sourcesOf,
  spanOf,
  summaryOf,
} from '../../../engines/patterns/wording.ts';
import type { Baselines, Detection, Detector } from '../../../engines/signals.ts';
import { gravity, repeatThresholds, weights } from './thresholds.ts';

const innocent: readonly string[] = [
  'A post that meets more of the public, or more conflict, draws more complaints: compare with peers in the same work.',
  'Several reports may tell of one event, by several people or to several offices.',
  'One dispute, or one reporter, may stand behind them all.',
  'Someone who raises concerns may be reported more for it.',
];

interface Met {
  readonly threshold: string;
  readonly since: Day;
  readonly entries: readonly string[];
}

function detect(history: History, baselines: Baselines): Detection | null {
  const { matters, setAside, clouds } = mattersOf(history);
  if (matters.length === 0 || (matters.length === 1 && matters[0]!.severalSince === null)) return null;
  const rule = inForce(repeatThresholds, history.asAt);
  const days = matters.flatMap((matter) =>
    matter.severalSince === null ? [matter.knownOn] : [matter.knownOn, matter.severalSince],
  );
  if (days.length < rule.matters) return null;
  days.sort((a, b) => a - b);
  const since = days[rule.matters - 1]!;
  const sources = sourcesOf(matters);
  return {
    code: 'signal:repeat',
    subject: history.subject,
    rule: 'repeat@1',
    since,
    cites: citesOf([...entriesOf(matters), ...clouds]),
    setAside,
    score: scoreOf(matters, history.asAt),
    why: sentence(matters, days.length, listSources(sources)),
    innocent,
    detail: {
      met: [
        { threshold: `${rule.matters} matters from any sources`, since, entries: citesOf(entriesOf(matters)) },
        ...otherMet(matters, rule),
      ],
      window: `${rule.matters} matters at any distance; ${rule.complaints} public complaints in ${rule.complaintMonths} months`,
      matters: matters.map(summaryOf),
      sources,
      arrivedWithoutRecord: clouds.map((entry) => entry.id),
      peerShare: baselines.shareWithTwoOrMore,
      peersAsAt: baselines.asAt,
    },
  };
}

function sentence(matters: readonly Matter[], stated: number, sources: string): string {
  const count =
    stated > matters.length
      ? `${countOf(matters.length, 'matter', 'matters')}, at least ${stated} by the record's own count,`
      : countOf(matters.length, 'matter', 'matters');
  return `${count} from ${sources} ${spanOf(matters)}: ${outcomesOf(matters)}.`;
}

function scoreOf(matters: readonly Matter[], asAt: Day): number {
  const [gravityTable, weightTable] = [inForce(gravity, asAt), inForce(weights, asAt)];
  let score = 0;
  for (const matter of matters) score += needOf(matter, gravityTable, weightTable);
  return roundScore(score);
}

/** The narrower thresholds that the same matters meet: the page shows the narrowest, and a new one renews the item. */
function otherMet(matters: readonly Matter[], rule: (typeof repeatThresholds)[number]): Met[] {
  const met: Met[] = [];
  const related = matters.filter((matter) => matters.some((other) => other !== matter && isRelated(matter, other)));
  if (related.length >= 2) {
    met.push({ threshold: 'two related matters', since: nth(related, 2), entries: citesOf(entriesOf(related)) });
  }
  // Made-up days give an order and no distance: they meet no window.
  const complaints = matters.filter((matter) => matter.isDated && matter.first.source === 'public-complaint');
  const close = possiblyWithin(complaints, rule.complaints, rule.complaintMonths);
  if (close !== null) {
    const threshold = `${rule.complaints} public complaints in ${rule.complaintMonths} months`;
    met.push({ threshold, since: nth(close, rule.complaints), entries: citesOf(entriesOf(close)) });
  }
  return met;
}

const nth = (matters: readonly Matter[], count: number): Day =>
  matters.map((matter) => matter.knownOn).sort((a, b) => a - b)[count - 1]!;

/** Two or more matters about one subject, whatever their source and however they ended. */
export const repeat: Detector = {
  name: 'repeat',
  code: 'signal:repeat',
  version: 1,
  effectiveFrom: '2026-12-01',
  legalSource: repeatThresholds[0].source,
  meaning:
    'Two or more matters about one person or thing, from any sources and at any distance. A matter that ended without action counts as untested; an eliminated one counts for nothing.',
  knownWeaknesses: [
    'Two matters are common: about one in five people in a conduct system have them. Read the score and the peers, not the flag.',
    'Reports of one event that name neither each other nor a number are counted apart.',
    'Biased reporting makes biased flags: compare flag rates between groups.',
    'Only a report by the person reported, or a process built on the report, is recognised as a counter-allegation; one raised through an associate is not.',
  ],
  answerWithinDays: 14,
  detect,
};
