/** The door of the record: the one integrity record everyone posts to and reads from. */
export { type Amend, correct, recordFinding, recordWithdrawal, relabel } from './actions/amend.ts';
export {
  type FoundHistory,
  type HistoryRequest,
  historyForFinders,
  historyOf,
  streamHistories,
} from './actions/history.ts';
export { findPeopleForCommand, type PersonDocument, personForCommand } from './actions/person-for-command.ts';
export { post, postMany, whyNotPostable } from './actions/post.ts';
export { label as wordFor, toneOf as findingTone } from './pages/words.ts';
export { plays as recordPlays, shows as recordShows } from './plays.ts';
export { type RecordHooks, recordRoutes } from './routes.ts';
export {
  insertPlacements,
  type KnownRow,
  knownRows,
  openTray,
  standingEntries,
  type TrayMatch,
} from './store/imported.ts';
export {
  type BatchRow,
  covertListsAbout,
  findEntry,
  findSnapshot,
  insertBatch,
  insertPlacement,
  insertSnapshot,
  insertSourceRead,
  type Join,
  knownSourceKeys,
  listBatches,
  listEntries,
  listTray,
  type NewEntry,
  type NewParty,
  type RawEntry,
  recordTables,
  type SnapshotRow,
  type SourceState,
  sealedCount,
  sourceStates,
  type TrayItem,
  trayByIdentifier,
  type UnknownParty,
} from './store.ts';
