/** The ledger's door: checkpoints, receipts, the check of everything, and the hourly roots of the read log. */
export { type Heads, latestCheckpoint, type SignedHead, takeCheckpoint } from './ledger/checkpoint.ts';
export { checkpointAs } from './ledger/checkpoint-text.ts';
export { freshCheckpoint, type Waiting, waitingLeaves } from './ledger/fresh-checkpoint.ts';
export { appendOnlyTables, tableListFaults } from './ledger/guards.ts';
export { closeReadHours } from './ledger/hourly-reads.ts';
export { publishedKeys } from './ledger/keys.ts';
export type { Problem, ProblemKind } from './ledger/problems.ts';
export { receiptFor } from './ledger/receipt.ts';
export { findRefusal } from './ledger/refusals.ts';
export { startSigner } from './ledger/signer.ts';
export { submitTo, takeInCosignature } from './ledger/submit.ts';
export { type Verified, type VerifyOptions, verifyLedger } from './ledger/verify.ts';
export { cosignatureLines, knownWitnesses, latestWitnessed, type Witnessed } from './ledger/witnesses.ts';
