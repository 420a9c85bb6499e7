/** Invented models for the gallery: every page kind once, with the words and lengths that real ones will have. */
import { isoToDay } from '../engines/history.ts';
import { emptyForm, formWithErrors } from './forms.ts';
import type { Shell, TimelineItem, Views } from './views.ts';

const person: Views['person']['person'] = {
  rank: 'Police Constable',
  name: 'Daniel Harrow',
  facts: [
    { label: 'Number', value: '4471' },
    { label: 'Post', value: 'Parliamentary and Diplomatic Protection' },
    { label: 'In post since', value: '14 September 2016' },
    { label: 'Service', value: '24 years and 8 months' },
    { label: 'Supervisor', value: 'Sergeant Ruth Okafor' },
  ],
  badges: [
    { text: 'Firearms authority', tone: 'plain' },
    { text: 'Vetting review due', tone: 'care' },
    { text: '2 matters open', tone: 'care' },
  ],
  actions: [
    { text: 'Open a concern', href: '/concerns/new' },
    { text: 'Print', href: '/people/1/print' },
  ],
};

const item = (rest: Omit<TimelineItem, 'type'>): TimelineItem => ({ type: 'item', ...rest });

const timeline: Views['person']['timeline'] = {
  orderedBy: 'By the day it became known',
  orders: [
    { text: 'By the day it became known', href: '?order=known', isCurrent: true },
    { text: 'By the day it happened', href: '?order=happened', isCurrent: false },
    { text: 'Newest first', href: '?order=newest', isCurrent: false },
  ],
  years: [
    {
      year: '2001',
      count: '2 items',
      items: [
        item({
          id: 'a1',
          kind: 'career',
          isoDay: '2001-06-18',
          when: 'Monday 18 June 2001',
          title: 'Joined as a probationer, Northgate borough',
          source: 'Personnel',
        }),
        item({
          id: 'a2',
          kind: 'career',
          isoDay: '2001-06-18',
          when: 'Monday 18 June 2001',
          title: 'Cleared for recruitment',
          source: 'Vetting',
          actsOn: [],
        }),
      ],
    },
    {
      year: '2003',
      count: '2 items',
      items: [
        item({
          id: 'a3',
          kind: 'account',
          isoDay: '2003-03-06',
          when: 'Thursday 6 March 2003',
          happened: 'happened between 3 and 5 March 2003',
          title: 'Unwanted contact after a burglary report',
          summary:
            'A woman whose flat had been burgled says the officer came back twice off duty and telephoned her at work.',
          source: 'Public complaint',
          unit: 'Northgate borough, response team C',
          matter: 'PC/03/0412',
          features: ['victim of crime', 'lives alone'],
          finding: { text: 'Withdrawn', tone: 'ended' },
          counts: 'Counts towards the repeat rule (1st of 3)',
          amendments: [
            {
              verb: 'Relabelled',
              when: 'Tuesday 11 March 2003',
              before: 'abuse of position',
              after: 'incivility',
              by: 'by Inspector G. Lowe',
            },
            {
              verb: 'Withdrawn',
              when: 'Friday 4 April 2003',
              before: 'open',
              after: 'withdrawn by the complainant',
              by: 'after a visit from a sergeant',
            },
          ],
          detail: [
            { label: 'First label', value: 'abuse of position for a sexual purpose' },
            { label: 'Handled by', value: 'Northgate borough, own line' },
            { label: 'Recorded here', value: 'Monday 2 February 2026 at 09:14, from the old complaints system' },
          ],
          actions: [{ text: 'Open the matter', href: '/matters/1' }],
        }),
        item({
          id: 'a4',
          kind: 'career',
          isoDay: '2003-06-18',
          when: 'Wednesday 18 June 2003',
          title: 'Probation passed',
          source: 'Personnel',
          missing: ['history check'],
        }),
      ],
    },
    {
      year: '2006',
      count: '2 items',
      items: [
        item({
          id: 'a5',
          kind: 'record',
          when: 'Monday 9 October 2006',
          isoDay: '2006-10-09',
          happened: 'happened during 2004',
          title: 'Assault on a former partner',
          summary: 'Recorded by a neighbouring force; she did not want to give evidence.',
          source: 'Other force record',
          unit: 'Westmoor Constabulary',
          matter: 'CR/88213/06',
          features: ['former partner', 'off duty'],
          missing: ['referral to the home force'],
          finding: { text: 'No action', tone: 'ended' },
          counts: 'Counts towards the repeat rule (2nd of 3)',
        }),
        item({
          id: 'a6',
          kind: 'career',
          isoDay: '2006-11-20',
          when: 'Monday 20 November 2006',
          title: 'Moved to Castle Street, custody',
          source: 'Personnel',
        }),
      ],
    },
    {
      year: '2009',
      count: '3 items and a marker',
      items: [
        item({
          id: 'a7',
          kind: 'record',
          isoDay: '2009-02-12',
          when: 'Thursday 12 February 2009',
          happened: 'happened on Wednesday 11 February 2009',
          title: 'Force on a detained man',
          source: 'Use of force record',
          unit: 'Castle Street, custody',
          features: ['detainee'],
          finding: { text: 'Eliminated: counts for nothing', tone: 'void' },
          amendments: [
            {
              verb: 'Finding',
              when: 'Monday 20 April 2009',
              before: 'open',
              after: 'eliminated: the footage shows another officer',
              by: 'two deciders outside the line',
            },
          ],
        }),
        item({
          id: 'a8',
          kind: 'account',
          isoDay: '2009-07-03',
          when: 'Friday 3 July 2009',
          happened: 'happened between May and June 2009',
          title: 'Sexual remarks to a probationer',
          summary: 'A probationer says the officer asked her about her private life on every shift they shared.',
          source: 'Internal report',
          unit: 'Castle Street, custody',
          matter: 'IR/09/077',
          features: ['probationer', 'junior', 'on duty'],
          finding: { text: 'Words of advice', tone: 'ended' },
          counts: 'Counts towards the repeat rule (3rd of 3)',
        }),
        {
          type: 'threshold',
          id: 't1',
          when: 'Friday 3 July 2009',
          rule: 'repeat',
          because:
            'Three matters about one officer from three sources in ten years, by three people who did not know each other. They stood in three systems.',
          follows: 'Nobody was asked. The next look at the whole of it was 16 years and 7 months later.',
          link: { text: 'See the question as it would have been put', href: '/signals/1?as-at=2009-07-03' },
        },
        item({
          id: 'a9',
          kind: 'career',
          isoDay: '2009-09-01',
          when: 'Tuesday 1 September 2009',
          title: 'Moved to Harbour borough, response',
          source: 'Personnel',
          summary: 'In place of the probationer’s transfer that had been asked for.',
        }),
      ],
    },
    {
      year: '2012',
      count: '2 items',
      items: [
        item({
          id: 'b1',
          kind: 'finding',
          isoDay: '2012-05-22',
          when: 'Tuesday 22 May 2012',
          happened: 'happened during 2011',
          title: 'Records read without a task',
          summary: '43 searches of one woman’s address over seven months.',
          source: 'Conduct system',
          unit: 'Harbour borough, response',
          matter: 'MC/12/019',
          finding: { text: 'Written warning', tone: 'established' },
          features: ['former partner'],
        }),
        item({
          id: 'b2',
          kind: 'career',
          isoDay: '2012-11-05',
          when: 'Monday 5 November 2012',
          title: 'Clearance renewed: management vetting',
          source: 'Vetting',
          missing: ['intelligence check', 'reason'],
        }),
      ],
    },
    {
      year: '2016',
      count: '3 items',
      items: [
        item({
          id: 'b3',
          kind: 'career',
          isoDay: '2016-04-11',
          when: 'Monday 11 April 2016',
          title: 'Firearms course place granted',
          source: 'Training',
        }),
        item({
          id: 'b4',
          kind: 'career',
          isoDay: '2016-09-14',
          when: 'Wednesday 14 September 2016',
          title: 'Posted to Parliamentary and Diplomatic Protection',
          source: 'Personnel',
        }),
        item({
          id: 'b5',
          kind: 'account',
          when: 'Monday 3 October 2016',
          isoDay: '2016-10-03',
          happened: 'date not stated',
          title: 'Anonymous: “everybody on custody knew”',
          summary: 'Names no incident and asks only whether anyone checked before he was given a gun.',
          source: 'Anonymous report',
          features: ['anonymous'],
          finding: { text: 'Not recorded as a matter', tone: 'none' },
        }),
      ],
    },
    {
      year: '2026',
      count: '4 items',
      items: [
        item({
          id: 'c1',
          kind: 'record',
          isoDay: '2026-01-19',
          when: 'Monday 19 January 2026',
          happened: 'happened on Saturday 17 January 2026',
          title: 'Stalking and harassment',
          summary: 'Arrested and bailed on a report by a colleague he had been seeing.',
          source: 'Crime report',
          unit: 'Off duty, Northgate borough',
          matter: 'CR/01944/26',
          features: ['colleague', 'off duty', 'warrant card'],
          isLive: true,
          finding: { text: 'Open, day 41', tone: 'open' },
        }),
        item({
          id: 'c2',
          kind: 'career',
          isoDay: '2026-01-20',
          when: 'Tuesday 20 January 2026',
          title: 'Restricted: no public contact, firearms authority held',
          source: 'Personnel',
          actsOn: [{ text: 'the report of 19 January', href: '#entry-c1' }],
        }),
        item({
          id: 'c3',
          kind: 'account',
          isoDay: '2026-02-09',
          when: 'Monday 9 February 2026',
          happened: 'happened during 2010',
          title: 'Unwanted touching at a leaving party',
          source: 'Internal report',
          unit: 'Harbour borough',
          matter: 'IR/26/012',
          role: 'as witness',
          isLive: true,
          finding: { text: 'Open, day 20', tone: 'open' },
        }),
        item({
          id: 'c4',
          kind: 'finding',
          isoDay: '2026-02-27',
          when: 'Friday 27 February 2026',
          happened: 'happened on Thursday 12 March 2015',
          title: 'Failure to report a colleague’s messages',
          source: 'Independent investigator',
          finding: { text: 'Case to answer', tone: 'established' },
          features: ['message group'],
        }),
      ],
    },
  ],
};

