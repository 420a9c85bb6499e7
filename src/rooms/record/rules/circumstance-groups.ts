/** Circumstances in the groups that somebody filling in a form thinks in. Every one is in exactly one group. */
import type { Feature } from '../../../engines/vocabulary.ts';

export interface CircumstanceGroup {
  readonly heading: string;
  readonly features: readonly Feature[];
}

export const circumstanceGroups: readonly CircumstanceGroup[] = [
  {
    heading: 'Who was affected',
    features: [
      'partner',
      'former-partner',
      'family',
      'woman',
      'man',
      'child',
      'victim-of-crime',
      'detainee',
      'vulnerable',
      'alone',
      'lives-alone',
      'colleague',
      'junior',
      'probationer',
      'trainee',
      'contractor',
      'minority',
      'sole-of-group',
      'same-victim',
      'same-people',
    ],
  },
  {
    heading: 'Who else was in it',
    features: ['senior', 'line-manager', 'friend-of-subject', 'same-team', 'subject-office', 'group'],
  },
  {
    heading: 'Where and when',
    features: [
      'on-duty',
      'off-duty',
      'in-custody',
      'in-home',
      'in-station',
      'in-hospital',
      'shared-premises',
      'other-force-area',
      'before-joining',
      'on-probation',
    ],
  },
  {
    heading: 'What it was like',
    features: [
      'sexual',
      'violent',
      'racist',
      'sexist',
      'homophobic',
      'disability',
      'faith',
      'hostile',
      'discriminatory-words',
      'message-group',
      'warrant-card',
      'armed-role',
      'specialist-unit',
      'standards-role',
      'similar-manner',
    ],
  },
  {
    heading: 'What had been said or done about it before',
    features: [
      'known-to-supervisor',
      'repeat-of-earlier',
      'anonymous',
      'after-withdrawal',
      'disputed',
      'banter-label',
      'no-reason',
      'no-record',
      'no-receipt',
      'no-proof',
      'unfavourable',
      'overdue',
      'limit-passed',
      'position-kept',
      'public-promise',
      'by-group',
      'roll-call',
    ],
  },
];
