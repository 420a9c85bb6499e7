/**
 * The words of the procedure engine: a definition (law as dated data), the events of one case, and what follows from
 * both on a day. Days are `YYYY-MM-DD`; every `code` is kebab-case and unique within its list of one definition.
 * Nothing here is an instant, a job or a row: given the same definitions, events and day the answer is the same.
 *
 * The functions, each in the file of its name:
 *
 *     calendar.ts     isWorkingDay(day, nation) · addWorkingDays(day, n, nation) · addLength(day, length, nation, counting?)
 *                     servedOn(rule, sentOn, nation, sentTime?): IsoDay
 *     bank-holidays.ts      bankHolidays(year, nation): BankHoliday[]
 *     check-definition.ts   checkDefinition(definition): string[] · checkRulebook(definitions): string[] (empty: all well)
 *     version-for.ts  versionFor(definitions, code, bindingDay): ProcedureDefinition | null
 *                     withConfirmed(definition, confirmations, today): ProcedureDefinition
 *                     fingerprintOf(definition): string · refuseEdited(used, definitions): Refused | null
 *     state-of.ts     stateOf(rulebook, events, today): CaseState
 *     moves-for.ts    movesFor(definition, state, asking): Moves
 *     refuse-event.ts refuseEvent(rulebook, events, event, asking & { today? }): Refused | null  (null: append it)
 *     rebind.ts       rebind(rulebook, events, order): Rebinding | Refused
 *     to-markdown.ts  toMarkdown(definition): string
 */

export type * from './case-events.ts';
export type * from './case-state.ts';
export type * from './definition.ts';
export type * from './words.ts';
