/**
 * Histories planted on purpose, each with what a working system should find, and others that only look like a pattern
 * and must be left alone. Modelled on kinds of history in published reviews; no real person's history is copied.
 */
import type { Feature, Finding, MatterType, Source } from '../../src/engines/vocabulary.ts';
import type { Person, Post } from './model.ts';
import { postAt, supervisorOf } from './model.ts';
import type { Stage } from './stage.ts';

type Beat = readonly [yearsBefore: number, Source, MatterType, Finding, readonly Feature[]];

const year = 365.25;

/** Ten reports and five complaints in sixteen years, in three forces; the seventh was shown to be somebody else. */
const quietYears: readonly Beat[] = [
  [
    16.2,
    'other-force-record',
    'stalking-harassment',
    'no-action',
    ['former-partner', 'woman', 'off-duty', 'other-force-area'],
  ],
  [15.1, 'public-complaint', 'incivility', 'local-resolution', ['on-duty', 'woman']],
  [13.9, 'non-crime-incident', 'domestic-abuse', 'no-action', ['partner', 'woman', 'in-home', 'off-duty']],
  [12.4, 'crime-report', 'violence', 'withdrawn', ['former-partner', 'woman', 'off-duty', 'violent']],
  [11.5, 'public-complaint', 'excessive-force', 'not-upheld', ['detainee', 'on-duty']],
  [10.2, 'other-force-record', 'domestic-abuse', 'no-action', ['partner', 'woman', 'off-duty', 'other-force-area']],
  [9.3, 'crime-report', 'property-crime', 'eliminated', ['off-duty']],
  [8.1, 'public-complaint', 'stop-search-conduct', 'no-action', ['on-duty']],
  [7.2, 'non-crime-incident', 'stalking-harassment', 'no-action', ['former-partner', 'woman', 'warrant-card']],
  [5.8, 'crime-report', 'domestic-abuse', 'withdrawn', ['partner', 'woman', 'in-home', 'off-duty']],
  [4.6, 'public-complaint', 'abuse-of-position', 'dispensation', ['woman', 'warrant-card', 'vulnerable']],
  [3.4, 'other-force-record', 'sexual-misconduct', 'no-action', ['woman', 'off-duty', 'sexual', 'other-force-area']],
  [2.1, 'anonymous-report', 'sexual-harassment', 'words-of-advice', ['colleague', 'woman', 'junior', 'anonymous']],
  [1.2, 'crime-report', 'domestic-abuse', 'discontinued', ['partner', 'woman', 'in-home', 'off-duty', 'violent']],
  [0.5, 'non-crime-incident', 'stalking-harassment', 'open', ['former-partner', 'woman', 'warrant-card']],
  [0, 'public-complaint', 'abuse-of-position', 'open', ['woman', 'warrant-card', 'vulnerable', 'similar-manner']],
];

