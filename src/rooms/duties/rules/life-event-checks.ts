/** Which checks follow which event in a career: by whom and within how many days. Data. */

export type LifeEventName = 'join' | 'move' | 'promotion' | 'arrest' | 'exit';

export interface LifeCheck {
  readonly name: string;
  readonly role: string;
  readonly days: number;
  /** What follows when it is late. */
  readonly consequence: string;
}

const climbs = 'Left undone, the head of professional standards owes it too.';

/** Source: College of Policing APP on vetting (change of circumstances, transferees, aftercare); the review's ch. 5 and 6. */
export const checksAfter: Readonly<Record<LifeEventName, readonly LifeCheck[]>> = {
  join: [
    { name: 'Clearance at the level of the post', role: 'vetting-officer', days: 14, consequence: climbs },
    {
      name: 'Complaint and conduct history from every earlier force',
      role: 'vetting-officer',
      days: 28,
      consequence: climbs,
    },
  ],
  move: [
    { name: 'Clearance at the level of the new post', role: 'vetting-officer', days: 14, consequence: climbs },
    { name: 'Ties to people in the new unit and line', role: 'vetting-officer', days: 5, consequence: climbs },
  ],
  promotion: [
    {
      name: 'Whole record read before the rank takes effect',
      role: 'head-of-standards',
      days: 14,
      consequence: climbs,
    },
    { name: 'Ties to people now supervised', role: 'vetting-officer', days: 5, consequence: climbs },
  ],
  arrest: [
    {
      name: 'Restriction or suspension decided',
      role: 'head-of-standards',
      days: 1,
      consequence: 'It is told to the overseer.',
    },
    { name: 'Clearance reviewed', role: 'vetting-officer', days: 2, consequence: climbs },
    { name: 'Firearms authority reviewed', role: 'firearms-authority', days: 1, consequence: climbs },
  ],
  exit: [
    {
      name: 'Open matters go on, and the barred list is considered',
      role: 'head-of-standards',
      days: 5,
      consequence: 'It is told to the overseer.',
    },
    { name: 'Access, warrant card and equipment taken back', role: 'vetting-officer', days: 2, consequence: climbs },
  ],
};
