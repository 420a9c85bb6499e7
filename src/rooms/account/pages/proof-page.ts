/** The latest signed checkpoint and how to check it alone. */

import { witnessKeyText } from '../../../engines/cosignature.ts';
import { parseCheckpoint, verifierKeyOf } from '../../../engines/ledger-leaf.ts';
import { printedLine } from '../../../engines/printed-line.ts';
import {
  findRefusal,
  knownWitnesses,
  latestCheckpoint,
  latestWitnessed,
  publishedKeys,
  type SignedHead,
  type Waiting,
  waitingLeaves,
} from '../../../platform/ledger.ts';
import { isRefusal } from '../../../platform/refusal.ts';
import type { Ground, Tx } from '../../../platform/transaction.ts';
import { instantInWords } from '../../../web/plain-dates.ts';
import type { DataTableView, PublicHomeView, PublicProofView, WarningBandView } from '../../../web/views.ts';

const count = (value: number): string => value.toLocaleString('en-GB');

const units = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const;

/** `2 minutes`, in the largest unit that it fills. */
function spanInWords(ms: number): string {
  for (const [unit, seconds] of units) {
    const whole = Math.floor(ms / 1000 / seconds);
    if (whole >= 1) return `${whole} ${unit}${whole === 1 ? '' : 's'}`;
  }
  return 'less than a minute';
}

const lines = (leaves: number): string => (leaves === 1 ? '1 line' : `${count(leaves)} lines`);

/** A checkpoint is due a minute after something was written: five is the signer behind. */
const lateAfter = 5 * 60_000;

/** Worse than late: what stands in the log is not what was signed. */
function refused(ground: Ground): WarningBandView | undefined {
  const refusal = findRefusal(ground.server, 'main');
  if (refusal === null) return undefined;
  return {
    tone: 'warn',
    title: 'The signer refuses to sign',
    text: `Since ${instantInWords(Date.parse(refusal.at))}: ${refusal.words} The log is not the one that it signed before.`,
  };
}

function behind(waiting: Waiting, now: Date): WarningBandView | undefined {
  const late = waiting.since === null ? 0 : now.getTime() - waiting.since.getTime();
  if (late < lateAfter) return undefined;
  return {
    tone: 'warn',
    title: 'The signer is behind',
    text: `What was written in the last ${spanInWords(late)} is not signed yet. Nothing of it is lost: the next checkpoint covers it. Until then, a change to it could not be shown.`,
  };
}

const waitingInWords = (waiting: Waiting, now: Date): string =>
  waiting.since === null
    ? 'Nothing'
    : `${lines(waiting.leaves)}, the first ${spanInWords(now.getTime() - waiting.since.getTime())} ago`;

/** Who outside keeps the checkpoint, and what each signed last. */
async function witnessTable(ground: Ground, tx: Tx, head: SignedHead): Promise<DataTableView> {
  const witnesses = knownWitnesses(ground.server.place);
  const signed = await latestWitnessed(tx, witnesses);
  return {
    caption: 'Witnesses outside',
    columns: [{ text: 'Witness' }, { text: 'Last signed' }, { text: 'When, by its own clock' }],
    rows: witnesses.map(({ key }) => {
      const last = signed.find((each) => each.witness === key.name);
      const behindBy = last === undefined ? 0 : head.size - last.size;
      return [
        { text: key.name, under: witnessKeyText(key) },
        last === undefined
          ? { text: 'nothing yet' }
          : { text: `${lines(last.size)}, ${behindBy > 0 ? `${lines(behindBy)} behind` : 'the latest checkpoint'}` },
        { text: last === undefined ? '' : instantInWords(last.seconds * 1000) },
      ];
    }),
    empty: {
      title: 'No witness yet',
      text: 'Nobody outside is sent the checkpoints. Until somebody is, only copies that people keep themselves show that the end of the log was not cut off.',
    },
  };
}

/** What an outsider needs: size, root, signature, key, and four steps. */
export async function proofPage(ground: Ground, tx: Tx): Promise<PublicProofView> {
  const head = await latestCheckpoint(tx, 'main');
  const parsed = head ? parseCheckpoint(head.note) : null;
  const note = head?.note.trimEnd().split('\n') ?? [];
  const waiting = await waitingLeaves(tx);
  const late = refused(ground) ?? behind(waiting, tx.at);
  const on = head?.signedAt.slice(0, 10) ?? '';
  return {
    title: 'Proof that the record was not altered',
    lede: 'Everything written to the record leaves a line in a log that can only grow. Its head is signed. Keep a copy of it: if anything before it is ever changed, your copy shows it.',
    checkpoint:
      head && parsed && !isRefusal(parsed)
        ? {
            size: `${count(parsed.size)} lines`,
            root: parsed.root.toString('base64'),
            signedAt: instantInWords(Date.parse(head.signedAt)),
            signature: note.at(-1) ?? '',
            publicKey: publishedKeys(ground.server, 'main').map(verifierKeyOf).join(' '),
            href: '/checkpoint',
            age: `${spanInWords(tx.at.getTime() - Date.parse(head.signedAt))} ago`,
            waiting: waitingInWords(waiting, tx.at),
          }
        : null,
    ...(late ? { behind: late } : {}),
    ...(head && parsed && !isRefusal(parsed)
      ? {
          witnesses: await witnessTable(ground, tx, head),
          printed: printedLine(parsed.origin, { on, size: parsed.size, root: parsed.root }),
        }
      : {}),
    steps: [
      {
        text: 'Keep today’s checkpoint somewhere that the service does not control.',
        command: 'curl -O .../checkpoint',
      },
      {
        text: 'Later, check the log against your copy. It names the first line that does not fit.',
        command: 'candour verify --checkpoint checkpoint',
      },
      {
        text: 'Or against the line above, from a newspaper or from minutes, typed back.',
        command: 'candour verify --line "Candour ..."',
      },
      {
        text: 'Check what a witness keeps, without this service and without its program.',
        command: 'node verify.mjs checkpoint --key KEY --witness KEPT --witness-key WITNESS-KEY',
      },
      {
        text: 'If you hold a receipt for something you filed, check that it is still there.',
        command: 'candour verify --receipt receipt.json',
      },
      { text: 'You need no access to the content: the log holds salted fingerprints, and no name.' },
    ],
    promises: [
      'A changed, deleted, inserted or backdated row is found, and named.',
      'What was cut off the end after your checkpoint can only be seen by somebody who kept a later one: a witness, or you. Many keepers are better than one.',
      'Lawful erasure destroys content and leaves its line: the proof still holds and says that something was erased, and under which rule.',
    ],
    ...(head
      ? {}
      : {
          empty: {
            title: 'No checkpoint has been signed yet',
            text: 'One is signed each minute while the service runs.',
          },
        }),
  };
}

/** The public front page. */
export async function publicHomePage(tx: Tx): Promise<PublicHomeView> {
  const head = await latestCheckpoint(tx, 'main');
  const parsed = head ? parseCheckpoint(head.note) : null;
  const size = parsed && !isRefusal(parsed) ? parsed.size : 0;
  return {
    title: 'Candour',
    lede: 'A record of concerns about people who hold police powers, kept so that it cannot be quietly changed. It belongs to everyone it protects.',
    stats: [
      { value: count(size), label: 'lines in the log', note: 'unit: rows written, not people or complaints' },
      { value: head ? instantInWords(Date.parse(head.signedAt)) : 'not yet', label: 'last signed' },
    ],
    ways: [
      {
        text: 'Check that nothing was altered',
        href: '/proof',
        hint: 'Keep a copy of the signed head; anyone can check it later, alone',
      },
    ],
  };
}
