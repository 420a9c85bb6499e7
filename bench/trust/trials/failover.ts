/**
 * The primary is killed while it is written to, its standby is promoted, the application finds it by itself, and the dead
 * primary is started again.
 *
 * The cheapest dishonest ways to pass: a standby that has everything anyway (the line between the two is stalled before
 * the kill, and what was on it is dropped; without the wait for the standby the same loses, which the control shows); an
 * application that is started again by hand (the same process goes on, with one address for both hosts); and an old
 * primary that takes nothing because nobody asks it (it is asked directly, and through the address that names it first).
 */
import { createDice } from '../../../src/engines/statistics/random.ts';
import { openServer } from '../../../src/platform/database.ts';
import { ensureDatabase } from '../../../src/platform/migrate.ts';
import type { Say } from '../../scratch.ts';
import { act, actsFound } from '../crash/acts.ts';
import { asAdmin, within } from '../crash/world.ts';
import { type FailoverOutcome, failOver, placeOf, type Service } from '../failover/failover.ts';
import { type Host, openPair } from '../failover/pair.ts';
import type { Count, Size, Trial } from '../trial.ts';

async function openService(dice: () => number): Promise<Service> {
  const pair = await openPair();
  const place = placeOf(pair, pair.hosts);
  const server = openServer(place);
  await ensureDatabase(server);
  await within(server, (ground) => act(ground, 'undisturbed'));
  const [whole = ''] = (await asAdmin(server, actsFound)).values();
  await pair.follow(pair.hosts[0], pair.hosts[1]);
  return { pair, place, server, whole, dice };
}

type Roles = readonly [primary: Host, standby: Host];

/** Fails over again and again, each time to the one that was dead before. Gives the roles as they are in the end. */
async function inTurn(
  service: Service,
  roles: Roles,
  { times, isSafe, say }: { readonly times: number; readonly isSafe: boolean; readonly say: Say },
): Promise<{ readonly outcomes: FailoverOutcome[]; readonly roles: Roles }> {
  const outcomes: FailoverOutcome[] = [];
  let [primary, standby] = roles;
  for (let n = 0; n < times; n += 1) {
    const name = `${isSafe ? 'safe' : 'control'}${n}`;
    // Always in the control; otherwise two of three, for a standby that keeps up must lose nothing either.
    const isStalled = !isSafe || n % 3 !== 2;
    const outcome = await failOver(service, name, [primary, standby], { isSafe, isStalled });
    const { tally, outage, takenByOld } = outcome;
    say(
      `${name}: ${tally.acknowledged} acknowledged, ${tally.lost.length} lost, away ${outage.toFixed(1)} s, old took ${takenByOld}`,
    );
    for (const words of [...tally.halfApplied, ...(isSafe ? tally.lost : [])].slice(0, 3)) say(words);
    outcomes.push(outcome);
    [primary, standby] = [standby, primary];
  }
  return { outcomes, roles: [primary, standby] };
}

const total = (outcomes: readonly FailoverOutcome[], of: (outcome: FailoverOutcome) => number): number =>
  outcomes.reduce((sum, outcome) => sum + of(outcome), 0);

function countsOf(safe: readonly FailoverOutcome[], control: readonly FailoverOutcome[]): Count[] {
  const outages = safe.map(({ outage }) => outage).sort((a, b) => a - b);
  const stalled = safe.filter(({ wasStalled }) => wasStalled).length;
  const lostIn = (outcomes: readonly FailoverOutcome[]) => outcomes.filter(({ tally }) => tally.lost.length > 0).length;
  const lost = total(control, ({ tally }) => tally.lost.length);
  return [
    {
      promise: 'With a synchronous standby, whatever was acknowledged is there after the primary died.',
      done: safe.length,
      unit: 'failovers',
      broken: lostIn(safe),
      control: { what: 'no wait for the standby, its line stalled', done: control.length, broken: lostIn(control) },
      notes: `${total(safe, ({ tally }) => tally.acknowledged)} acknowledged; the line to the standby was stalled in ${stalled}. The control lost ${lost} acknowledged acts. The application, not restarted, had its next act acknowledged after ${outages[outages.length >> 1]?.toFixed(1)} s (median; longest ${outages.at(-1)?.toFixed(1)} s), the order to promote given at once: who gives it, and when, is the force's to arrange.`,
    },
    {
      promise: 'After a failover no act is there by half, the ledger verifies and the signer goes on.',
      done: safe.length,
      unit: 'failovers',
      broken: safe.filter(({ tally }) => tally.halfApplied.length > 0).length,
      control: null,
      notes: 'Every act is compared with an undisturbed one and the whole ledger is checked on the promoted server.',
    },
    {
      promise: 'A primary that was replaced and comes back acknowledges nothing.',
      done: total(safe, ({ askedOfOld }) => askedOfOld),
      unit: 'writes asked of the old primary',
      broken: total(safe, ({ takenByOld, strayed }) => takenByOld + strayed),
      control: {
        what: 'an old primary that does not wait for a standby',
        done: total(control, ({ askedOfOld }) => askedOfOld),
        broken: total(control, ({ takenByOld }) => takenByOld),
      },
      notes: `A process that starts afresh and is given the old primary first found the new one in ${safe.length - total(safe, ({ strayed }) => strayed)} of ${safe.length}.`,
    },
  ];
}

async function hold(size: Size, seed: number, say: Say): Promise<Count[]> {
  const service = await openService(createDice(seed).next);
  try {
    const many = size === 'full';
    const safe = await inTurn(service, service.pair.hosts, { times: many ? 25 : 3, isSafe: true, say });
    const control = await inTurn(service, safe.roles, { times: many ? 5 : 1, isSafe: false, say });
    return countsOf(safe.outcomes, control.outcomes);
  } finally {
    service.pair.end();
  }
}

export const trial: Trial = { name: 'failover', needs: () => null, hold };