/** One long quiet repeat. `today` puts its last complaint on the last day, as the demo begins. */
export function longQuietRepeat(
  stage: Stage,
  today: boolean,
): { readonly subject: Person; readonly complainant: Person; readonly latest: string } {
  const kind = 'long-quiet-repeat';
  const { until } = stage.world;
  const fits = (found: Person, post: Post): boolean => {
    const boss = supervisorOf(post, until);
    return (
      found.joined < until - 17 * year &&
      found.category === 'officer' &&
      post.seat === null &&
      post.unit.kind === 'team' &&
      !found.posts.some((held) => held.unit.work.startsWith('standards-') || held.unit.work === 'vetting') &&
      boss !== null &&
      boss.reserved === ''
    );
  };
  const person =
    stage.tryCast(kind, (found, post) => fits(found, post) && found.sex === 'male' && post.rank === 'constable') ??
    stage.cast(kind, fits);
  const partner = stage.world.woman();
  const cited: string[] = [];
  const women: string[] = [];
  let complainant = partner;
  let latest = '';
  for (const [before, source, type, finding, features] of quietYears) {
    const day = Math.min(
      until - (today || before > 0 ? 0 : 35),
      until - Math.round(before * year) + (before > 0 ? stage.dice.int(-40, 40) : 0),
    );
    const affected = features.includes('partner')
      ? partner
      : features.includes('woman')
        ? stage.world.woman()
        : stage.world.citizen(0, false);
    complainant = affected;
    const raised = stage.raise(person, day, source, type, {
      features,
      affected,
      reporter: source === 'public-complaint' ? affected : null,
      precision: before > 10 ? (before > 15 ? 'year' : 'month') : 'day',
      lag: source === 'other-force-record' ? 30 : 4,
    });
    latest = raised.ref;
    if (finding !== 'open')
      stage.close(raised, Math.min(stage.dice.int(90, 420), Math.max(20, until - day - 5)), finding);
    if (finding === 'eliminated')
      stage.never(
        person,
        kind,
        'signal:repeat',
        [raised.ref],
        'Shown to be somebody else: it may be set aside, never counted',
      );
    else {
      cited.push(raised.ref);
      if (features.includes('partner') || features.includes('former-partner')) women.push(raised.ref);
    }
  }
  stage.find(
    person,
    kind,
    'signal:repeat',
    cited,
    'Ten reports and five complaints over sixteen years in several places, each closed by itself',
  );
  stage.find(
    person,
    kind,
    'signal:same-victim-type',
    women,
    'Partners and former partners are affected again and again',
  );
  return { subject: person, complainant, latest };
}

function escalation(stage: Stage): void {
  const kind = 'escalation';
  const person = stage.constable(kind, 6);
  const affected = stage.world.woman();
  const beats: readonly Beat[] = [
    [4.2, 'public-complaint', 'incivility', 'local-resolution', ['on-duty', 'woman']],
    [2.6, 'internal-report', 'bullying', 'words-of-advice', ['colleague', 'junior']],
    [1.5, 'non-crime-incident', 'stalking-harassment', 'no-action', ['former-partner', 'woman', 'off-duty']],
    [0.8, 'crime-report', 'violence', 'open', ['former-partner', 'woman', 'off-duty', 'violent']],
    [0.4, 'crime-report', 'domestic-abuse', 'open', ['former-partner', 'woman', 'in-home', 'violent']],
  ];
  const refs = beats.map(([before, source, type, finding, features]) => {
    const raised = stage.raise(person, stage.world.until - Math.round(before * year), source, type, {
      features,
      affected,
    });
    if (finding !== 'open') stage.close(raised, stage.dice.int(60, 150), finding);
    return raised.ref;
  });
  stage.find(person, kind, 'signal:escalation', refs, 'From rude words to violence, with shorter gaps each time');
}

function sameVictim(stage: Stage): void {
  const kind = 'same-kind-of-victim';
  const person = stage.constable(kind, 8);
  const feature = stage.dice.pick<Feature>(['detainee', 'vulnerable', 'probationer']);
  const types: readonly MatterType[] =
    feature === 'probationer'
      ? ['sexual-harassment', 'bullying', 'abuse-of-position']
      : ['excessive-force', 'custody-care', 'abuse-of-position'];
  const refs = types.map((type, index) => {
    const day = stage.world.until - Math.round((5.5 - 2 * index) * year) + stage.dice.int(-60, 60);
    const source: Source = feature === 'probationer' ? 'internal-report' : 'public-complaint';
    const raised = stage.raise(person, day, source, type, {
      features: [feature, 'on-duty'],
      affected: stage.world.woman(),
    });
    if (index < 2) stage.close(raised, stage.dice.int(90, 300), index === 0 ? 'not-upheld' : 'no-action');
    return raised.ref;
  });
  stage.find(
    person,
    kind,
    'signal:same-victim-type',
    refs,
    `Three matters of different kinds, all affecting a ${feature.replaceAll('-', ' ')}`,
  );
}

