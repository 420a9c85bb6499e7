/** The roles a person can be given, in the field's own words. Somebody without a grant is a staff member. */
export const roles = {
  'staff-member': 'Member of staff',
  supervisor: 'Supervisor',
  assessor: 'Assessor',
  investigator: 'Investigator',
  'specialist-investigator': 'Specialist investigator',
  'vetting-officer': 'Vetting officer',
  'firearms-authority': 'Firearms authority holder',
  guardian: 'Speak-up guardian',
  custodian: 'Custodian',
  'panel-member': 'Hearing panel member',
  reviewer: 'Reviewer of signals',
  'head-of-standards': 'Head of professional standards',
  'chief-officer': 'Chief officer',
  commander: 'Commander',
  analyst: 'Analyst',
  'board-secretary': 'Board secretary',
  overseer: 'Overseer',
  'local-policing-body': 'Local policing body',
  'independent-investigator': 'Independent investigator',
  'borough-member': 'Borough member',
  auditor: 'Auditor',
  administrator: 'Administrator',
} as const;
export type Role = keyof typeof roles;

/** Roles that one person may not hold together: who keeps the accounts does not read the record, who measures is not measured. */
export const incompatible: readonly (readonly [Role, Role, string])[] = [
  ['administrator', 'custodian', 'An administrator manages accounts and never reads content.'],
  ['administrator', 'assessor', 'An administrator manages accounts and never reads content.'],
  ['administrator', 'investigator', 'An administrator manages accounts and never reads content.'],
  ['administrator', 'reviewer', 'An administrator manages accounts and never reads content.'],
  ['administrator', 'chief-officer', 'An administrator manages accounts and decides nothing.'],
  ['chief-officer', 'overseer', 'An overseer stands outside the chain of command.'],
  ['administrator', 'overseer', 'An administrator manages accounts and never reads content.'],
  [
    'reviewer',
    'head-of-standards',
    'Silence climbs from the reviewer to the head of standards: they cannot be one person.',
  ],
  ['head-of-standards', 'overseer', 'An overseer stands outside the chain of command.'],
];
