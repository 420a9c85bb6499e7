/**
 * "Matters raised against someone after that person reported are counted only after the pair has been read by someone
 * independent." Until then they stand on the timeline, set aside with the earlier report that they follow.
 */
import type { Day, History, HistoryEntry } from '../history.ts';
import type { Feature, Source } from '../vocabulary.ts';
import { type Standing, standingOf } from './what-counts.ts';

const independentSources: ReadonlySet<Source> = new Set<Source>([
  'independent-investigator',
  'inspection',
  'court',
  'tribunal',
]);
const ties: readonly Feature[] = ['friend-of-subject', 'same-team', 'subject-office', 'line-manager', 'colleague'];
/** The subject reported conduct, or was harmed by it, and it is not about what the subject did. */
export function isOwnReport(entry: HistoryEntry): boolean {
  const isHarmed = entry.roles.includes('affected');
  if (!isHarmed && (!entry.roles.includes('reporter') || entry.roles.includes('subject'))) return false;
  const standing = standingOf(entry);
  return standing === 'conduct' || standing === 'claim' || standing === 'crime';
}

/**
 * The day from which the entry counts: the day it was known, or the day on which someone independent had read it beside
 * each earlier report that it answers. Null while one of them is unread.
 */
export function countsFrom(entry: HistoryEntry, standing: Standing, history: History): Day | null {
  let day = entry.knownOn;
  if (entry.finding === 'convicted') return day;
  for (const earlier of history.entries) {
    if (earlier === entry || earlier.knownOn > entry.knownOn || !isOwnReport(earlier)) continue;
    if (earlier.finding === 'eliminated' || !answers(entry, standing, earlier)) continue;
    if (isItselfAnAnswer(earlier, entry, history)) continue;
    const readOn = dayRead(entry, earlier, history);
    if (readOn === null) return null;
    day = Math.max(day, readOn);
  }
  return day;
}

function answers(entry: HistoryEntry, standing: Standing, report: HistoryEntry): boolean {
  if (entry.actsOn.includes(report.id) && (standing !== 'conduct' || report.roles.includes('reporter'))) return true;
  for (const party of entry.parties) {
    if (party.role !== 'reporter' && party.role !== 'actor') continue;
    if (report.parties.some((accused) => accused.role === 'subject' && accused.subject === party.subject)) return true;
  }
  return false;
}

/**
 * The subject's report came after a report about the subject by, or for, the very person it accuses. Then the subject
 * was not the first to report, and further reports about the subject are no answer to it: nobody buys silence by
 * reporting back.
 */
const isItselfAnAnswer = (report: HistoryEntry, entry: HistoryEntry, history: History): boolean =>
  history.entries.some(
    (first) =>
      first !== entry &&
      first.knownOn <= report.knownOn &&
      first.finding !== 'eliminated' &&
      first.roles.includes('subject') &&
      first.parties.some(
        (party) =>
          (party.role === 'reporter' || party.role === 'affected') &&
          report.parties.some((accused) => accused.role === 'subject' && accused.subject === party.subject),
      ),
  );

/** The day on which a named person who is no party to either and has no stated tie, or an outside body, had read both. */
function dayRead(entry: HistoryEntry, report: HistoryEntry, history: History): Day | null {
  let day: Day | null = null;
  for (const reading of history.entries) {
    if (reading.step !== 'read' && reading.step !== 'review') continue;
    if (!reading.actsOn.includes(entry.id) || !reading.actsOn.includes(report.id)) continue;
    const isTied = ties.some((tie) => reading.features.includes(tie));
    if (!independentSources.has(reading.source) && (isTied || !isByOutsider(reading, entry, report))) continue;
    if (day === null || reading.knownOn < day) day = reading.knownOn;
  }
  return day;
}

function isByOutsider(reading: HistoryEntry, entry: HistoryEntry, report: HistoryEntry): boolean {
  const readers = reading.parties.filter((party) => party.role === 'actor' || party.role === 'decision-maker');
  const within = (subject: string) =>
    entry.parties.some((party) => party.subject === subject) ||
    report.parties.some((party) => party.subject === subject);
  return readers.length > 0 && !readers.some((reader) => within(reader.subject));
}