function otherForceNotice(stage: Stage): void {
  const kind = 'other-force-no-receipt';
  const person = stage.constable(kind, 5);
  const refs: string[] = [];
  for (const before of [3.1, 1.4]) {
    const day = stage.world.until - Math.round(before * year) + stage.dice.int(-50, 50);
    const raised = stage.raise(person, day, 'other-force-record', 'domestic-abuse', {
      features: ['partner', 'off-duty', 'other-force-area'],
      affected: stage.world.woman(),
    });
    const sent = stage.world.record.post({
      kind: 'step',
      source: 'other-force-referral',
      type: 'referral-step',
      step: 'send',
      matter: raised.matter,
      knownOn: day + 6,
      visibility: 'restricted',
      parties: [['subject', person]],
      actsOn: [raised.ref],
      features: ['no-receipt'],
      missing: ['receipt'],
      summary: 'The other force says that it sent a referral; no receipt is held',
    });
    refs.push(raised.ref, sent);
  }
  stage.find(
    person,
    kind,
    'link:other-force',
    refs,
    'Two records of another force, each said to have been referred, no receipt held',
  );
}

function counterAllegation(stage: Stage): void {
  const kind = 'counter-allegation';
  const reporter = stage.constable(kind, 5);
  const { until } = stage.world;
  const day = until - stage.dice.int(300, 600);
  const accused = stage.teammate(kind, reporter, day, 4) ?? stage.constable(kind, 5);
  const earlier = stage.raise(reporter, day - 500, 'public-complaint', 'incivility', {
    reporter: stage.world.citizen(0, false),
    features: ['on-duty'],
  });
  stage.close(earlier, 70, 'local-resolution');
  const first = stage.raise(accused, day, 'internal-report', 'sexual-harassment', {
    reporter,
    affected: reporter,
    features: ['colleague', 'same-team', 'sexual'],
  });
  const later = stage.raise(reporter, day + stage.dice.int(10, 45), 'internal-report', 'bullying', {
    reporter: accused,
    features: ['colleague', 'same-team'],
  });
  stage.find(
    reporter,
    kind,
    'signal:counter-allegation',
    [first.ref, later.ref],
    'Accused by the person she or he had reported, weeks later',
  );
  stage.never(
    reporter,
    kind,
    'signal:repeat',
    [later.ref],
    'Not counted until somebody outside both lines has read the pair',
  );
}

function maliciousReports(stage: Stage): void {
  const kind = 'malicious-anonymous';
  const person = stage.constable(kind, 5);
  const types: readonly MatterType[] = [
    'substance-misuse',
    'financial-misuse',
    'misuse-of-systems',
    'abuse-of-position',
    'substance-misuse',
  ];
  const refs = types.map((type, index) => {
    const day = stage.world.until - Math.round((4 - 0.6 * index) * year);
    const raised = stage.raise(person, day, 'anonymous-report', type, { features: ['anonymous', 'similar-manner'] });
    stage.close(raised, stage.dice.int(40, 120), 'eliminated');
    return raised.ref;
  });
  const why = 'Five anonymous reports, every one shown not to have happened';
  stage.never(person, kind, 'signal:repeat', refs, why);
  stage.never(person, kind, 'signal:repeat', [], why);
  stage.never(person, kind, 'signal:escalation', [], why);
}

function namesakes(stage: Stage): void {
  const kind = 'namesake';
  const one = stage.constable(kind, 6);
  const two = stage.cast(
    kind,
    (found, post) =>
      found.sex === one.sex &&
      post.unit !== postAt(one, stage.world.until)?.unit &&
      found.joined < stage.world.until - 4 * year,
  );
  two.given = one.given;
  two.family = one.family;
  const refs = [one, two].map((person, index) => {
    const raised = stage.raise(
      person,
      stage.world.until - Math.round((1.2 + index) * year),
      'public-complaint',
      'excessive-force',
      {
        reporter: stage.world.citizen(0, false),
        features: ['on-duty'],
      },
    );
    stage.close(raised, 120, 'not-upheld');
    return raised.ref;
  });
  for (const person of [one, two]) {
    stage.never(
      person,
      kind,
      'link:same-person',
      refs,
      'Two people of one name; their numbers, posts and dates differ',
    );
    stage.never(person, kind, 'signal:repeat', [], 'One matter each: two only if the namesakes are joined');
  }
}

