/**
 * Units over time: 32 boroughs, each once with a unit of its own, merged into 12 commands (CAL-structure-01 and -02);
 * specialist commands beside them; teams that live through the merger and change parent. All place names are invented.
 */
import type { Day } from '../../src/engines/history.ts';
import { dayToIso, isoToDay } from '../../src/engines/history.ts';
import type { Dice } from './dice.ts';
import type { Rank, Seat, Service, Unit, UnitKind, Work } from './model.ts';
import { open } from './model.ts';

const boroughNames =
  `Aldermere Ashcombe Barrowfen Belharbour Brackenholt Calderwick Cawdle Dunsmoor Elverstow Farrowgate
  Fennimore Gallowhythe Glasswater Harrowmead Holmbury-le-Marsh Inkersall-on-Ley Kettlebrook Larchbeck Lower-Wend
  Marrowby Millhaven Netherquay Osterley-Cross Pellworth Quarrendale Ravensmoor Saltermouth Stonebeck Thrushcombe
  Upper-Wend Wexcombe Yarrowhithe`
    .trim()
    .split(/\s+/)
    .map((name) => name.replaceAll('-', ' ').replace(' le ', '-le-').replace(' on ', '-on-'));

const commandNames = `Heath River Harbour Forest Meadow Hillside Marsh Valley Quarry Orchard Moor Bridge`.split(' ');
/** Five commands of two boroughs, six of three, one of four. */
const boroughsPerCommand = [2, 3, 2, 3, 4, 3, 2, 3, 2, 3, 2, 3];

interface Specialist {
  readonly name: string;
  /** Share of all teams. From CAL-headcount-08 by area; the split inside an area is assumed. */
  readonly share: number;
  readonly units: readonly { readonly name: string; readonly work: Work; readonly staffLed?: boolean }[];
}

const specialists: readonly Specialist[] = [
  {
    name: 'Professional Standards Command',
    share: 0.042,
    units: [
      { name: 'Standards Assessment', work: 'standards-assessment' },
      { name: 'Standards Investigation', work: 'standards-investigation' },
      { name: 'Vetting', work: 'vetting', staffLed: true },
    ],
  },
  { name: 'Firearms Command', share: 0.03, units: [{ name: 'Armed Response', work: 'firearms' }] },
  { name: 'Protection Command', share: 0.025, units: [{ name: 'Armed Protection', work: 'protection' }] },
  { name: 'Counter Threat Command', share: 0.07, units: [{ name: 'Threat Enquiries', work: 'counter-threat' }] },
  { name: 'Major Crime Command', share: 0.06, units: [{ name: 'Major Enquiries', work: 'major-crime' }] },
  { name: 'Custody Command', share: 0.05, units: [{ name: 'Detention', work: 'custody' }] },
  { name: 'Roads Command', share: 0.04, units: [{ name: 'Road Safety', work: 'roads' }] },
  { name: 'Training Command', share: 0.02, units: [{ name: 'Learning and Courses', work: 'training' }] },
  { name: 'Contact Command', share: 0.05, units: [{ name: 'Calls and Dispatch', work: 'dispatch', staffLed: true }] },
  { name: 'Forensic Services', share: 0.035, units: [{ name: 'Laboratory', work: 'forensics', staffLed: true }] },
  {
    name: 'Corporate Services',
    share: 0.05,
    units: [
      { name: 'People Services', work: 'people-services', staffLed: true },
      { name: 'Digital Services', work: 'digital', staffLed: true },
      { name: 'Planning and Assurance', work: 'corporate', staffLed: true },
    ],
  },
];

const localWork: readonly { readonly name: string; readonly work: Work }[] = [
  { name: 'Response', work: 'response' },
  { name: 'Investigation', work: 'investigation' },
  { name: 'Neighbourhoods', work: 'neighbourhood' },
  { name: 'Public Protection', work: 'public-protection' },
  { name: 'Response', work: 'response' },
];

/** From when the record of a unit runs where nobody knows better. */
const longAgo = isoToDay('1985-01-01');

export interface Draft {
  readonly service: Service;
  /** Units whose leaders sat until the merger, by the command that took them over. */
  readonly oldUnits: Map<Unit, Unit[]>;
}

