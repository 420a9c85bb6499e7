/** Addresses of single entries: adding one, reading one with its changes, changing one, its receipt, frozen pages. */
import { isId } from '../../../platform/ids.ts';
import { receiptFor } from '../../../platform/ledger.ts';
import { isRefusal } from '../../../platform/refusal.ts';
import { type Ground, inTransaction, mustTransact, type Tx } from '../../../platform/transaction.ts';
import type { Viewer } from '../../../platform/viewer.ts';
import { fieldOf, formWithErrors } from '../../../web/forms.ts';
import { download, invalid, notFound, type PageResult, page, redirect, routeFor } from '../../../web/route.ts';
import { insertRead, type Permission } from '../../access/index.ts';
import { findSubject } from '../../people/index.ts';
import { addEntry } from '../actions/add-entry.ts';
import { placedIn } from '../store/tray.ts';
import { findEntry } from '../store.ts';
import { amendPage, faultOf, isChange, sendChange } from './amend-page.ts';
import { entryFormPage, readEntryForm } from './entry-form-page.ts';
import { entryPage } from './entry-page.ts';
import { snapshotPage } from './snapshot-page.ts';

const route = routeFor<Permission, Viewer>();
const staff = (viewer: Viewer) => ({ actor: viewer.person, face: 'staff' }) as const;

/** The person whose page an entry stands on, so that the doorkeeper of that page decides; null where it is about no person. */
async function personIn(tx: Tx, entry: string): Promise<string | null> {
  const row = await findEntry(tx, entry);
  if (!row) return null;
  for (const party of [...row.parties, ...(await placedIn(tx, entry))])
    if (party.role === 'subject' && (await findSubject(tx, party.subject))?.kind === 'person') return party.subject;
  return null;
}

export function entryRoutes(ground: Ground) {
  const as = <T>(viewer: Viewer, work: (tx: Tx) => Promise<T>) => mustTransact(ground, 'staff', staff(viewer), work);
  return [
    route({
      face: 'staff',
      method: 'GET',
      path: '/people/:person/entries/new',
      permission: 'entry.post',
      audit: 'ENTRY_FORM_OPENED',
      purpose: 'person',
      handler: ({ viewer, params }) =>
        as(viewer, async (tx) => page('questions', await entryFormPage(tx, params.person))),
    }),
    route({
      face: 'staff',
      method: 'POST',
      path: '/people/:person/entries/new',
      permission: 'entry.post',
      audit: 'ENTRY_ADDED',
      purpose: 'person',
      handler: async ({ viewer, params, body, today }): Promise<PageResult> => {
        const again = (form: ReturnType<typeof formWithErrors>) =>
          as(viewer, async (tx) => invalid('questions', await entryFormPage(tx, params.person, form)));
        const read = readEntryForm(params.person, body, today);
        if ('form' in read) return again(read.form);
        const added = await inTransaction(ground, 'staff', staff(viewer), (tx) => addEntry(tx, read.entry));
        if (isRefusal(added)) return again(formWithErrors(body, [faultOf(added)]));
        return redirect(`/people/${params.person}?added=${added}`);
      },
    }),
    route({
      face: 'staff',
      method: 'GET',
      path: '/entries/:entry',
      permission: 'person.read',
      audit: 'ENTRY_ASKED_FOR',
      handler: ({ viewer, params }) =>
        as(viewer, async (tx) => {
          const person = isId(params.entry) ? await personIn(tx, params.entry) : null;
          return person ? redirect(`/people/${person}/entries/${params.entry}`) : notFound;
        }),
    }),
    route({
      face: 'staff',
      method: 'GET',
      path: '/entries/:entry/receipt',
      permission: 'person.read',
      audit: 'ENTRY_RECEIPT_TAKEN',
      handler: async ({ viewer, params }): Promise<PageResult> => {
        const seen = await as(viewer, async (tx) => isId(params.entry) && (await findEntry(tx, params.entry)) !== null);
        if (!seen) return notFound;
        const receipt = await inTransaction(ground, 'clerks', { actor: null, face: 'clerk' }, (tx) =>
          receiptFor(tx, 'record.entry', params.entry),
        );
        return isRefusal(receipt)
          ? page('report', {
              title: 'No receipt yet',
              lede: receipt.words,
              links: [{ text: 'Back to the entry', href: `/entries/${params.entry}` }],
            })
          : download(`entry-${params.entry}.receipt.json`, 'application/json', receipt);
      },
    }),
    route({
      face: 'staff',
      method: 'GET',
      path: '/people/:person/entries/:entry',
      permission: 'person.read',
      audit: 'ENTRY_READ',
      purpose: 'person',
      handler: ({ viewer, params, query }) =>
        as(viewer, async (tx) => {
          const asked = { person: params.person, entry: params.entry, viewer, done: fieldOf(query, 'done') };
          const view = isId(params.entry) ? await entryPage(tx, asked) : null;
          return view ? page('entry', view) : notFound;
        }),
    }),
    route({
      face: 'staff',
      method: 'GET',
      path: '/people/:person/entries/:entry/:change',
      permission: 'entry.amend',
      audit: 'ENTRY_CHANGE_OPENED',
      purpose: 'person',
      handler: ({ viewer, params }) =>
        as(viewer, async (tx) => {
          const { person, entry, change } = params;
          const view = isId(entry) && isChange(change) ? await amendPage(tx, { person, entry, change }) : null;
          return view ? page('questions', view) : notFound;
        }),
    }),
    route({
      face: 'staff',
      method: 'POST',
      path: '/people/:person/entries/:entry/:change',
      permission: 'entry.amend',
      audit: 'ENTRY_CHANGED',
      purpose: 'person',
      handler: async ({ viewer, params, body }): Promise<PageResult> => {
        const { person, entry, change } = params;
        if (!isId(entry) || !isChange(change)) return notFound;
        const sent = await inTransaction(ground, 'staff', staff(viewer), (tx) =>
          sendChange(tx, { person, entry, change, viewer, fields: body }),
        );
        if (sent === 'not-found') return notFound;
        if (sent === 'done') return redirect(`/people/${person}/entries/${entry}?done=${change}`);
        const form = isRefusal(sent) ? formWithErrors(body, [faultOf(sent)]) : sent;
        const view = await as(viewer, (tx) => amendPage(tx, { person, entry, change }, form));
        return view ? invalid('questions', view) : notFound;
      },
    }),
    route({
      face: 'staff',
      method: 'GET',
      path: '/snapshots/:snapshot',
      permission: 'home.read',
      audit: 'SNAPSHOT_READ',
      handler: ({ viewer, params }) =>
        as(viewer, async (tx) => {
          const frozen = isId(params.snapshot) ? await snapshotPage(tx, params.snapshot) : null;
          if (!frozen) return notFound;
          await insertRead(tx, {
            event: 'SNAPSHOT_SHOWN',
            subject: frozen.subject,
            purpose: 'What was seen at a decision',
            outcome: 'shown',
          });
          return page('person', frozen.view);
        }),
    }),
  ];
}