function somebodyElse(stage: Stage): void {
  const kind = 'second-was-somebody-else';
  const person = stage.constable(kind, 5);
  const first = stage.raise(person, stage.world.until - Math.round(2.5 * year), 'public-complaint', 'incivility', {
    reporter: stage.world.citizen(0, false),
    features: ['on-duty'],
  });
  stage.close(first, 100, 'no-action');
  const second = stage.raise(person, stage.world.until - Math.round(1.3 * year), 'public-complaint', 'incivility', {
    reporter: stage.world.citizen(0, false),
    features: ['on-duty'],
  });
  stage.close(second, 80, 'eliminated');
  stage.never(person, kind, 'signal:repeat', [second.ref], 'The second was about another officer');
  stage.never(person, kind, 'signal:repeat', [], 'One matter is left');
}

function noiseOnly(stage: Stage): void {
  const kind = 'workload-and-training-only';
  const person = stage.constable(kind, 3);
  for (let turn = 0; turn < 8; turn++) {
    const day = stage.world.until - 100 - turn * 110;
    if (day <= person.joined) break;
    const training = turn % 2 === 0;
    stage.world.record.post({
      kind: 'step',
      source: training ? 'training' : 'performance-data',
      type: training ? 'training-step' : 'workforce-count',
      step: training ? 'complete' : 'count',
      knownOn: day,
      visibility: 'open',
      unit: stage.world.unitOf(person, day),
      parties: [['subject', person]],
      values: training ? { 'score-percent': stage.dice.int(60, 95) } : { 'caseload-cases': stage.dice.int(9, 14) },
      summary: training ? 'Course completed' : 'Cases held, counted at the month end',
    });
  }
  for (const code of ['signal:repeat', 'signal:escalation', 'signal:same-victim-type'] as const)
    stage.never(person, kind, code, [], 'Only courses and caseload counts; nothing is alleged');
}

/** A member of professional standards who is a friend of somebody now complained about. */
export function reviewerTie(stage: Stage, subject: Person, matter: string): void {
  const kind = 'reviewer-tied-to-subject';
  const reviewer = stage.cast(kind, (_, post) => post.unit.work.startsWith('standards-'));
  stage.ties.push({
    person: reviewer,
    counterpart: subject,
    kind: 'friend',
    declared: true,
    from: Math.max(reviewer.joined, subject.joined) + 30,
    to: null,
    evidence: 'declared in the yearly return of interests',
  });
  stage.find(
    reviewer,
    kind,
    'gate:conflict-of-interest',
    [matter],
    'A declared friend of the subject works where his matters are assessed',
  );
}

function sameTeamWitness(stage: Stage): void {
  const kind = 'same-team-witness';
  const subject = stage.constable(kind, 4);
  const day = stage.world.until - stage.dice.int(60, 200);
  const witness = stage.teammate(kind, subject, day) ?? stage.constable(kind, 4);
  const raised = stage.raise(subject, day, 'internal-report', 'discrimination-race', {
    reporter: stage.world.citizen(0, false),
    witness,
    actor: witness,
    features: ['same-team', 'colleague', 'on-duty'],
  });
  stage.find(
    witness,
    kind,
    'gate:conflict-of-interest',
    [raised.ref],
    'Takes the first account about a member of the same team and is a witness too',
  );
}

