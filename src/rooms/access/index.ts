/** The door of access: who may see or do what. */

export { type Appointment, appoint, peopleWhoSignIn, type SignInPerson, signInScheme } from './actions/appoint.ts';
export { type Authority, authorityFor, delegate, revokeDelegation } from './actions/delegate.ts';
export { giveReason } from './actions/give-reason.ts';
export { type GrantRole, grantRole } from './actions/grant-role.ts';
export { viewerOf } from './actions/viewer-of.ts';
export { reasonInWords, reasonView } from './pages/reason-view.ts';
export { isPower, type PowerName, powers, rankFloors } from './rules/delegable.ts';
export { overrideLimitsOn, whyNotUntil } from './rules/override-limits.ts';
export { may, type Permission } from './rules/permissions.ts';
export { type Role, roles } from './rules/roles.ts';
export { insertAccountStop, listAccountStops } from './store/account-stops.ts';
export { type DelegationRow, insertDelegation, listDelegations } from './store/delegations.ts';
export { insertMatterParties } from './store/matter-parties.ts';
export {
  findOverride,
  insertOverride,
  isOpenOn,
  listOverrides,
  type OverrideRow,
  overridesAbout,
} from './store/overrides.ts';
export {
  accessTables,
  covertReaders,
  endAssignment,
  findAssignment,
  holdersOf,
  insertAssignment,
  insertCovertReader,
  insertGrant,
  insertRead,
  listReads,
  myWalls,
  type ReadRow,
  rolesOf,
  type StandingAssignment,
} from './store.ts';