const day = isoToDay;
const strip: Views['person']['strip'] = {
  id: 'strip',
  title: 'One career, nine matters, five systems',
  description:
    'Posts from June 2001 to March 2026. Three matters gathered by July 2009, when the repeat rule was first met; six followed, two of them in a firearms post.',
  fromDay: day('2001-06-18'),
  toDay: day('2026-03-01'),
  posts: [
    {
      name: 'Northgate, response',
      fromDay: day('2001-06-18'),
      toDay: day('2006-11-20'),
      kind: 'ordinary',
      said: 'June 2001 to November 2006',
    },
    {
      name: 'Castle Street, custody',
      fromDay: day('2006-11-20'),
      toDay: day('2009-09-01'),
      kind: 'ordinary',
      said: 'November 2006 to September 2009',
    },
    {
      name: 'Harbour, response',
      fromDay: day('2009-09-01'),
      toDay: day('2016-09-14'),
      kind: 'ordinary',
      said: 'September 2009 to September 2016',
    },
    {
      name: 'Parliamentary and Diplomatic Protection',
      fromDay: day('2016-09-14'),
      toDay: day('2026-01-20'),
      kind: 'specialist',
      said: 'September 2016 to January 2026',
    },
    { name: 'Restricted', fromDay: day('2026-01-20'), toDay: null, kind: 'restricted', said: 'since January 2026' },
  ],
  marks: [
    {
      atDay: day('2003-03-06'),
      kind: 'account',
      title: 'Unwanted contact after a burglary report',
      said: '6 March 2003',
    },
    { atDay: day('2006-10-09'), kind: 'record', title: 'Assault on a former partner', said: '9 October 2006' },
    { atDay: day('2009-02-12'), kind: 'void', title: 'Force on a detained man', said: '12 February 2009' },
    { atDay: day('2009-07-03'), kind: 'account', title: 'Sexual remarks to a probationer', said: '3 July 2009' },
    { atDay: day('2012-05-22'), kind: 'finding', title: 'Records read without a task', said: '22 May 2012' },
    { atDay: day('2016-10-03'), kind: 'account', title: 'Anonymous report', said: '3 October 2016' },
    { atDay: day('2026-01-19'), kind: 'record', title: 'Stalking and harassment', said: '19 January 2026' },
    {
      atDay: day('2026-02-09'),
      kind: 'account',
      title: 'Unwanted touching at a leaving party',
      said: '9 February 2026',
    },
    { atDay: day('2026-02-27'), kind: 'finding', title: 'Failure to report', said: '27 February 2026' },
  ],
  threshold: { atDay: day('2009-07-03'), label: 'repeat rule first met, 3 July 2009' },
};

