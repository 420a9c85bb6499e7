/** Plays history files one after another, each into an empty house of its own. */
import { readScenario, type Scenario } from '../../../engines/scenario/read-scenario.ts';
import { type Refusal, refuse } from '../../../platform/refusal.ts';
import { type Cast, type EmptyWorld, playScenario, type ScenarioReport } from './play-scenario.ts';

export interface ScenarioFile {
  readonly name: string;
  readonly text: string;
}

export interface ScenarioRun {
  /** A fresh, empty, migrated house for each file. */
  readonly openEmptyWorld: () => Promise<EmptyWorld>;
  readonly cast: Cast;
  /** Progress, a line at a time. Never for stdout. */
  readonly say: (line: string) => void;
}

const faultsAtOnce = 5;

/** Every file is read before any is played: a wrong one is refused, with the fields that are wrong. */
function readAll(files: readonly ScenarioFile[], say: (line: string) => void): Scenario[] | Refusal {
  const scenarios: Scenario[] = [];
  for (const { name, text } of files) {
    const { scenario, faults, notes } = readScenario(text);
    for (const note of notes) say(`${name}: ${note}`);
    if (!scenario) {
      const more = faults.length > faultsAtOnce ? ` and ${faults.length - faultsAtOnce} more` : '';
      return refuse('wrong-history', `${name}: ${faults.slice(0, faultsAtOnce).join('; ')}${more}`);
    }
    scenarios.push(scenario);
  }
  return scenarios;
}

const summary = ({ id, passed, expectations, violations }: ScenarioReport): string => {
  const met = expectations.filter(({ ok }) => ok).length;
  return `${id}: ${passed ? 'passed' : 'not passed'}, ${met} of ${expectations.length} expectations met, ${violations.length} prohibitions broken`;
};

/** Plays the files in order and reports on each. */
export async function runScenarios(
  files: readonly ScenarioFile[],
  { openEmptyWorld, cast, say }: ScenarioRun,
): Promise<readonly ScenarioReport[] | Refusal> {
  const scenarios = readAll(files, say);
  if (!Array.isArray(scenarios)) return scenarios;
  const reports: ScenarioReport[] = [];
  for (const scenario of scenarios) {
    const world = await openEmptyWorld();
    try {
      reports.push(await playScenario(world, scenario, cast));
    } finally {
      await world.close();
    }
    say(`${reports.length} of ${scenarios.length}: ${summary(reports.at(-1)!)}`);
  }
  return reports;
}
