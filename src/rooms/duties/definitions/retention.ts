/**
 * Rules under which something may be erased: dated data, each with its source. A period that no published schedule was
 * read for is marked, and stands as an own default until a service's legal adviser confirms it.
 */
import { isoToDay } from '../../../engines/history.ts';
import type { Dated } from '../../../engines/patterns/windows.ts';

export interface RetentionRule extends Dated {
  readonly code: string;
  readonly name: string;
  readonly scope: 'record' | 'person';
  /** Whole years that must have gone by since the service knew of it (a record), or since they left (a person); null where the rule has no period. */
  readonly years: number | null;
  readonly source: string;
  readonly isConfirmed: boolean;
}

export const retentionRules: readonly RetentionRule[] = [
  {
    code: 'ORDER-1',
    from: '2018-05-25',
    name: 'A court or the Information Commissioner orders that the record is erased',
    scope: 'record',
    years: null,
    source: 'Data Protection Act 2018 s.149 (Commissioner), s.167 (court); UK GDPR article 58(2)(g)',
    isConfirmed: true,
  },
  {
    code: 'ORDER-2',
    from: '2018-05-25',
    name: 'A court or the Information Commissioner orders that what identifies a person is erased',
    scope: 'person',
    years: null,
    source: 'Data Protection Act 2018 s.149 (Commissioner), s.167 (court); UK GDPR article 58(2)(g)',
    isConfirmed: true,
  },
  {
    code: 'DUTY-1',
    from: '2018-05-25',
    name: 'Keeping the record is unlawful: it was entered against the law or has no purpose left',
    scope: 'record',
    years: null,
    source: 'Data Protection Act 2018 s.47(1); UK GDPR article 17(1)',
    isConfirmed: true,
  },
  {
    code: 'KEPT-1',
    from: '2020-01-01',
    name: 'A matter that ended without a finding has been kept for its whole period',
    scope: 'record',
    years: 6,
    source: 'NPCC retention schedule v4 (2020), professional standards: period to be confirmed',
    isConfirmed: false,
  },
  {
    code: 'KEPT-2',
    from: '2020-01-01',
    name: 'What identifies somebody who left has been kept for its whole period',
    scope: 'person',
    years: 12,
    source: 'NPCC retention schedule v4 (2020), personnel: period to be confirmed',
    isConfirmed: false,
  },
];

/** The rules in force on a day. */
export const retentionRulesOn = (day: string): readonly RetentionRule[] =>
  retentionRules.filter((rule) => isoToDay(rule.from) <= isoToDay(day));