const asAt: Views['person']['asAt'] = {
  action: '/people/1',
  value: '2026-03-01',
  basis: 'known',
  latest: '2026-03-01',
  said: 'As the service knew it on Sunday 1 March 2026.',
  keep: [{ name: 'order', value: 'known' }],
};

const filters: Views['person']['filters'] = {
  heading: 'Narrow the stream',
  summary: '20 of 20 items',
  groups: [
    {
      heading: 'Kind',
      options: [
        { text: 'Accounts', count: 4, href: '?kind=account', isOn: false, kind: 'account' },
        { text: 'Records', count: 3, href: '?kind=record', isOn: false, kind: 'record' },
        { text: 'Findings', count: 2, href: '?kind=finding', isOn: false, kind: 'finding' },
        { text: 'Career', count: 11, href: '?kind=career', isOn: false, kind: 'career' },
      ],
    },
    {
      heading: 'State',
      options: [
        { text: 'Live', count: 2, href: '?state=live', isOn: false },
        { text: 'Ended without action', count: 3, href: '?state=ended', isOn: false },
        { text: 'Established', count: 2, href: '?state=established', isOn: false },
        { text: 'Counts for nothing', count: 1, href: '?state=void', isOn: false },
      ],
    },
    {
      heading: 'Source',
      options: [
        { text: 'Internal reports', count: 2, href: '?source=internal-report', isOn: false },
        { text: 'Public complaints', count: 1, href: '?source=public-complaint', isOn: false },
        { text: 'Other forces', count: 1, href: '?source=other-force-record', isOn: false },
        { text: 'Crime reports', count: 1, href: '?source=crime-report', isOn: false },
        { text: 'Personnel', count: 8, href: '?source=hr', isOn: false },
      ],
    },
  ],
};

