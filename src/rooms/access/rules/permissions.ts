/** What may be done, and which roles may do it. A route names one of these; a name that is not here does not compile. */
import { type Role, roles } from './roles.ts';

const everybody = Object.keys(roles) as Role[];
const readers: readonly Role[] = [
  'assessor',
  'investigator',
  'specialist-investigator',
  'vetting-officer',
  'firearms-authority',
  'guardian',
  'custodian',
  'reviewer',
  'head-of-standards',
  'overseer',
  'independent-investigator',
];

export const permissions = {
  /** Nobody signs in for it: the public and reporter faces. */
  'public.read': [],
  'home.read': everybody,
  'own.read': everybody,
  'person.find': readers,
  'person.read': readers,
  /** Break glass: whoever may open anything about a person may say why they need it. */
  'reason.give': [...readers, 'supervisor', 'auditor'],
  /** Being stopped by a wall: whoever may open anything about a person may ask to be let through. */
  'override.ask': [...readers, 'supervisor', 'auditor'],
  /** Signing away, for a time, a decision that the law gives to whoever signs. */
  'delegation.sign': ['chief-officer', 'local-policing-body'],
  /** What happened in a week that somebody outside should know of: counts, and names where no wall stands. */
  'digest.read': ['head-of-standards', 'overseer', 'local-policing-body', 'auditor'],
  'entry.post': [
    'assessor',
    'investigator',
    'specialist-investigator',
    'vetting-officer',
    'guardian',
    'head-of-standards',
  ],
  'entry.amend': ['assessor', 'investigator', 'specialist-investigator', 'head-of-standards'],
  'tray.place': ['assessor', 'investigator', 'vetting-officer'],
  /** Somebody from outside too: in a small service everybody else may be tied. */
  'identity.decide': ['assessor', 'vetting-officer', 'head-of-standards', 'independent-investigator'],
  'tie.declare': everybody,
  'characteristic.give': everybody,
  'outcome.log': ['supervisor', 'assessor', 'head-of-standards'],
  'outcome.read': [...readers, 'supervisor'],
  /** A case and the queue of them. Which cases is decided on the page: all for those who take in and watch, else one's own. */
  'case.read': ['assessor', 'investigator', 'specialist-investigator', 'head-of-standards', 'overseer'],
  'case.open': ['assessor', 'investigator', 'specialist-investigator', 'head-of-standards'],
  /** Owning a case and what is done in it. */
  'case.work': ['assessor', 'investigator', 'specialist-investigator', 'head-of-standards'],
  /** The second person of a move that one alone may not make. */
  'case.agree': ['assessor', 'head-of-standards', 'overseer'],
  /** A unit: people, lines, what is late, counts. Whose unit it may be is decided on the page. */
  'unit.read': ['supervisor', 'assessor', 'head-of-standards', 'chief-officer', 'commander', 'overseer'],
  'register.read': ['assessor', 'vetting-officer', 'head-of-standards', 'analyst', 'commander', 'overseer', 'auditor'],
  'register.keep': ['vetting-officer', 'head-of-standards'],
  'signal.read': [
    'assessor',
    'reviewer',
    'head-of-standards',
    'overseer',
    'vetting-officer',
    'firearms-authority',
    'custodian',
  ],
  'signal.answer': ['reviewer', 'head-of-standards', 'overseer', 'custodian'],
  'sweep.read': ['reviewer', 'head-of-standards', 'overseer', 'analyst'],
  'sweep.run': ['head-of-standards'],
  /** The second person of a live sweep: outside the chain of command. */
  'sweep.confirm': ['overseer'],
  /** Bringing in a file by the browser. Whoever has its rows in hand reads no more by it than the file says. */
  'import.run': ['analyst', 'head-of-standards'],
  'import.undo': ['analyst', 'head-of-standards', 'overseer'],
  'import.read': ['analyst', 'administrator', 'head-of-standards', 'overseer', 'auditor'],
  /** How a force moves in: the mode, the nights read from present systems and how they reconcile. */
  'mode.read': ['head-of-standards', 'chief-officer', 'overseer', 'analyst', 'auditor'],
  'mode.propose': ['head-of-standards'],
  /** The chief officer's signature under a mode. */
  'mode.sign': ['chief-officer'],
  /** Ordering that something is erased, and holding it back. A second person outside every line has to agree. */
  'erasure.order': ['head-of-standards'],
  /** What was erased and what is held: rules and counts, never content. */
  'erasure.read': ['head-of-standards', 'overseer', 'auditor'],
  'reads.read': ['head-of-standards', 'overseer', 'auditor'],
  'proof.read': everybody,
  'role.grant': ['administrator'],
  /** Stopping an account: at once by one of these; opened by any of them. */
  'account.stop': ['administrator', 'head-of-standards', 'overseer'],
} as const satisfies Readonly<Record<string, readonly Role[]>>;

export type Permission = keyof typeof permissions;

/** Whether somebody with these roles may. The public permission needs no role. */
export function may(permission: Permission, held: readonly string[]): boolean {
  const allowed: readonly string[] = permissions[permission];
  return permission === 'public.read' || allowed.some((role) => role === 'staff-member' || held.includes(role));
}
