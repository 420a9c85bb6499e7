/**
 * Which decisions of the appropriate authority may be delegated, and not below which rank. Data, each with its source; one that
 * was not checked against the regulation says so, on the page too.
 */

/** Lowest first; names that share a place are of one rank. */
const ranks: readonly (readonly string[])[] = [
  ['constable', 'police constable', 'detective constable', 'special constable'],
  ['sergeant', 'police sergeant', 'detective sergeant'],
  ['inspector', 'detective inspector'],
  ['chief inspector', 'detective chief inspector'],
  ['superintendent', 'detective superintendent'],
  ['chief superintendent', 'detective chief superintendent'],
  ['assistant chief constable', 'commander'],
  ['deputy chief constable', 'deputy assistant commissioner', 'assistant commissioner'],
  ['chief constable', 'deputy commissioner', 'commissioner'],
];

/** The rank names that a floor may be, lowest first. */
export const rankFloors: readonly string[] = ranks.map((names) => names[0]!).slice(1, 8);

/** How high a rank stands; null for one that is not known, police staff among them. */
export function rankPlace(rank: string | null): number | null {
  const plain = (rank ?? '').toLowerCase().replaceAll('-', ' ').trim();
  const place = ranks.findIndex((names) => names.includes(plain));
  return place < 0 ? null : place;
}

interface Power {
  readonly words: string;
  /** No instrument may go below it. */
  readonly floor: string;
  readonly source: string;
  /** Checked against the regulation; otherwise a service asks its legal adviser before it signs. */
  readonly isVerified: boolean;
}

export const powers = {
  'severity-assessment': {
    words: 'Assess how grave a matter is',
    floor: 'chief inspector',
    source: 'Police (Conduct) Regulations 2020, reg 14 (severity assessment); floor from their provision on delegation',
    isVerified: false,
  },
  suspension: {
    words: 'Suspend, restrict or move somebody during a matter',
    floor: 'chief inspector',
    source: 'Police (Conduct) Regulations 2020, reg 11; floor from their provision on delegation',
    isVerified: false,
  },
  'certify-accelerated': {
    words: 'Certify a case for an accelerated hearing',
    floor: 'superintendent',
    source: 'Police (Conduct) Regulations 2020, Part 5; own floor',
    isVerified: false,
  },
  'chair-hearing': {
    words: 'Chair a misconduct hearing (never who certified the case as accelerated)',
    floor: 'assistant chief constable',
    source: 'SI 2024/521: the chief officer or a delegate who is a senior officer chairs',
    isVerified: true,
  },
} as const satisfies Readonly<Record<string, Power>>;

export type PowerName = keyof typeof powers;

export const isPower = (name: string): name is PowerName => Object.hasOwn(powers, name);
