-- The ledger of low-level outcomes: what the person it is about may see, and counts that need no name.

-- A low-level outcome that was logged: a step that carries its `outcome` in the evidence.
create index entry_outcome on record.entry ((evidence -> 'outcome' ->> 'class')) where kind = 'step' and evidence ? 'outcome';
create index entry_comment on record.entry using gin (acts_on) where kind = 'step' and evidence ? 'comment';

-- Their own low-level outcomes, for the person at the keyboard and nobody else, from the day nothing lawful delays them (REC-06.6).
-- Never sealed or covert ones, and no names but the manager's.
create function record.own_outcomes()
returns table (id uuid, known_on date, happened_from date, happened_to date, finding text, outcome jsonb, summary text, visibility text,
  manager uuid, matter uuid, unit uuid, comments jsonb)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select e.id, e.known_on, e.happened_from, e.happened_to, e.finding,
    (e.evidence -> 'outcome') - 'delay', e.summary, e.visibility, e.posted_by, e.matter, e.unit,
    coalesce((select jsonb_agg(jsonb_build_object('on', c.known_on, 'words', c.summary) order by c.recorded_at, c.ordinal)
      from record.entry c where c.kind = 'step' and c.evidence ? 'comment' and c.acts_on @> array[e.id] and c.posted_by = access.actor()), '[]')
  from record.entry e
  where e.kind = 'step' and e.evidence ? 'outcome' and e.visibility in ('open', 'guarded', 'restricted')
    and e.id in (select i.entry from record.involvement i
      where i.role = 'subject' and i.subject = any (people.cluster(access.actor(), access.today())))
    and coalesce((e.evidence -> 'outcome' -> 'delay' ->> 'until')::date, '-infinity') <= access.today()
  order by e.known_on desc, e.recorded_at desc
$$;

-- How often each decider recorded a finding, and how often it was that nothing happened. Unit: findings recorded, covert ones left out.
create function record.finding_rates() returns table (decider uuid, findings bigint, eliminated bigint, proposed bigint)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  with found as (
    select coalesce((e.evidence ->> 'proposedBy')::uuid, e.posted_by) as decider, e.finding from record.entry e
    where e.kind = 'amendment' and e.type = 'decision-step' and e.finding <> 'none' and e.covert_list is null
  ), put as (
    select e.posted_by as decider, count(*) as proposed from record.entry e
    where e.kind = 'step' and e.evidence ->> 'proposes' = 'eliminated' and e.covert_list is null group by 1
  ), counted as (
    select f.decider, count(*) as findings, count(*) filter (where f.finding = 'eliminated') as eliminated from found f
    where f.decider is not null group by 1
  )
  select coalesce(c.decider, p.decider), coalesce(c.findings, 0), coalesce(c.eliminated, 0), coalesce(p.proposed, 0)
  from counted c full join put p on p.decider = c.decider
$$;

-- Each matter that ended, once for each who ended it: formally, or at low level. A matter is the entry that the decision acts on.
create function record.endings() returns table (decider uuid, subject uuid, matter uuid, is_formal boolean)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select distinct coalesce((e.evidence ->> 'proposedBy')::uuid, e.posted_by), i.subject, t.id,
    not (e.finding in ('words-of-advice', 'reflective-practice', 'management-action', 'local-resolution'))
  from record.entry e cross join lateral unnest(e.acts_on) as t(id)
    join record.involvement i on i.entry = e.id and i.role = 'subject'
  where e.type = 'decision-step' and e.covert_list is null and (
    e.kind = 'step' and e.evidence ? 'outcome'
    or e.kind = 'amendment' and e.finding in ('case-to-answer', 'proven', 'written-warning', 'dismissed', 'barred'))
$$;
create function record.endings_by_decider() returns table (decider uuid, formal bigint, informal bigint)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select x.decider, count(distinct x.matter) filter (where x.is_formal), count(distinct x.matter) filter (where not x.is_formal)
  from record.endings() x where x.decider is not null group by 1
$$;
-- By what the subjects say of themselves. Counts under five leave the database as null, and no single value is ever given.
create function record.endings_by_group(p_characteristic text, on_day date)
returns table (value text, status text, people bigint, formal bigint, informal bigint)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  with latest as (
    select distinct on (c.person) c.person, c.value, c.status from people.characteristic c
    where c.characteristic = p_characteristic and c.basis = 'self' and coalesce(c.valid_from, '-infinity') <= on_day
    order by c.person, c.valid_from desc nulls last, c.recorded_at desc
  ), counted as (
    select l.value, coalesce(l.status, 'not-asked') as status, count(distinct x.subject) as people,
      count(distinct x.matter) filter (where x.is_formal) as formal, count(distinct x.matter) filter (where not x.is_formal) as informal
    from record.endings() x join people.subject s on s.id = x.subject and s.kind = 'person' left join latest l on l.person = x.subject
    group by 1, 2
  )
  select c.value, c.status, case when c.people < 5 then null else c.people end,
    case when c.people < 5 or c.formal between 1 and 4 then null else c.formal end,
    case when c.people < 5 or c.informal between 1 and 4 then null else c.informal end
  from counted c
$$;
revoke all on function record.own_outcomes, record.finding_rates, record.endings, record.endings_by_decider, record.endings_by_group from public;
grant execute on function record.own_outcomes, record.finding_rates, record.endings_by_decider, record.endings_by_group to candour_staff;