const sources: Views['person']['sources'] = {
  summary: 'Silence from a source that is not connected means nothing at all.',
  sources: [
    { name: 'Complaints', isConnected: true, lastRead: 'Read today at 04:10' },
    { name: 'Crime records', isConnected: true, lastRead: 'Read today at 04:22' },
    { name: 'Personnel', isConnected: true, lastRead: 'Read yesterday at 23:40' },
    {
      name: 'Vetting',
      isConnected: true,
      lastRead: 'Read on Friday 27 February 2026',
      note: 'Paper files before 2008 are not in it.',
    },
    {
      name: 'Other forces',
      isConnected: false,
      lastRead: 'Last asked on Monday 2 February 2026',
      note: 'Two forces have answered of forty-two.',
    },
    { name: 'Grievances', isConnected: false, lastRead: 'Never read' },
  ],
};

const peers: Views['signal']['peers'] = {
  sentence:
    'An officer with the same years in the same kinds of post has 1.2 matters in ten years. 3 in every 100 have three or more, and most of those have served in custody.',
  base: '2,318 officers with at least five years in response or custody posts; baseline of Sunday 1 February 2026; poor data before 2008.',
  chart: {
    id: 'peers',
    title: 'Matters in ten years, beside peers in like posts',
    description: 'This officer has 9 matters; the average peer has 1.2, and 95 in 100 peers have 3 or fewer.',
    unit: 'matters in ten years of service',
    rows: [
      { label: 'This officer', value: 4.3, low: 2, high: 8.2, said: '4.3 (2.0 to 8.2)', isSubject: true },
      { label: 'Custody peers', value: 1.9, low: 1.6, high: 2.2, said: '1.9 (1.6 to 2.2)' },
      { label: 'Response peers', value: 1.1, low: 1, high: 1.2, said: '1.1 (1.0 to 1.2)' },
    ],
    reference: { value: 1.2, label: 'average peer, 1.2' },
  },
};

const causes = [
  { value: 'wrong-person', text: 'It is about somebody else' },
  { value: 'explained-by-post', text: 'The post explains it' },
  { value: 'same-event', text: 'The entries are one event' },
  { value: 'already-acted', text: 'It has been acted on' },
  { value: 'other', text: 'Another cause, in my words' },
];

const signal: Views['signal'] = {
  title: 'Repeat: Daniel Harrow',
  breadcrumbs: [
    { text: 'Questions', href: '/signals' },
    { text: 'Daniel Harrow', href: '/people/1' },
  ],
  name: 'Repeat',
  why: 'Three people who did not know each other reported the same kind of conduct to three systems within ten years.',
  clock:
    'Day 9 of 28, next: your answer, Friday 20 March 2026. After that it goes to the reviewer outside the command.',
  person: { ...person, actions: [], badges: [] },
  meaning:
    'Matters about one person gather across sources. Those that ended without action count; those shown to be wrong do not.',
  cited: {
    caption: 'What it rests on',
    rows: [
      {
        href: '/people/1#entry-a3',
        kind: 'account',
        known: '6 March 2003',
        happened: 'between 3 and 5 March 2003',
        title: 'Unwanted contact after a burglary report',
        source: 'Public complaint',
        unit: 'Northgate borough',
        finding: { text: 'Withdrawn', tone: 'ended' },
      },
      {
        href: '/people/1#entry-a5',
        kind: 'record',
        known: '9 October 2006',
        happened: 'during 2004',
        title: 'Assault on a former partner',
        source: 'Other force record',
        unit: 'Westmoor Constabulary',
        finding: { text: 'No action', tone: 'ended' },
      },
      {
        href: '/people/1#entry-a8',
        kind: 'account',
        known: '3 July 2009',
        happened: 'between May and June 2009',
        title: 'Sexual remarks to a probationer',
        source: 'Internal report',
        unit: 'Castle Street, custody',
        finding: { text: 'Words of advice', tone: 'ended' },
      },
    ],
  },
  timeline: { text: 'See these in the whole career', href: '/people/1' },
  innocent: [
    'Custody and response posts bring more complaints than others: compare with the peers here, not with the force.',
    'Two of the entries could be one event told twice: check the dates and who was there.',
    'One reporter may have prompted another: ask how each came to report.',
  ],
  peers,
  falseFlags: {
    sentence: 'Of every 10 questions like this, expect about 4 to be dismissed with good cause.',
    basis: 'From 61 answered in the look-back to 2015, interval 28 to 53 in 100; measured on the invented service.',
  },
  factors: [
    {
      id: 'kind',
      text: 'The conduct is of one kind',
      cites: 'All three are about unwanted pursuit of someone with less power.',
    },
    {
      id: 'sources',
      text: 'The reporters are independent',
      cites: 'A burglary victim, a former partner and a probationer; no shared address, team or year.',
    },
    {
      id: 'closed',
      text: 'Each was closed on its own',
      cites: 'No decision cites another entry; the history check is missing on two.',
    },
  ],
  causes,
  action: '/signals/1/answer',
  form: formWithErrors(
    {
      'factor-kind': 'agree',
      'words-kind': 'The second entry describes the same approach.',
      'factor-sources': 'dismiss',
    },
    [
      { field: 'cause-sources', text: 'Choose a cause for dismissing “The reporters are independent”' },
      { field: 'factor-closed', text: 'Agree, dismiss or mark as not reached: “Each was closed on its own”' },
    ],
  ),
};

