/** Who is named together with whom, and what those colleagues carry apart from what they share. */
import type { MatterTable } from './matters.ts';

export interface Company {
  /** Different colleagues named in the same matters, per person. */
  readonly colleagues: Float64Array;
  /** Mean over those colleagues (recent matters weigh more) of the log of their own other matters, decayed. */
  readonly load: Float64Array;
}

const yearDays = 365.25;
const loadHalfLife = 2;
const tieHalfLife = 4;
/** A matter that names more people than this says little about who works with whom. */
const largestMatter = 30;

/** A person's matters, decayed, without any one of them counted twice. */
function loads(matters: MatterTable): Float64Array {
  const load = new Float64Array(matters.start.length - 1);
  for (let r = 0; r < matters.person.length; r++)
    load[matters.person[r]!]! += 2 ** (-Math.max(0, matters.asAt - matters.day[r]!) / (loadHalfLife * yearDays));
  return load;
}

/** Company of everyone, as known before the day of `matters`. Nobody named with you gives the load of a typical colleague. */
export function companyOf(matters: MatterTable): Company {
  const people = matters.start.length - 1;
  const own = loads(matters);
  const colleagues = new Float64Array(people);
  const load = new Float64Array(people);
  const weight = new Float64Array(people);
  const lastSeenBy = new Int32Array(people).fill(-1);
  let total = 0;
  let ties = 0;
  for (let p = 0; p < people; p++) {
    for (let r = matters.start[p]!; r < matters.start[p + 1]!; r++) {
      const m = matters.matter[r]!;
      const [from, to] = [matters.memberStart[m]!, matters.memberStart[m + 1]!];
      if (to - from < 2 || to - from > largestMatter) continue;
      const days = Math.max(0, matters.asAt - matters.day[r]!);
      const shared = 2 ** (-days / (loadHalfLife * yearDays));
      const tie = 2 ** (-days / (tieHalfLife * yearDays)) / (to - from - 1);
      for (let k = from; k < to; k++) {
        const other = matters.person[matters.members[k]!]!;
        if (other === p) continue;
        if (lastSeenBy[other] !== p) {
          lastSeenBy[other] = p;
          colleagues[p]!++;
        }
        const apart = Math.log1p(Math.max(0, own[other]! - shared));
        load[p]! += tie * apart;
        weight[p]! += tie;
        total += tie * apart;
        ties += tie;
      }
    }
  }
  const typical = ties === 0 ? 0 : total / ties;
  for (let p = 0; p < people; p++) load[p] = (load[p]! + typical) / (weight[p]! + 1);
  return { colleagues, load };
}
