/** A few cases for the invented service, worked through the same actions as real ones. */
import { addDays } from '../../../platform/clock.ts';
import { isRefusal } from '../../../platform/refusal.ts';
import { type Ground, inTransaction, mustTransact, type Tx } from '../../../platform/transaction.ts';
import { myWalls, viewerOf } from '../../access/index.ts';
import { findPeople, listPeople } from '../../people/index.ts';
import { type OpenCase, type OpenedCase, openCase } from './open-case.ts';
import { offerCase } from './own-case.ts';
import { settleCase } from './settle-case.ts';

type Told = Pick<OpenCase, 'complainant' | 'allegations' | 'criteria' | 'criterionReason' | 'owner'> & {
  readonly daysAgo: number;
};

const said = (
  words: string,
  category: OpenCase['allegations'][number]['category'],
  daysAgo: number,
  today: string,
) => ({
  words,
  category,
  features: ['on-duty' as const],
  about: 0,
  from: addDays(today, -daysAgo),
  to: addDays(today, -daysAgo),
});

const complainant = (given: string, family: string, phone: string): OpenCase['complainant'] => ({
  who: 'named',
  given,
  family,
  phone,
  email: '',
});

const toldOn = (today: string): readonly Told[] => [
  {
    complainant: complainant('Ottilie', 'Brankworth', '07700900211'),
    allegations: [
      said('He laughed when I said I was frightened and told me to “write to the mayor”.', 'incivility', 5, today),
    ],
    criteria: [],
    criterionReason: 'Words and manner only; nothing that would be a crime or disciplinary.',
    owner: 'me',
    daysAgo: 4,
  },
  {
    complainant: complainant('Jory', 'Penhallick', '07700900212'),
    allegations: [
      said(
        'She said somebody would ring on Monday. Nobody has rung in five weeks.',
        'neglect-of-investigation',
        40,
        today,
      ),
      said('When I came to the desk I was told my report could not be found.', 'mishandled-report', 36, today),
    ],
    criteria: ['asked'],
    criterionReason: 'He asks in writing that it is recorded.',
    owner: 'me',
    daysAgo: 33,
  },
  {
    complainant: { who: 'not-known', description: 'A woman who rang and gave no name' },
    allegations: [
      said('They had him on the floor already and one of them stood on his hand.', 'excessive-force', 1, today),
    ],
    criteria: ['conduct'],
    criterionReason: 'If it is proved it would be an assault.',
    owner: 'later',
    daysAgo: 0,
  },
];

interface Place {
  readonly deputy: string;
  readonly numbers: readonly string[];
}

const given = (tx: Tx, told: Told, deputy: string, subjects: OpenCase['subjects']): OpenCase => ({
  ...told,
  form: tx.ids.next(),
  route: 'phone',
  receivedOn: addDays(tx.today, -told.daysAgo),
  representative: '',
  safeContact: { channel: 'the telephone they rang from', hours: 'after five', caller: '' },
  subjects,
  original: '',
  visibility: 'guarded',
  contact: '',
  deputy,
  reachedBy: 'telephone 101 and ask by name',
});

const numberOf = (identifiers: readonly string[]): string =>
  identifiers
    .find((each) => !each.startsWith('sign-in '))
    ?.split(' ')
    .at(-1) ?? '';

/** Officers whom the assessor may take a complaint about, and who stands in: the investigator, or where a tie forbids it an officer. */
async function placeFor(tx: Tx, investigator: string): Promise<Place> {
  const walls = await myWalls(tx);
  const found = [];
  for (const letter of ['b', 'm', 't']) found.push(...(await findPeople(tx, letter, walls, 80)));
  const numbers = found
    .filter((person) => person.category === 'officer' && person.post !== null)
    .map((person) => numberOf(person.identifiers))
    .filter((number) => number !== '');
  const [colleague] = walls.includes(investigator) ? [] : await listPeople(tx, [investigator]);
  return { deputy: colleague ? numberOf(colleague.identifiers) : (numbers[0] ?? ''), numbers };
}

/** Opens them as the assessor of the cast. One whose people turn out to be tied is tried with the next officer. */
export async function openDemoCases(
  ground: Ground,
  cast: readonly { readonly person: string; readonly sub: string }[],
): Promise<number> {
  const assessor = cast.find(({ sub }) => sub === 'assessor');
  const investigator = cast.find(({ sub }) => sub === 'investigator');
  if (!assessor || !investigator) return 0;
  const act = { actor: assessor.person, face: 'staff' } as const;
  const viewer = (await mustTransact(ground, 'clerks', { actor: null, face: 'command' }, (tx) =>
    viewerOf(tx, assessor.person),
  ))!;
  const place = await mustTransact(ground, 'staff', act, (tx) => placeFor(tx, investigator.person));
  const free = [...place.numbers];
  const tryNext = async (
    work: (tx: Tx, number: string) => Promise<OpenedCase | string | { readonly again: string }>,
  ) => {
    for (let number = free.shift(); number; number = free.shift()) {
      const tried = number;
      const done = await inTransaction(ground, 'staff', act, (tx) => work(tx, tried));
      if (!isRefusal(done)) return done;
    }
    return null;
  };
  let opened = 0;
  for (const told of toldOn(ground.clock.today())) {
    const isUnknown = told.complainant.who === 'not-known';
    const done = await tryNext((tx, number) =>
      openCase(
        tx,
        viewer,
        given(tx, told, place.deputy, [
          isUnknown
            ? {
                who: 'not-known',
                description: 'tall, ginger beard, no number to be seen',
                place: 'outside the station',
                time: 'about half past nine at night',
                unit: 'a van crew',
                identifyBy: addDays(tx.today, 10),
              }
            : { who: 'number', number },
        ]),
      ),
    );
    if (done) opened += 1;
    if (done && typeof done === 'object' && 'id' in done && told.allegations.length > 1)
      await inTransaction(ground, 'staff', act, (tx) =>
        offerCase(tx, viewer, {
          case: done.id,
          number: place.deputy,
          reasons: 'It goes with the enquiry that the investigator has.',
        }),
      );
  }
  const [first] = toldOn(ground.clock.today());
  const settled = await tryNext((tx, number) =>
    settleCase(tx, viewer, {
      ...given(tx, { ...first!, daysAgo: 0 }, place.deputy, [{ who: 'number', number }]),
      complainant: complainant('Wenna', 'Tregillis', '07700900213'),
      allegations: [
        said('The officer at the desk turned his back on me while I was speaking.', 'incivility', 1, tx.today),
      ],
      standard: 'respect',
      done: 'I spoke with the desk sergeant, who had heard it too.',
      reasons: 'The officer has rung her and said sorry, and she says that this is what she wanted.',
      next: 'Nothing more follows from this.',
      pattern: 'What is on record about him is of another kind and long ago.',
      identifiers: ['name', 'address'],
      isContent: true,
    }),
  );
  return opened + (settled ? 1 : 0);
}