const queueTable: Views['signal-queue']['table'] = {
  caption: 'Waiting for an answer',
  columns: [
    { text: 'Who', sortHref: '?sort=who' },
    { text: 'Question', sortHref: '?sort=question' },
    { text: 'Entries', isNumber: true, sortHref: '?sort=entries' },
    { text: 'State' },
    { text: 'Answer by', sortHref: '?sort=due', sorted: 'ascending' },
  ],
  rows: [
    [
      { text: 'Daniel Harrow', href: '/signals/1', under: 'PC 4471, Protection' },
      { text: 'Repeat' },
      { text: '3' },
      { text: '', tag: { text: 'Open', tone: 'open' } },
      { text: '2 days late', under: 'Friday 27 February 2026' },
    ],
    [
      { text: 'Castle Street, custody', href: '/signals/2', under: 'Unit' },
      { text: 'Unit cluster' },
      { text: '11' },
      { text: '', tag: { text: 'Open', tone: 'open' } },
      { text: 'in 5 days', under: 'Friday 6 March 2026' },
    ],
    [
      { text: 'Marian Oyelaran', href: '/signals/3', under: 'DC 2210, Harbour' },
      { text: 'Detriment after a report' },
      { text: '4' },
      { text: '', tag: { text: 'Not reached', tone: 'void' } },
      { text: 'in 12 days', under: 'Friday 13 March 2026' },
    ],
    [
      { text: 'Inspector Gareth Lowe', href: '/signals/4', under: 'Northgate' },
      { text: 'Decisions all one way' },
      { text: '17' },
      { text: '', tag: { text: 'Answered', tone: 'established' } },
      { text: 'answered', under: 'Monday 16 February 2026' },
    ],
  ],
  csv: { text: 'Download as CSV', href: '?format=csv' },
};

const questions: Views['person']['signals'] = [
  {
    name: 'Repeat',
    why: 'Three people who did not know each other reported the same kind of conduct to three systems within ten years.',
    since: 'Met on Friday 3 July 2009. Raised on Monday 2 February 2026.',
    state: 'Waiting for an answer',
    tone: 'open',
    href: '/signals/1',
    clock: '2 days late, due Friday 27 February 2026',
  },
  {
    name: 'Declared against known',
    why: 'The 2012 declaration names no partner in the police; a later record does.',
    since: 'Raised on Tuesday 10 February 2026.',
    state: 'Answered: agreed, 16 February 2026',
    tone: 'answered',
    href: '/signals/5',
  },
  {
    name: 'Same kind of victim',
    why: 'Two matters concern someone newly met through a report.',
    since: 'Raised on Tuesday 10 February 2026.',
    state: 'Not reached: no reviewer hours left that week',
    tone: 'not-reached',
    href: '/signals/6',
  },
];

