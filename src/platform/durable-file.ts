/**
 * Files that must be there after a power cut. Two traps: what is written and not synced may come back empty, and a name
 * that was given or changed may be gone until its folder was synced as well.
 */
import { chmodSync, closeSync, fsyncSync, linkSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Syncs the names in a folder. */
export function syncFolder(folder: string): void {
  const open = openSync(folder, 'r');
  fsyncSync(open);
  closeSync(open);
}

function writeBeside(file: string, content: string | Uint8Array, mode: number): string {
  const beside = `${file}.new-${process.pid}`;
  const open = openSync(beside, 'w', mode);
  writeFileSync(open, content);
  chmodSync(beside, mode);
  fsyncSync(open);
  closeSync(open);
  return beside;
}

/** Replaces a file: after a power cut the old content is there or the new one. */
export function replaceDurably(file: string, content: string | Uint8Array, mode = 0o600): void {
  renameSync(writeBeside(file, content, mode), file);
  syncFolder(dirname(file));
}

/** Makes a file, whole from its first moment. Throws EEXIST where another was quicker. */
export function makeDurably(file: string, content: string | Uint8Array, mode = 0o600): void {
  const beside = writeBeside(file, content, mode);
  try {
    linkSync(beside, file);
  } finally {
    rmSync(beside, { force: true });
  }
  syncFolder(dirname(file));
}
