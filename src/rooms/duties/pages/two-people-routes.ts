/** Addresses of what takes two people, of handing over, of low-level outcomes with their duties, and of answering a duty. */
import { isId } from '../../../platform/ids.ts';
import { isRefusal, type Refusal } from '../../../platform/refusal.ts';
import { type Ground, inTransaction, mustTransact, type Tx } from '../../../platform/transaction.ts';
import type { Viewer } from '../../../platform/viewer.ts';
import { type FormState, fieldOf, formWithErrors } from '../../../web/forms.ts';
import { dayParts, type QuestionsView, realDay } from '../../../web/questions.ts';
import { type Fields, invalid, notFound, type PageResult, page, redirect, routeFor } from '../../../web/route.ts';
import type { Permission } from '../../access/index.ts';
import { unitsByName } from '../../people/index.ts';
import {
  faultOf,
  freezePage,
  openEntry,
  openItem,
  personByNumber,
  placeItem,
  trayItemPage,
} from '../../record/index.ts';
import { answerDuty } from '../actions/answer-duty.ts';
import { answerProposal } from '../actions/answer-proposal.ts';
import { logOutcome } from '../actions/follow-up-outcome.ts';
import { acceptHandover, recordMove } from '../actions/hand-over.ts';
import { passOn } from '../actions/name-outside.ts';
import { proposeElimination, proposePlacement } from '../actions/propose.ts';
import { answerPage } from './answer-page.ts';
import { handoverPage, movePage } from './handover-page.ts';
import { outcomeFormPage, readOutcomeForm } from './outcome-form-page.ts';
import { agreementPage, eliminationPage } from './proposal-page.ts';

const route = routeFor<Permission, Viewer>();
const staff = (viewer: Viewer) => ({ actor: viewer.person, face: 'staff' }) as const;

type Work<T> = (tx: Tx) => Promise<T>;
type Again = (tx: Tx, form: FormState) => Promise<QuestionsView | null>;

/** Does the work; where it is refused, shows the form again with what was typed and what to put right. */
export async function orAgain(
  ground: Ground,
  viewer: Viewer,
  sent: {
    readonly fields: Fields;
    readonly work: Work<unknown | Refusal | FormState>;
    readonly again: Again;
    readonly to: string;
  },
): Promise<PageResult> {
  const done = await inTransaction(ground, 'staff', staff(viewer), sent.work);
  const form = isRefusal(done) ? formWithErrors(sent.fields, [faultOf(done)]) : isForm(done) ? done : null;
  if (!form) return redirect(sent.to);
  const view = await mustTransact(ground, 'staff', staff(viewer), (tx) => sent.again(tx, form));
  return view ? invalid('questions', view) : notFound;
}

const isForm = (value: unknown): value is FormState =>
  typeof value === 'object' && value !== null && 'errorList' in value;

