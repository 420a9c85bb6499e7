/** The latest signed checkpoint and how to check it alone. */
import { parseCheckpoint, verifierKeyOf } from '../../../engines/ledger-leaf.ts';
import { latestCheckpoint, publishedKeys } from '../../../platform/ledger.ts';
import { isRefusal } from '../../../platform/refusal.ts';
import type { Ground, Tx } from '../../../platform/transaction.ts';
import { instantInWords } from '../../../web/plain-dates.ts';
import type { PublicHomeView, PublicProofView } from '../../../web/views.ts';

const count = (value: number): string => value.toLocaleString('en-GB');

/** What an outsider needs: size, root, signature, key, and four steps. */
export async function proofPage(ground: Ground, tx: Tx): Promise<PublicProofView> {
  const head = await latestCheckpoint(tx, 'main');
  const parsed = head ? parseCheckpoint(head.note) : null;
  const lines = head?.note.trimEnd().split('\n') ?? [];
  return {
    title: 'Proof that the record was not altered',
    lede: 'Everything written to the record leaves a line in a log that can only grow. Its head is signed. Keep a copy of it: if anything before it is ever changed, your copy shows it.',
    checkpoint:
      head && parsed && !isRefusal(parsed)
        ? {
            size: `${count(parsed.size)} lines`,
            root: parsed.root.toString('base64'),
            signedAt: instantInWords(Date.parse(head.signedAt)),
            signature: lines.at(-1) ?? '',
            publicKey: publishedKeys(ground.server, 'main').map(verifierKeyOf).join(' '),
            href: '/checkpoint',
          }
        : null,
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
        text: 'If you hold a receipt for something you filed, check that it is still there.',
        command: 'candour verify --receipt receipt.json',
      },
      { text: 'You need no access to the content: the log holds salted fingerprints, and no name.' },
    ],
    promises: [
      'A changed, deleted, inserted or backdated row is found, and named.',
      'What was cut off the end after your checkpoint can only be seen by somebody who kept a later one. Many keepers are better than one.',
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