function undeclaredPartner(stage: Stage): void {
  const kind = 'undeclared-partner';
  const { until } = stage.world;
  const senior = stage.cast(
    kind,
    (found, post) => post.seat !== null && post.rank === 'sergeant' && found.joined < until - 5 * year,
  );
  const day = until - stage.dice.int(250, 500);
  const junior = stage.teammate(kind, senior, day, 3) ?? stage.constable(kind, 3);
  stage.ties.push({
    person: senior,
    counterpart: junior,
    kind: 'partner',
    declared: false,
    from: day - 300,
    to: null,
    evidence: 'one home address on two personnel records',
  });
  const declared = stage.world.record.post({
    kind: 'step',
    source: 'vetting',
    type: 'self-declaration',
    step: 'declare',
    knownOn: day,
    basis: 'account',
    visibility: 'restricted',
    parties: [['subject', senior]],
    declares: [],
    summary: 'Yearly return of interests: nothing to declare',
  });
  const found = stage.raise(senior, day + 90, 'internal-report', 'conflict-of-interest', {
    about: junior,
    features: ['partner', 'line-manager', 'junior', 'same-team'],
    lag: 60,
  });
  stage.find(
    senior,
    kind,
    'signal:declaration-mismatch',
    [declared, found.ref],
    'Says there is no tie; lives with somebody in the same team',
  );
}

function undeclaredRecord(stage: Stage): void {
  const kind = 'undeclared-record';
  const person = stage.constable(kind, 5);
  const day = stage.world.until - Math.round(2.4 * year);
  const record = stage.raise(person, day, 'crime-report', 'domestic-abuse', {
    features: ['former-partner', 'off-duty'],
    affected: stage.world.woman(),
  });
  stage.close(record, 90, 'no-action');
  const declared = stage.world.record.post({
    kind: 'step',
    source: 'vetting',
    type: 'self-declaration',
    step: 'declare',
    knownOn: day + 300,
    basis: 'account',
    visibility: 'restricted',
    parties: [['subject', person]],
    declares: [],
    summary: 'Declaration for renewal of clearance: nothing to declare',
  });
  stage.find(
    person,
    kind,
    'signal:declaration-mismatch',
    [declared, record.ref],
    'Declares nothing; a crime record of the home force says otherwise',
  );
}

function relabelled(stage: Stage): void {
  const kind = 'relabelled-at-intake';
  const person = stage.constable(kind, 3);
  const raised = stage.raise(person, stage.world.until - stage.dice.int(100, 400), 'internal-report', 'incivility', {
    label: { said: 'sexual-harassment', given: 'incivility' },
    affected: stage.world.woman(),
    features: ['colleague', 'woman', 'banter-label', 'sexual'],
  });
  stage.find(person, kind, 'signal:relabelled', [raised.ref], 'Reported as sexual harassment, entered as rudeness');
}

function lookups(stage: Stage): void {
  const kind = 'records-read-without-task';
  const person = stage.constable(kind, 3);
  const former = stage.world.citizen(0, false);
  stage.ties.push({
    person,
    counterpart: former,
    kind: 'former-partner',
    declared: false,
    from: person.joined + 60,
    to: null,
    evidence: 'named in a declaration of next of kin',
  });
  const refs = [0, 9, 31, 40].map((gap) =>
    stage.world.record.post({
      kind: 'step',
      source: 'access-log',
      type: 'access-step',
      step: 'read',
      knownOn: stage.world.until - 90 + gap,
      unit: stage.world.unitOf(person, stage.world.until - 90 + gap),
      parties: [
        ['actor', person],
        ['subject', person],
        ['about', former],
      ],
      features: ['no-reason', 'former-partner'],
      values: { 'reads-count': 1 + (gap % 3) },
      summary: 'A record read with no task for it',
    }),
  );
  stage.find(person, kind, 'signal:record-lookup', refs, 'Reads about a former partner, no task open');
}