export function draftStructure(dice: Dice, headcount: number, start: Day, until: Day, years: number): Draft {
  const merger = years >= 8 ? isoToDay(`${Number(dayToIso(start).slice(0, 4)) + 2}-11-01`) : null;
  const units: Unit[] = [];
  const links: Service['links'] = [];
  const add = (unit: Partial<Unit> & { kind: UnitKind; name: string; work: Work }): Unit => {
    const made: Unit = {
      ref: `u-${String(units.length + 1).padStart(5, '0')}`,
      staffLed: false,
      from: longAgo,
      end: open,
      parents: [],
      boroughs: [],
      seats: [],
      posts: [],
      capacity: 0,
      size: 0,
      ...unit,
    };
    units.push(made);
    return made;
  };
  const under = (unit: Unit, parent: Unit, from = unit.from, end = unit.end): Unit => {
    unit.parents.push({ parent, from, end });
    return unit;
  };
  const seat = (unit: Unit, rank: Rank, role: string, boss: readonly (Seat | undefined)[] = []): Seat => {
    const made: Seat = { unit, rank, role, bosses: [], posts: [] };
    for (const above of boss) if (above) made.bosses.push({ seat: above, from: unit.from, end: unit.end });
    unit.seats.push(made);
    return made;
  };

  const force = add({ kind: 'force', name: 'Eastmarch Police Service', work: 'lead' });
  const chief = seat(force, 'commissioner', 'chief-officer');
  const locals = seat(force, 'commander', 'local-policing-lead', [chief]);
  const others = seat(force, 'commander', 'specialist-lead', [chief]);
  const boroughs = boroughNames.map((name) => {
    const borough = under(add({ kind: 'borough', name, work: 'lead' }), force);
    under(add({ kind: 'place', name: `${name} Police Station`, work: 'lead' }), borough);
    return borough;
  });

  const teamCount = Math.max(22, Math.round(headcount / 14));
  const teams: Unit[] = [];
  const oldUnits = new Map<Unit, Unit[]>();

  const localTeams = teamCount - specialists.reduce((sum, one) => sum + teamsOf(one, teamCount), 0);
  const names = new Map<string, number>();
  let nextBorough = 0;
  commandNames.forEach((name, commandIndex) => {
    const command = under(
      add({ kind: 'command', name: `${name} Command`, work: 'lead', from: merger ?? longAgo }),
      force,
    );
    const lead = seat(command, 'chief-superintendent', 'command-leader', [locals]);
    const share = boroughsPerCommand[commandIndex] as number;
    const mine = boroughs.slice(nextBorough, nextBorough + share);
    const functions = new Map<Work, Unit>();
    const olds: Unit[] = [];
    mine.forEach((borough, place) => {
      const index = nextBorough + place;
      const count = Math.floor(((index + 1) * localTeams) / 32) - Math.floor((index * localTeams) / 32);
      const former =
        merger === null ? null : add({ kind: 'unit', name: `${borough.name} Borough Unit`, work: 'lead', end: merger });
      if (former !== null && merger !== null) {
        under(former, force);
        former.boroughs.push({ borough, share: 1, from: former.from, end: former.end });
        links.push({ unit: former, other: command, share: 1, from: merger });
        const top: Rank = count >= 8 ? 'superintendent' : count >= 4 ? 'chief-inspector' : 'inspector';
        const head = seat(former, top, 'borough-leader', [locals]);
        for (let extra = 0; extra < Math.floor(count / 3); extra++) seat(former, 'inspector', 'unit-leader', [head]);
        olds.push(former);
      }
      for (let turn = 0; turn < count; turn++) {
        const { name: label, work } = localWork[(turn + index) % localWork.length] as (typeof localWork)[number];
        const unit =
          functions.get(work) ??
          under(add({ kind: 'unit', name: `${name} ${label}`, work, from: merger ?? longAgo }), command);
        functions.set(work, unit);
        const team = addTeam(unit, `${borough.name} ${label}`, former);
        // A neighbourhood team keeps its borough; the others serve every borough of the command after the merger.
        const from = merger ?? longAgo;
        if (former !== null) team.boroughs.push({ borough, share: 1, from: longAgo, end: from });
        for (const served of work === 'neighbourhood' ? [borough] : mine)
          team.boroughs.push({
            borough: served,
            share: work === 'neighbourhood' ? 1 : round(1 / share),
            from,
            end: open,
          });
      }
    });
    for (const borough of mine)
      command.boroughs.push({ borough, share: round(1 / share), from: command.from, end: open });
    for (const unit of functions.values()) leadUnit(unit, lead);
    oldUnits.set(command, olds);
    nextBorough += share;
  });

  for (const one of specialists) {
    const staffLed = one.units.every((unit) => unit.staffLed);
    const command = under(add({ kind: 'command', name: one.name, work: 'lead', staffLed }), force);
    const lead = staffLed
      ? seat(command, 'staff-manager', 'command-leader', [others])
      : seat(command, teamCount > 200 ? 'chief-superintendent' : 'superintendent', 'command-leader', [others]);
    const made = one.units.map((unit) => under(add({ kind: 'unit', ...unit }), command));
    const count = teamsOf(one, teamCount);
    for (let turn = 0; turn < count; turn++) {
      const unit = made[turn % made.length] as Unit;
      addTeam(unit, unit.name, null);
    }
    for (const unit of made) leadUnit(unit, lead);
  }

  function addTeam(unit: Unit, label: string, former: Unit | null): Unit {
    const number = (names.get(label) ?? 0) + 1;
    names.set(label, number);
    const capacity = dice.int(11, 19);
    const team = add({
      kind: 'team',
      name: `${label} Team ${number}`,
      work: unit.work,
      staffLed: unit.staffLed,
      capacity,
    });
    if (former !== null) under(team, former, team.from, unit.from);
    under(team, unit, former === null ? team.from : unit.from);
    teams.push(team);
    for (let place = 0; place < Math.max(1, Math.round(capacity / 9)); place++)
      seat(team, unit.staffLed ? 'staff-supervisor' : 'sergeant', 'team-leader');
    return team;
  }
  function leadUnit(unit: Unit, boss: Seat): void {
    const below = teams.filter((team) => team.parents.at(-1)?.parent === unit);
    const leads = Math.max(1, Math.round(below.length / 1.8));
    let above = boss;
    if (!unit.staffLed && below.length >= 8) above = seat(unit, 'chief-inspector', 'unit-leader', [boss]);
    for (let extra = 0; extra < leads; extra++)
      seat(unit, unit.staffLed ? 'staff-manager' : 'inspector', 'unit-leader', [above]);
  }

  // Each team's leaders answer to a leader of whatever unit the team is under, before and after the merger.
  teams.forEach((team, index) => {
    for (const { parent, from, end } of team.parents) {
      const leads = parent.seats.filter((held) => held.role === 'unit-leader' && held.rank !== 'chief-inspector');
      const boss = leads.length > 0 ? leads[index % leads.length] : parent.seats[0];
      for (const held of team.seats) if (boss) held.bosses.push({ seat: boss, from, end });
    }
  });
  const service: Service = { start, until, merger, force, units, teams, links, boroughs, people: [] };
  return { service, oldUnits };
}

