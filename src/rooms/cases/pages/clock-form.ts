/** Pausing or extending a clock, and naming what allowed a matter. */
import type { Refusal } from '../../../platform/refusal.ts';
import type { Tx } from '../../../platform/transaction.ts';
import type { Viewer } from '../../../platform/viewer.ts';
import { dayInWords } from '../../../web/plain-dates.ts';
import { asking, choices, dayParts, type QuestionsView, realDay } from '../../../web/questions.ts';
import type { Fields } from '../../../web/route.ts';
import { changeClock } from '../actions/change-clock.ts';
import { nameCause } from '../actions/name-cause.ts';
import type { FormAsk, Sent } from './form-routes.ts';
import { typed } from './intake-fields.ts';
import { addressOf, headOf, theirCase } from './of-case.ts';

type Params = Readonly<Record<string, string>>;

export async function clockForm({ tx, viewer, params, form }: FormAsk): Promise<QuestionsView | null> {
  const file = await theirCase(tx, viewer, params);
  if (!file) return null;
  const ask = asking(form);
  const running = file.state.clocks.filter((clock) => clock.isOn && clock.open);
  const grounds = new Map(
    running.flatMap((clock) => clock.definition.pauses.map((ground) => [ground.code, ground.words] as const)),
  );
  return {
    ...headOf(file, 'Pause or extend a clock'),
    lede: 'Without a decider, a reason and an end, neither is taken. Paused days are counted apart, and no review stops.',
    ask:
      running.length > 0
        ? {
            action: `${addressOf(file)}/clocks`,
            sections: [
              {
                questions: [
                  ask.radios(
                    'change',
                    'What do you do?',
                    choices([
                      { value: 'pause', text: 'Pause it until a day' },
                      { value: 'extend', text: 'Extend it to a day' },
                    ]),
                  ),
                  ask.radios(
                    'clock',
                    'Which clock?',
                    choices(
                      running.map((clock) => ({
                        value: clock.code,
                        text: clock.name,
                        hint: `Due ${dayInWords(clock.open!.due)}. ${clock.definition.isReview ? 'A review: it is never paused' : clock.definition.source}`,
                      })),
                    ),
                  ),
                  ...(grounds.size > 0
                    ? [
                        ask.radios(
                          'ground',
                          'On which ground do you pause it?',
                          choices([...grounds].map(([value, text]) => ({ value, text }))),
                        ),
                      ]
                    : []),
                  ask.day('until', 'Until when?'),
                  ask.words('reason', 'Why?'),
                ],
              },
            ],
            button: 'Change the clock',
          }
        : undefined,
    form,
  };
}

export async function sendClock(tx: Tx, viewer: Viewer, params: Params, body: Fields): Promise<Sent | Refusal> {
  await changeClock(tx, viewer, {
    case: params.case!,
    change: typed(body, 'change'),
    clock: typed(body, 'clock'),
    ground: typed(body, 'ground'),
    until: realDay(dayParts(body, 'until')) ?? '',
    reason: typed(body, 'reason'),
  });
  return { to: `/cases/${params.case}?done=clock` };
}

export async function causeForm({ tx, viewer, params, form }: FormAsk): Promise<QuestionsView | null> {
  const file = await theirCase(tx, viewer, params);
  if (!file || file.state.isEnded) return null;
  const ask = asking(form);
  const open = file.causes.filter((cause) => cause.owner === null);
  return {
    ...headOf(file, 'What allowed it'),
    lede: 'What lies beyond the people in it: a shortage, a practice, a missing check. Its owner stays with it after the case, and the case does not close without one.',
    ask: {
      action: `${addressOf(file)}/causes`,
      sections: [
        {
          questions: [
            ...(open.length > 0
              ? [
                  ask.radios(
                    'cause',
                    'Which cause?',
                    choices([
                      { value: '', text: 'Another one' },
                      ...open.map((cause) => ({ value: cause.id, text: cause.words })),
                    ]),
                  ),
                ]
              : []),
            ask.words('words', 'What allowed it?', open.length > 0 ? 'Only for another one.' : undefined),
            ask.text('number', 'Who owns it, by number', 'Leave empty if nobody does yet.'),
          ],
        },
      ],
      button: 'Keep it',
    },
    form,
  };
}

export async function sendCause(tx: Tx, viewer: Viewer, params: Params, body: Fields): Promise<Sent | Refusal> {
  await nameCause(tx, viewer, {
    case: params.case!,
    cause: typed(body, 'cause'),
    words: typed(body, 'words'),
    number: typed(body, 'number'),
  });
  return { to: `/cases/${params.case}?done=cause` };
}