function detriment(stage: Stage): void {
  const kind = 'detriment-after-report';
  const reporter = stage.constable(kind, 4);
  const { until } = stage.world;
  const day = until - stage.dice.int(200, 380);
  const post = postAt(reporter, day);
  const boss = post === null ? null : supervisorOf(post, day);
  const subject = stage.teammate(kind, reporter, day) ?? stage.constable(kind, 4);
  const raised = stage.raise(subject, day, 'internal-report', 'bullying', {
    reporter,
    features: ['colleague', 'same-team'],
  });
  const refs = [
    ['posting-step', 'move', 25, 'Moved to other hours without a reason'],
    ['posting-step', 'refuse', 70, 'Course place refused without a reason'],
  ] as const;
  const later = refs.map(([type, step, after, summary]) =>
    stage.world.record.post({
      kind: 'step',
      source: 'hr',
      type,
      step,
      knownOn: day + after,
      unit: stage.world.unitOf(reporter, day + after),
      parties: [
        ['subject', reporter],
        ['decision-maker', boss],
      ],
      features: ['unfavourable', 'no-reason'],
      missing: ['reason'],
      summary,
    }),
  );
  stage.find(reporter, kind, 'signal:detriment', [raised.ref, ...later], 'Moved and refused within weeks of reporting');
}

function unitCluster(stage: Stage): void {
  const kind = 'unit-cluster';
  const { until } = stage.world;
  const first = stage.constable(kind, 2);
  const people = [first];
  for (let turn = 0; turn < 3; turn++) {
    const next = stage.teammate(kind, first, until - 200, 1);
    if (next !== null) people.push(next);
  }
  const team = postAt(first, until)?.unit;
  if (team === undefined) return;
  const refs = people.map((person, index) => {
    const day = Math.max(until - 300 + index * 70, postAt(person, until)?.from ?? until);
    return stage.raise(
      person,
      Math.min(day, until - 3),
      'anonymous-report',
      index % 2 === 0 ? 'discrimination-sex' : 'sexual-harassment',
      {
        features: ['colleague', 'same-team', 'sexist', 'anonymous'],
      },
    ).ref;
  });
  stage.find(
    team,
    kind,
    'signal:unit-cluster',
    refs,
    `${people.length} people of one team within a year, different reporters`,
  );
}

function knewAndDidNothing(stage: Stage): void {
  const kind = 'supervisor-knew';
  const { until } = stage.world;
  const day = until - stage.dice.int(150, 350);
  const subject = stage.cast(kind, (found, post) => {
    const then = postAt(found, day);
    const boss = then === null ? null : supervisorOf(then, day);
    return post.seat === null && post.rank === 'constable' && boss !== null && boss.reserved === '';
  });
  const boss = supervisorOf(postAt(subject, day) as NonNullable<ReturnType<typeof postAt>>, day);
  if (boss === null) return;
  boss.reserved = kind;
  const raised = stage.raise(subject, day, 'internal-report', 'sexual-harassment', {
    about: boss,
    affected: stage.world.woman(),
    features: ['known-to-supervisor', 'colleague', 'no-record'],
    lag: 120,
  });
  stage.find(boss, kind, 'signal:duty-to-act', [raised.ref], 'Knew for four months and made no record');
}

const others: readonly ((stage: Stage) => void)[] = [
  escalation,
  sameVictim,
  otherForceNotice,
  counterAllegation,
  maliciousReports,
  namesakes,
  somebodyElse,
  noiseOnly,
  sameTeamWitness,
  undeclaredPartner,
  undeclaredRecord,
  relabelled,
  lookups,
  detriment,
  unitCluster,
  knewAndDidNothing,
];

/** Everything planted but the first long quiet repeat, which the named people are placed around. */
export function plantTheRest(stage: Stage, times: number): void {
  for (let turn = 0; turn < times; turn++) {
    if (turn > 0) {
      const { subject, latest } = longQuietRepeat(stage, false);
      reviewerTie(stage, subject, latest);
    }
    for (const plant of others) plant(stage);
  }
}