const teamsOf = (one: Specialist, teamCount: number): number =>
  Math.max(one.units.length, Math.round(one.share * teamCount));

const round = (share: number): number => Math.round(share * 1e4) / 1e4;

export const officerRole: Readonly<Record<Work, string>> = {
  response: 'response-officer',
  neighbourhood: 'neighbourhood-officer',
  investigation: 'detective',
  'public-protection': 'public-protection-officer',
  'standards-assessment': 'assessor',
  'standards-investigation': 'standards-investigator',
  vetting: 'vetting-officer',
  firearms: 'firearms-officer',
  protection: 'protection-officer',
  'counter-threat': 'threat-investigator',
  'major-crime': 'major-crime-detective',
  custody: 'custody-officer',
  roads: 'roads-officer',
  training: 'trainer',
  dispatch: 'control-room-officer',
  forensics: 'exhibits-officer',
  'people-services': 'people-adviser',
  digital: 'systems-officer',
  corporate: 'planning-officer',
  lead: 'staff-officer',
};

export const staffRole: Readonly<Partial<Record<Work, string>>> = {
  vetting: 'vetting-officer',
  dispatch: 'call-handler',
  forensics: 'scientist',
  'people-services': 'people-adviser',
  digital: 'systems-engineer',
  corporate: 'analyst',
  custody: 'detention-officer',
  neighbourhood: 'community-support-officer',
  training: 'trainer',
};
