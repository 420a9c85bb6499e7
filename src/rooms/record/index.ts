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
export { post, postMany } from './actions/post.ts';
export { label as wordFor } from './pages/words.ts';
export { type RecordHooks, recordRoutes } from './routes.ts';
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
