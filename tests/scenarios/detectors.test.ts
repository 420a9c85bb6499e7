/** The detectors on the shared scenarios. Own histories and laws stand in detector-histories and detector-laws. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HistoryEntry } from '../../src/engines/history.ts';
import { samePersonJoin } from '../../src/engines/patterns/same-person.ts';
import { detectors } from '../../src/rooms/patterns/detectors/all.ts';
import { entriesOfScenario, historyIn, readScenarios, type Scenario } from './scenario-history.ts';

const codes = new Set([...detectors.map((detector) => detector.code as string), 'link:same-person']);
const nobody = { asAt: null, shareWithTwoOrMore: null };
const scenarios = readScenarios();

/** What is cited for the subject once event `upTo` is on the record; null where the code is not there. */
function citesAt(
  entries: readonly HistoryEntry[],
  ask: { code: string; subject: string },
  upTo: number,
): Set<string> | null {
  const history = historyIn(entries, ask.subject, upTo);
  const detector = detectors.find(({ code }) => code === ask.code);
  const found = detector === undefined ? samePersonJoin(history) : detector.detect(history, nobody);
  return found === null ? null : new Set(found.cites);
}

function faultsOf(scenario: Scenario): string[] {
  const entries = entriesOfScenario(scenario);
  const faults: string[] = [];
  for (const wanted of scenario.expect) {
    if (!codes.has(wanted.code)) continue;
    const cites = citesAt(entries, wanted, wanted.after);
    const lacking = wanted.cites.filter((n) => !cites?.has(String(n)));
    if (lacking.length > 0)
      faults.push(
        `${wanted.severity}: ${wanted.code} for ${wanted.subject} after ${wanted.after} lacks ${lacking} in ${cites ? [...cites] : 'nothing'}`,
      );
  }
  for (const ban of scenario.mustNot ?? []) {
    if (!codes.has(ban.code)) continue;
    for (let upTo = 1; upTo <= (ban.until ?? scenario.events.length); upTo++) {
      const cites = citesAt(entries, ban, upTo);
      const isBroken = cites !== null && (ban.excludes === undefined || ban.excludes.some((n) => cites.has(String(n))));
      if (isBroken) faults.push(`prohibited: ${ban.code} for ${ban.subject} at ${upTo} cites ${[...cites]}`);
    }
  }
  return faults;
}

test('SIG-01 the shared scenarios: every expectation and prohibition of the five codes', (context) => {
  if (scenarios.length === 0) {
    context.diagnostic('SKIPPED: the shared scenarios do not lie beside this repository');
    context.skip('no shared scenarios');
    return;
  }
  const faults = scenarios.flatMap((scenario) => faultsOf(scenario).map((fault) => `${scenario.id} ${fault}`));
  assert.equal(faults.join('\n'), '');
});

test('SIG-01 no history of a scenario is cited for someone it is not about', () => {
  for (const scenario of scenarios) {
    const entries = entriesOfScenario(scenario);
    for (const { ref } of scenario.people) {
      const history = historyIn(entries, ref, entries.length);
      const own = new Set(history.entries.filter((entry) => entry.roles.includes('subject')).map((entry) => entry.id));
      for (const detector of detectors)
        for (const id of detector.detect(history, nobody)?.cites ?? [])
          assert.ok(own.has(id), `${scenario.id} ${ref} ${detector.name} ${id}`);
    }
  }
});
