/** The door of the record: the one integrity record everyone posts to and reads from. */

export { type Amend, correct, recordFinding, recordWithdrawal, relabel } from './actions/amend.ts';
export { type Assigned, type AssignWithCheck, assignWithCheck } from './actions/assign-with-check.ts';
export {
  type MergeRecords,
  mergeRecords,
  needsSecond,
  type Unmerged,
  unmergeRecords,
} from './actions/decide-identity.ts';
export { type FoldedEntry, foldedEntries } from './actions/folded-entries.ts';
export { freezePage } from './actions/freeze-page.ts';
export {
  type FoundHistory,
  type HistoryRequest,
  historyForFinders,
  historyOf,
  streamHistories,
} from './actions/history.ts';
export { type LinkedFiles, type LinkFiles, linkFiles } from './actions/link-files.ts';
export { type LoggedOutcome, type LogOutcome, postOutcome, whyNotLoggable } from './actions/log-outcome.ts';
export { type LedgerLine, ledgerOf, outcomeLines, whyMayNotClose } from './actions/outcome-ledger.ts';
export {
  approvePurpose,
  type ComplainedThenAccused,
  type ComplaintAnswer,
  complainedThenAccused,
  openComplainants,
} from './actions/parties-complained.ts';
export { personByNumber } from './actions/person-by-number.ts';
export { findPeopleForCommand, type PersonDocument, personForCommand } from './actions/person-for-command.ts';
export {
  type JoinedIdentifier,
  type OpenItem,
  openItem,
  placeItem,
  retryTray,
  retryTrayForTouched,
  undoPlacement,
  whyNotPlaceable,
} from './actions/place.ts';
export { post, postMany, whyNotPostable } from './actions/post.ts';
export { rebuildWords } from './actions/rebuild-words.ts';
export { type ScoredLinks, type ScoreLinks, scoreLinks } from './actions/score-links.ts';
export { type StartCheck, type StartResult, startCheck } from './actions/start-check.ts';
export { agreeToUndo, askToUndo, type Undone, type UndoState, undoState } from './actions/undo-batch.ts';
export { faultOf } from './pages/amend-page.ts';
export type { LifeChecks } from './pages/career-page.ts';
export { circumstanceChoices, happenedQuestions, matterChoices } from './pages/entry-form-page.ts';
export { type OpenEntry, openEntry } from './pages/entry-page.ts';
export type { AnswersAbout } from './pages/identity-page.ts';
export { ledgerTable } from './pages/outcomes-page.ts';
export { trayItemPage } from './pages/tray-item-page.ts';
export { label as wordFor, toneOf as findingTone } from './pages/words.ts';
export { plays as recordPlays, shows as recordShows } from './plays.ts';
export type { Part, RegisterView } from './registers/register.ts';
export { doneBand, spreadsheetOf, withSpreadsheets } from './registers/register-routes.ts';
export { type RecordHooks, recordRoutes } from './routes.ts';
export { whyNotAReason } from './rules/closing-words.ts';
export { happenedSpan } from './rules/happened-span.ts';
export { isLowLevel, type LowLevel, lowLevelFindings, type OutcomeDetail } from './rules/low-level.ts';
export { countInWords, masked } from './rules/mask-small.ts';
export { undoneCount } from './store/batch-undo.ts';
export { sealCopies } from './store/copies.ts';
export { hasEntries } from './store/from-source.ts';
export {
  entryStates,
  insertPlacements,
  type KnownRow,
  knownRows,
  openTray,
  type RowBefore,
  sourcesWithRows,
  type TrayMatch,
} from './store/imported.ts';
export { placedNow } from './store/tray.ts';
export { arrestsOfThisAct, partyFields } from './store/who-complained.ts';
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
