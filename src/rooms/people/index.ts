/** The door of people: who someone is over time. */

export {
  type ChangePost,
  changeLine,
  changeName,
  changePost,
  giveNumber,
} from './actions/change-career.ts';
export {
  changeUnit,
  closeUnit,
  mapBorough,
  mapUnit,
  openUnit,
  structureAt,
  type UnitOfDay,
} from './actions/change-structure.ts';
export { type Conflict, checkConflict } from './actions/check-conflict.ts';
export {
  counterpartCalled,
  type DeclareTie,
  declareTie,
  endTie,
  renewalDays,
  renewTie,
  returnNothing,
  tieKinds,
} from './actions/declare-tie.ts';
export { giveCharacteristic, measureCharacteristic, offeredValues } from './actions/give-characteristic.ts';
export { apply, type EnterService, join, rejoin, transferIn } from './actions/join.ts';
export { type KnownPerson, type KnowPerson, knowPerson } from './actions/know-person.ts';
export { type LeaveService, leave, takeBreak, transferOut } from './actions/leave.ts';
export { type PayrollFile, reconcilePayroll } from './actions/reconcile-payroll.ts';
export { plays as peoplePlays } from './plays.ts';
export { type Carried, carryAcross, type UnitShare } from './rules/carry-across.ts';
export {
  type Characteristic,
  characteristics,
  isWeak,
  type MeasuredField,
  usualTarget,
} from './rules/characteristic-measure.ts';
export type { PayrollRow } from './rules/compare-payroll.ts';
export { type Branch, flattened } from './rules/structure-tree.ts';
export { addWorkingDays } from './rules/working-days.ts';
export {
  type LifeEvent,
  type LineRow,
  lifeEventsOfThisAct,
  lineAndTeamOn,
  linesOf,
  type NearPerson,
  namesOf,
  personsNamed,
  postsOf,
  type ServiceRow,
  servicesOf,
  servingOn,
} from './store/careers.ts';
export {
  type CharacteristicCount,
  characteristicCompleteness,
  completenessTargets,
  insertCompletenessTarget,
  myCharacteristicAnswers,
} from './store/characteristics.ts';
export {
  hasPeople,
  noFacts,
  type StandingFacts,
  type StandingPost,
  type StandingService,
  standingFacts,
  standingUnits,
} from './store/facts.ts';
export { type Difference, listReconciliations, type Reconciliation } from './store/reconciliations.ts';
export {
  boroughLinksOn,
  leaversOfUnits,
  mapsTo,
  peopleOfUnits,
  type UnitLinkRow,
  type UnitPersonRow,
} from './store/structure.ts';
export {
  type ControlledTie,
  controlledTies,
  type DerivedTie,
  derivedTies,
  lastReturns,
  type StoredTie,
  storedTies,
} from './store/ties.ts';
export { restingOnNothingElse, undoFacts } from './store/undone.ts';
export {
  type CareerRow,
  type Category,
  careerOf,
  clusterOf,
  clusterRoots,
  type FoundPerson,
  findPeople,
  findSubject,
  identityDecisions,
  insertCharacteristics,
  insertIdentifiers,
  insertIdentityDecisions,
  insertLines,
  insertNames,
  insertPosts,
  insertServices,
  insertSubjects,
  insertTies,
  insertUnitLinks,
  insertUnits,
  isNamedBy,
  labelsOf,
  listPeople,
  type NewCharacteristic,
  type NewIdentifier,
  type NewLine,
  type NewName,
  type NewPost,
  type NewService,
  type NewSubject,
  type NewTie,
  type NewUnit,
  type NewUnitLink,
  peopleTables,
  placementGaps,
  type ServiceStatus,
  type SubjectKind,
  type SubjectLabel,
  subjectsByIdentifier,
  subjectsOfScheme,
  type TieKind,
  tiesOf,
  type UnitKind,
  unitsByName,
} from './store.ts';