/** Every page of the hall with an invented model. */
export const samplePages: { readonly [Name in keyof Views]?: Views[Name] } = {
  home: {
    title: 'Your duties',
    greeting: 'Good morning, Amina',
    summary: 'Sunday 1 March 2026. Two things are late, three are due this week.',
    stats: [
      { value: '2', label: 'late', isAlarm: true, note: 'the oldest by 5 days' },
      { value: '3', label: 'due this week' },
      { value: '7', label: 'waiting on others' },
      { value: '4 of 10', label: 'reviewer hours left', note: 'this week' },
    ],
    lists: [
      {
        heading: 'Late',
        tone: 'late',
        items: [
          {
            title: 'Answer: repeat',
            href: '/signals/1',
            about: 'PC 4471 Harrow',
            due: '2 days late, due Friday 27 February 2026',
            because: 'Every question raised is answered within 28 days by a named person.',
            follows: 'Goes to the reviewer outside the command tomorrow.',
          },
          {
            title: 'Update the reporter',
            href: '/cases/12',
            about: 'IR/26/012',
            due: '5 days late, due Tuesday 24 February 2026',
            because: 'A reporter hears from us every 28 days while a matter is open.',
          },
        ],
      },
      {
        heading: 'Due soon',
        tone: 'soon',
        items: [
          {
            title: 'Gravity assessment',
            href: '/cases/19',
            about: 'PC/26/0201',
            due: 'due tomorrow, Monday 2 March 2026',
            because: 'Assessed with the whole record in view before it goes anywhere.',
          },
          {
            title: 'Look again at a restriction',
            href: '/restrictions/4',
            about: 'PC 4471 Harrow',
            due: 'due in 3 days, Wednesday 4 March 2026',
          },
          {
            title: 'Answer: unit cluster',
            href: '/signals/2',
            about: 'Castle Street, custody',
            due: 'due in 5 days, Friday 6 March 2026',
          },
        ],
      },
      {
        heading: 'Waiting on others',
        tone: 'waiting',
        items: [],
        empty: {
          title: 'Nothing is waiting on anybody',
          text: 'When you ask for a statement, a file or a second opinion, it stays here until it comes.',
        },
      },
    ],
    start: [
      { text: 'Find a person', href: '/people', hint: 'Career and record in one stream' },
      { text: 'Record a concern', href: '/concerns/new', hint: 'Six questions, five minutes' },
      { text: 'See the questions raised', href: '/signals' },
    ],
  },
  'find-person': {
    title: 'Find a person',
    action: '/people',
    query: 'harrow',
    form: emptyForm({ q: 'harrow' }),
    searched: true,
    summary: '2 people',
    results: [
      {
        name: 'Daniel Harrow',
        href: '/people/1',
        rank: 'Police Constable',
        unit: 'Parliamentary and Diplomatic Protection',
        facts: ['4471', 'serving since 2001'],
      },
      {
        name: 'Josephine Harrow-Bright',
        href: '/people/2',
        rank: 'Police Staff',
        unit: 'Forensic services',
        facts: ['S0932', 'left in 2019'],
        why: 'Was called Harrow until 2014.',
      },
    ],
  },
  person: {
    title: 'Daniel Harrow: career and record',
    breadcrumbs: [
      { text: 'People', href: '/people' },
      { text: 'Daniel Harrow', href: '' },
    ],
    person,
    lede: 'Nine matters in five systems over 23 years; two established, three ended without action, one shown to be wrong, two open today.',
    stats: [
      { value: '9', label: 'matters', note: '4.3 in ten years; peers 1.2', href: '#stream' },
      { value: '5', label: 'systems they stood in' },
      { value: '8', label: 'people who spoke', note: 'none knew of another' },
      { value: '2', label: 'established', note: '3 ended without action' },
      { value: '2009', label: 'rule first met', note: 'asked 16 years and 7 months later', isAlarm: true },
    ],
    strip,
    signals: questions,
    asAt,
    filters,
    timeline,
    sources,
    looked: { text: '14 people in the past year', href: '/people/1/looked' },
  },
  'signal-queue': {
    title: 'Questions raised',
    lede: 'Each asks a named person for an answer with a reason. None is a verdict.',
    stats: [
      { value: '31', label: 'waiting' },
      { value: '1', label: 'late', isAlarm: true },
      { value: '6', label: 'not reached', note: 'no hours left; not dismissed' },
      { value: '58%', label: 'agreed so far', note: '61 answered, 45 to 70' },
    ],
    filters: {
      heading: 'Narrow the list',
      summary: '4 of 31',
      groups: [filters.groups[1]!],
      clear: { text: 'Clear', href: '/signals' },
    },
    table: queueTable,
    notReached: {
      tone: 'note',
      title: 'Six were not reached last week.',
      text: 'They stay open and are counted as not reached, never as dismissed.',
      link: { text: 'See them', href: '?state=not-reached' },
    },
  },
  signal,
  sizing: {
    title: 'Before the sweep',
    lede: 'What running “repeat” over everybody would bring, before it names anybody.',
    sizing: {
      figures: [
        { value: '34,120', label: 'people read', note: 'all serving officers and staff' },
        { value: '212', label: 'questions expected', note: '184 to 243' },
        { value: '85', label: 'of them wrong', note: '59 to 112 false flags' },
        { value: '636', label: 'reviewer hours', note: '3 hours each' },
      ],
      capacity: {
        sentence: 'The first answers would be late after 11 days. Raise the bar, add hours, or take it in three parts.',
        needed: 636,
        available: 240,
        unit: 'hours in 28 days',
        fits: false,
      },
    },
    table: {
      caption: 'If the bar were elsewhere',
      columns: [
        { text: 'Matters needed' },
        { text: 'Questions', isNumber: true },
        { text: 'Wrong', isNumber: true },
        { text: 'Hours', isNumber: true },
      ],
      rows: [
        [{ text: '2 in ten years' }, { text: '1,904' }, { text: '1,312' }, { text: '5,712' }],
        [{ text: '3 in ten years' }, { text: '212' }, { text: '85' }, { text: '636' }],
        [{ text: '4 in ten years' }, { text: '71' }, { text: '19' }, { text: '213' }],
      ],
      csv: { text: 'Download as CSV', href: '?format=csv' },
    },
    conditions: [
      {
        text: 'Data protection assessment signed',
        isMet: true,
        note: 'Friday 6 February 2026, by the data protection officer',
      },
      { text: 'Equality assessment signed', isMet: true },
      { text: 'Published record of what it does', isMet: false, note: 'Until then it gives counts and names nobody.' },
    ],
    form: emptyForm(),
  },
  'import-result': {
    title: 'Import finished, with three differences',
    band: {
      tone: 'done',
      title: 'Nothing was lost.',
      text: 'Every row is either in the record or in the list of refused rows.',
    },
    lede: 'Old system: 3,412 open. Here: 3,409. The three differences are listed.',
    stats: [
      { value: '48,211', label: 'rows read', note: 'complaints-2026-03-01.csv' },
      { value: '48,190', label: 'posted to the record' },
      { value: '18', label: 'already here' },
      { value: '3', label: 'refused', isAlarm: true },
    ],
    differences: {
      caption: 'Differences from the old system',
      columns: [{ text: 'Matter' }, { text: 'There' }, { text: 'Here' }, { text: 'Why' }],
      rows: [
        [
          { text: 'PC/19/0044' },
          { text: 'open' },
          { text: 'withdrawn' },
          { text: 'Its withdrawal came in another file' },
        ],
        [{ text: 'PC/21/0310' }, { text: 'open' }, { text: 'not here' }, { text: 'Row refused: no date' }],
      ],
    },
    refused: {
      caption: 'Refused rows',
      columns: [{ text: 'Row', isNumber: true }, { text: 'What is wrong' }],
      rows: [[{ text: '10,422' }, { text: 'Column “received”: “31/02/2019” is not a day' }]],
      empty: {
        title: 'No row was refused',
        text: 'Rows that cannot be read are listed here with their number and what is wrong.',
      },
    },
    next: [{ text: 'Download the refused rows', href: '/imports/1/refused.csv' }],
  },
  'who-looked': {
    title: 'Who looked at this record',
    lede: 'Everyone who opened it in the past year, and the reason they had.',
    person: { ...person, actions: [] },
    table: {
      caption: '14 reads',
      columns: [{ text: 'Who' }, { text: 'When' }, { text: 'What they opened' }, { text: 'Why' }],
      rows: [
        [
          { text: 'Amina Siddiqui', under: 'Assessor' },
          { text: 'Sunday 1 March 2026 at 08:02' },
          { text: 'Timeline' },
          { text: 'Assigned: IR/26/012' },
        ],
        [
          { text: 'Tom Reyes', under: 'Vetting officer' },
          { text: 'Friday 27 February 2026 at 16:40' },
          { text: 'Timeline, declarations' },
          { text: 'Gave a reason: firearms review', under: '“Review called by the armoury after the arrest.”' },
        ],
      ],
    },
  },
  'sign-in': {
    title: 'Sign in',
    provider: 'your force account',
    startHref: '/sign-in/start',
    people: [
      {
        name: 'Amina Siddiqui',
        role: 'Assessor',
        story: 'Open today’s new complaint and find out what else is known.',
        href: '/sign-in?as=amina',
      },
      {
        name: 'Tom Reyes',
        role: 'Vetting officer',
        story: 'See what was declared beside what is known.',
        href: '/sign-in?as=tom',
      },
      {
        name: 'Ruth Okafor',
        role: 'Supervisor',
        story: 'Write a five-minute concern note about somebody in the team.',
        href: '/sign-in?as=ruth',
      },
      {
        name: 'Peter Lindqvist',
        role: 'Friend of the officer',
        story: 'Try to read his record, and meet the wall.',
        href: '/sign-in?as=peter',
      },
      {
        name: 'Grace Adeyemi',
        role: 'Reviewer of signals',
        story: 'Answer a question: agree or dismiss each reason.',
        href: '/sign-in?as=grace',
      },
      { name: 'Ines Duarte', role: 'Auditor', story: 'Check that nothing was altered.', href: '/sign-in?as=ines' },
    ],
  },
  'may-not': {
    title: 'You may not see this',
    why: 'You have a tie to somebody in this matter, so it is closed to you for as long as it is open.',
    citation: 'Conflict of interest: Police (Conduct) Regulations 2020, regulation 18.',
    ask: 'If that is wrong, ask the access desk to look at it again. They see that you asked, not why you came.',
    contact: { text: 'Ask the access desk', href: '/access/ask' },
  },
  'not-found': { title: 'Page not found' },
  error: {
    title: 'Something went wrong here',
    lede: 'This is our fault, not yours. Nothing you sent was half done: it was either finished or not begun.',
    reference: '7f3a91c2',
  },
  'bad-request': {
    title: 'This could not be read',
    lede: 'Nothing was changed. Go back, put right what is listed here and send it again.',
    errors: ['Enter a day after 1 January 1990'],
  },
  'give-reason': {
    title: 'Give a reason to see this record',
    lede: 'You have no task on this person. You may still look if you need to, and your reason stays with the record.',
    consequences: [
      'Your name, the time and your reason are written down before the page opens.',
      'The list is reviewed every week by somebody outside your command.',
    ],
    reason: {
      action: '/access/reasons',
      back: '/people/1',
      reasons: [
        { value: 'safeguarding', text: 'Somebody may be at risk now', hint: 'The duty officer is told at once.' },
        {
          value: 'decision',
          text: 'I am making a decision about this person',
          hint: 'For example a posting, a course or an authority.',
        },
        { value: 'enquiry', text: 'I am answering an enquiry' },
      ],
      form: formWithErrors({ reason: 'decision' }, [{ field: 'words', text: 'Say what you are working on' }]),
    },
  },
  report: {
    title: 'How good this detector is',
    lede: 'Measured on the invented service, where the answers are known.',
    stats: [{ value: '0.61', label: 'hit rate', note: '0.47 to 0.73' }],
    chart: peers.chart,
    lists: [
      {
        heading: 'What it does not see',
        items: ['Matters that stand under another name', 'Anything in a source that is not connected'],
      },
    ],
    tables: [queueTable],
    links: [{ text: 'The definition', href: '/detectors/repeat' }],
  },
  'public/home': {
    title: 'What is done about the people who hold police powers',
    lede: 'Every concern is heard, joined to what is already known, and decided in time. Here you can see that for yourself.',
    stats: [
      { value: '412', label: 'concerns received', note: 'January to March 2026' },
      { value: '61 days', label: 'until half had an outcome', note: '54 to 69' },
      { value: '38', label: 'people dismissed', note: 'in the past year' },
    ],
    ways: [
      {
        text: 'Tell us something',
        href: '/speak-up',
        hint: 'No account is needed. You can stay anonymous and still get answers.',
      },
      { text: 'See what happened to your report', href: '/receipt', hint: 'With the words on your receipt.' },
      { text: 'Check that nothing was altered', href: '/proof', hint: 'You need nobody’s permission, and not us.' },
    ],
  },
  'public/proof': {
    title: 'Proof that the record was not altered',
    lede: 'Each thing written here goes into a public log that can only grow. Anybody can check it alone.',
    checkpoint: {
      size: '1,204,882',
      root: 'c2a5c6f3b8b0d2a94b1d7c41b1c0a7be5d4f2d7e3a1b9f0c6e58d2a77b3f9c10',
      signedAt: 'Sunday 1 March 2026 at 05:00',
      signature: 'mJm4Pq0c7QkFh1x2o8yH0bTz4Vf3r9wK6sL5nD1eA7uC2iG8jB3xY6tR4qW9zN0pM5vS8kE1hF7gU2dJ6lO3Cw==',
      publicKey: '302a300506032b6570032100a1f4c0d2e3b5968778695a4b3c2d1e0f00112233445566778899aabbccddeeff',
      href: '/checkpoint.json',
      age: '2 minutes ago',
      waiting: '3 lines, the first less than a minute ago',
    },
    steps: [
      { text: 'Download two checkpoints, today’s and an older one that you kept.' },
      {
        text: 'Check that the older log is the beginning of the newer one.',
        command: 'candour verify consistency old.json new.json',
      },
      {
        text: 'If you hold a receipt, check that its entry is in the log.',
        command: 'candour verify receipt my-receipt.json new.json',
      },
    ],
    promises: [
      'Nothing written was changed or taken out without it being seen.',
      'It does not show that what was written is true, nor that everything was written.',
    ],
  },
};

/** Around the samples: somebody signed in, with a place to go. */
export const sampleShell = (name: keyof Views): Shell => {
  const isPublic = name.startsWith('public/');
  const nobody = isPublic || name === 'sign-in';
  return {
    face: isPublic ? 'public' : 'staff',
    service: isPublic ? 'Norbury Police: accountability' : 'Norbury Police: integrity and accountability',
    viewer: nobody ? null : { name: 'Amina Siddiqui', role: 'Assessor' },
    nav: isPublic
      ? [
          { text: 'What is done', href: '/', isCurrent: name === 'public/home' },
          { text: 'Proof', href: '/proof', isCurrent: name === 'public/proof' },
        ]
      : nobody
        ? []
        : [
            { text: 'My duties', href: '/', count: 2, isCurrent: name === 'home' },
            { text: 'People', href: '/people', isCurrent: name === 'person' || name === 'find-person' },
            { text: 'Questions', href: '/signals', count: 31, isCurrent: name.startsWith('signal') },
            { text: 'Cases', href: '/cases' },
            { text: 'Measures', href: '/measures' },
          ],
    formToken: 'sample',
    styles: 'sample',
  };
};
