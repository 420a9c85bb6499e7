/** The door of concerns: everything that arrives and is not a protected report. */
export { type ImportOrder, type ImportResult, importFile } from './actions/import-file.ts';
export { type LegacyOrder, loadNight, type NightTaken } from './actions/legacy-load.ts';
export { type LegacyStatus, legacyStatus } from './actions/legacy-status.ts';
export { type LoadResult, loadService } from './actions/load-service.ts';
export { protectedList } from './actions/open-import.ts';
export { type Cast, type EmptyWorld, playScenario, type ScenarioReport } from './actions/play-scenario.ts';
export { type Concern, receive } from './actions/receive.ts';
export { runScenarios, type ScenarioFile } from './actions/run-scenarios.ts';
export { type UndoOrder, type UndoOutcome, undoImport } from './actions/undo-import.ts';
export { tick as discardUnanswered } from './clerks.ts';
export { plays } from './plays.ts';
export { concernsRoutes } from './routes.ts';
export { isOverlay, type Mode, modeOn } from './store/modes.ts';
export { concernTables } from './store.ts';
