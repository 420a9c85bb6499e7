/** The door of duties: what is owed by whom, to whom, by when, and what follows. */
export { alertSelfLookUp } from './actions/admit-reader.ts';
export { carryOutErasures, eraseAndScrub } from './actions/carry-out-erasures.ts';
export { askSecond } from './actions/choose-second.ts';
export { audit, authorise, viewerForClaim } from './actions/doorkeeper.ts';
export { type Followed, logOutcome } from './actions/follow-up-outcome.ts';
export {
  handOverMovers,
  openHandover,
  openHandovers,
  type RecordMove,
  recordMove,
} from './actions/hand-over.ts';
export {
  answersAbout,
  lifeChecks,
  oweDifferences,
  owePeopleDuties,
  reconcilePeople,
} from './actions/people-duties.ts';
export { proposeElimination } from './actions/propose.ts';
export { dutiesRoutes } from './routes.ts';
export { owes, type Standing, standingOf } from './rules/ladder.ts';
export {
  type AnswerRow,
  type DutyRow,
  dutyTables,
  findDuty,
  insertAnswer,
  insertDuty,
  listAnswers,
  listLadders,
  listOpenDuties,
  listOpenDutiesAbout,
  type NewDuty,
  type Rung,
} from './store.ts';
