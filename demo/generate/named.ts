/** The people whom the demo signs in as: real posts in the invented service, so that walls compute from them. */
import type { Person, Post } from './model.ts';
import { postAt, supervisorOf } from './model.ts';
import type { Stage } from './stage.ts';

export interface Named {
  readonly role: string;
  readonly person: Person;
  readonly why: string;
}

type Wanted = readonly [role: string, why: string, fits: (post: Post) => boolean];

const inTeam =
  (work: string) =>
  (post: Post): boolean =>
    post.unit.work === work && post.unit.kind === 'team';

const wanted: readonly Wanted[] = [
  ['assessor', 'Opens today’s complaint; no tie to anybody in it', inTeam('standards-assessment')],
  ['investigator', 'Runs cases; no tie to the subject', inTeam('standards-investigation')],
  ['vetting-officer', 'Renews clearances; sees what was declared against what is known', inTeam('vetting')],
  ['firearms-authority', 'Decides who may be armed', (post) => post.unit.work === 'firearms' && post.seat !== null],
  ['guardian', 'Receives protected reports', inTeam('people-services')],
  [
    'commander',
    'Leads a local command; sees measures, not files',
    (post) => post.rank === 'chief-superintendent' && post.unit.kind === 'command',
  ],
  ['analyst', 'Builds measures; counts only', (post) => inTeam('corporate')(post) && post.seat === null],
  ['auditor', 'Reads the logs of who read what', (post) => inTeam('corporate')(post) && post.seat !== null],
  ['administrator', 'Keeps accounts; sees no content', inTeam('digital')],
  [
    'reviewer-outside-chain',
    'Answers signals from outside the line',
    (post) => post.rank === 'inspector' && post.unit.kind === 'unit' && post.unit.work !== 'lead',
  ],
  ['second-person', 'Agrees or disagrees where two are needed', (post) => post.rank === 'inspector'],
  [
    'covert-custodian',
    'Holds the covert class',
    (post) => post.unit.work === 'standards-investigation' && post.seat !== null,
  ],
];

/** Whoever once shared a unit with the subject is tied to him; the demo's deciders are not. */
const everTogether = (one: Person, other: Person): boolean =>
  one.posts.some((mine) =>
    other.posts.some((theirs) => mine.unit === theirs.unit && mine.from < theirs.end && theirs.from < mine.end),
  );

export function castNamed(stage: Stage, subject: Person, complainant: Person): Named[] {
  const { until } = stage.world;
  const home = postAt(subject, until) as Post;
  const named: Named[] = [
    { role: 'complained-about', person: subject, why: 'Fifteen matters in sixteen years; a complaint came in today' },
  ];
  const boss = supervisorOf(home, until);
  if (boss === null) throw new RangeError('the subject of the demo has no supervisor');
  boss.reserved = 'named';
  named.push({ role: 'supervisor', person: boss, why: 'Leads the team of the person complained about' });
  const friend = stage.teammate('named', subject, until, 1);
  if (friend === null) throw new RangeError('the subject of the demo has no team');
  stage.ties.push({
    person: friend,
    counterpart: subject,
    kind: 'friend',
    declared: false,
    from: until - 400,
    to: null,
    evidence: 'same team; named together in leave requests',
  });
  named.push({
    role: 'friend',
    person: friend,
    why: 'A friend in the same team: every page about the subject must be closed',
  });
  for (const [role, why, fits] of wanted) {
    // In a very small service nobody may be left who never met the subject; then today's team is what counts.
    const person =
      stage.tryCast('named', (found, post) => fits(post) && !everTogether(found, subject)) ??
      stage.cast(`named ${role}`, (_, post) => fits(post) && post.unit !== home.unit);
    named.push({ role, person, why });
  }
  for (const [role, why] of [
    ['overseer', 'Outside the service; asks questions and reads measures'],
    ['independent-investigator', 'Outside the service; takes the gravest cases'],
  ] as const)
    named.push({ role, person: stage.world.citizen(0, false), why });
  named.push({ role: 'complainant', person: complainant, why: 'Made today’s complaint; follows it by receipt' });
  return named;
}