export function twoPeopleRoutes(ground: Ground) {
  const as = <T>(viewer: Viewer, work: Work<T>) => mustTransact(ground, 'staff', staff(viewer), work);
  const shown = (viewer: Viewer, id: string, view: Work<QuestionsView | null>): Promise<PageResult> =>
    as(viewer, async (tx) => {
      const found = isId(id) ? await view(tx) : null;
      return found ? page('questions', found) : notFound;
    });
  return [
    route({
      face: 'staff',
      method: 'GET',
      path: '/people/:person/entries/:entry/elimination',
      permission: 'entry.amend',
      audit: 'ELIMINATION_FORM_OPENED',
      purpose: 'person',
      handler: ({ viewer, params }) => shown(viewer, params.entry, (tx) => eliminationPage(tx, params)),
    }),
    route({
      face: 'staff',
      method: 'POST',
      path: '/people/:person/entries/:entry/elimination',
      permission: 'entry.amend',
      audit: 'ELIMINATION_PUT_FORWARD',
      purpose: 'person',
      handler: async ({ viewer, params, body }): Promise<PageResult> => {
        const { person, entry } = params;
        if (!isId(entry)) return notFound;
        return orAgain(ground, viewer, {
          fields: body,
          to: `/people/${person}/entries/${entry}?done=proposed`,
          again: (tx, form) => eliminationPage(tx, { person, entry, form }),
          work: async (tx) => {
            const open = await openEntry(tx, person, entry);
            const isClose = open?.row.visibility === 'sealed' || open?.row.visibility === 'covert';
            const purpose = 'Putting forward that a matter did not happen';
            const snapshot = open && !isClose ? await freezePage(tx, { subject: person, viewer, purpose }) : null;
            const reason = fieldOf(body, 'reason') ?? '';
            return proposeElimination(tx, {
              person,
              entry,
              reason,
              evidence: fieldOf(body, 'evidence') ?? '',
              snapshot,
            });
          },
        });
      },
    }),
    route({
      face: 'staff',
      method: 'GET',
      path: '/agreements/:duty',
      permission: 'home.read',
      audit: 'AGREEMENT_READ',
      handler: ({ viewer, params }) => shown(viewer, params.duty, (tx) => agreementPage(tx, viewer, params.duty)),
    }),
    route({
      face: 'staff',
      method: 'POST',
      path: '/agreements/:duty',
      permission: 'home.read',
      audit: 'AGREEMENT_ANSWERED',
      handler: async ({ viewer, params, body }): Promise<PageResult> => {
        if (!isId(params.duty)) return notFound;
        const answer = fieldOf(body, 'answer');
        return orAgain(ground, viewer, {
          fields: body,
          to: answer === 'pass' ? '/' : `/agreements/${params.duty}`,
          again: (tx, form) => agreementPage(tx, viewer, params.duty, form),
          work: async (tx) => {
            if (answer === 'pass') return passOn(tx, viewer, params.duty);
            return answer === 'agree' || answer === 'disagree'
              ? answerProposal(tx, viewer, {
                  duty: params.duty,
                  agrees: answer === 'agree',
                  reason: fieldOf(body, 'reason') ?? '',
                })
              : formWithErrors(body, [{ field: 'answer', text: 'Say whether you agree' }]);
          },
        });
      },
    }),
    route({
      face: 'staff',
      method: 'POST',
      path: '/tray/:item',
      permission: 'tray.place',
      audit: 'TRAY_ITEM_PLACED',
      handler: async ({ viewer, params, body }): Promise<PageResult> => {
        if (!isId(params.item)) return notFound;
        const open = await as(viewer, (tx) => openItem(tx, params.item));
        if (!open) return notFound;
        return orAgain(ground, viewer, {
          fields: body,
          to: `/tray/${params.item}?done=${open.needsSecond ? 'proposed' : 'placed'}`,
          again: (tx, form) => trayItemPage(tx, params.item, form),
          work: async (tx) => {
            const chosen = fieldOf(body, 'person') ?? '';
            const reason = fieldOf(body, 'reason') ?? '';
            if (chosen === '') return formWithErrors(body, [{ field: 'person', text: 'Choose who is meant' }]);
            const named =
              chosen === 'number' ? await personByNumber(tx, fieldOf(body, 'number') ?? '') : { id: chosen };
            if (isRefusal(named)) return formWithErrors(body, [{ field: 'number', text: named.words }]);
            if (!isId(named.id)) return formWithErrors(body, [{ field: 'person', text: 'Choose who is meant' }]);
            const place = { item: params.item, person: named.id, reason };
            return open.needsSecond ? proposePlacement(tx, place) : placeItem(tx, place);
          },
        });
      },
    }),
    route({
      face: 'staff',
      method: 'GET',
      path: '/outcomes/new',
      permission: 'outcome.log',
      audit: 'OUTCOME_FORM_OPENED',
      handler: ({ viewer, query }) =>
        as(viewer, async (tx) =>
          page(
            'questions',
            await outcomeFormPage(tx, viewer, { fields: query, isLogged: fieldOf(query, 'done') === 'logged' }),
          ),
        ),
    }),
    route({
      face: 'staff',
      method: 'POST',
      path: '/outcomes/new',
      permission: 'outcome.log',
      audit: 'OUTCOME_LOGGED',
      handler: ({ viewer, body }) =>
        orAgain(ground, viewer, {
          fields: body,
          to: '/outcomes/new?done=logged',
          again: (tx, form) => outcomeFormPage(tx, viewer, { fields: body, form }),
          work: async (tx) => {
            const read = await readOutcomeForm(tx, viewer, body);
            return 'form' in read ? read.form : logOutcome(tx, viewer, read.given);
          },
        }),
    }),
    route({
      face: 'staff',
      method: 'GET',
      path: '/handover/:duty',
      permission: 'home.read',
      audit: 'HANDOVER_READ',
      handler: ({ viewer, params }) => shown(viewer, params.duty, (tx) => handoverPage(tx, viewer, params.duty)),
    }),
    route({
      face: 'staff',
      method: 'POST',
      path: '/handover/:duty',
      permission: 'home.read',
      audit: 'HANDOVER_ACCEPTED',
      handler: async ({ viewer, params, body }): Promise<PageResult> => {
        if (!isId(params.duty)) return notFound;
        const reviewOn = realDay(dayParts(body, 'review')) ?? '';
        return orAgain(ground, viewer, {
          fields: body,
          to: `/handover/${params.duty}`,
          again: (tx, form) => handoverPage(tx, viewer, params.duty, form),
          work: (tx) =>
            acceptHandover(tx, viewer, { duty: params.duty, reviewOn, words: fieldOf(body, 'words') ?? '' }),
        });
      },
    }),
    route({
      face: 'staff',
      method: 'GET',
      path: '/people/:person/move',
      permission: 'register.keep',
      audit: 'MOVE_FORM_OPENED',
      purpose: 'person',
      handler: ({ viewer, params, query }) =>
        as(viewer, async (tx) =>
          page('questions', await movePage(tx, params.person, { isMoved: fieldOf(query, 'done') === 'moved' })),
        ),
    }),
    route({
      face: 'staff',
      method: 'POST',
      path: '/people/:person/move',
      permission: 'register.keep',
      audit: 'MOVE_RECORDED',
      purpose: 'person',
      handler: ({ viewer, params, body }) =>
        orAgain(ground, viewer, {
          fields: body,
          to: `/people/${params.person}/move?done=moved`,
          again: (tx, form) => movePage(tx, params.person, { form }),
          work: (tx) => sendMove(tx, params.person, body),
        }),
    }),
    route({
      face: 'staff',
      method: 'GET',
      path: '/duties/:duty/answer',
      permission: 'home.read',
      audit: 'DUTY_ANSWER_OPENED',
      handler: ({ viewer, params }) => shown(viewer, params.duty, (tx) => answerPage(tx, viewer, params.duty)),
    }),
    route({
      face: 'staff',
      method: 'POST',
      path: '/duties/:duty/answer',
      permission: 'home.read',
      audit: 'DUTY_ANSWERED',
      handler: async ({ viewer, params, body }): Promise<PageResult> => {
        if (!isId(params.duty)) return notFound;
        const given = {
          duty: params.duty,
          outcome: fieldOf(body, 'outcome') ?? '',
          reason: fieldOf(body, 'reason') ?? '',
        };
        return orAgain(ground, viewer, {
          fields: body,
          to: `/duties/${params.duty}`,
          again: (tx, form) => answerPage(tx, viewer, params.duty, form),
          work: (tx) => answerDuty(tx, viewer, given),
        });
      },
    }),
  ];
}

async function sendMove(tx: Tx, person: string, body: Fields): Promise<FormState | object> {
  const faults: { field: string; text: string }[] = [];
  const name = fieldOf(body, 'unit')?.trim() ?? '';
  const unit = (await unitsByName(tx, [name])).get(name.toLowerCase());
  if (!unit) faults.push({ field: 'unit', text: 'No unit has this name today' });
  const supervisor = await personByNumber(tx, fieldOf(body, 'supervisor') ?? '');
  if (isRefusal(supervisor)) faults.push({ field: 'supervisor', text: supervisor.words });
  const from = realDay(dayParts(body, 'from'));
  if (!from) faults.push({ field: 'from', text: 'Give the day, month and year, for example 31 3 2026' });
  if (faults.length > 0 || !unit || !from || isRefusal(supervisor)) return formWithErrors(body, faults);
  const words = (field: string) => fieldOf(body, field)?.trim() || null;
  return recordMove(tx, { person, unit, supervisor: supervisor.id, from, rank: words('rank'), role: words('role') });
}
