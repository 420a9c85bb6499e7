-- Both parties are persons everywhere: who complained and was later accused, and how complete each party field is. Sealed and
-- covert entries are in none of these. Counts are for analysts; names take a purpose that somebody else approved.

-- Everybody serving who complained in the window, with the first matter that names them as its subject within so many days.
create function record.complaint_pairs(p_from date, p_to date, p_within integer)
returns table (complainant uuid, complaint uuid, complained_on date, about uuid[], accusation uuid, accused_on date, accusers uuid[])
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  with roots as (
    select r.person, r.root from people.cluster_roots(p_to) r
  ), involved as (
    select i.entry, i.role, coalesce(r.root, i.subject) as person from record.involvement i left join roots r on r.person = i.subject
    where i.visibility not in ('sealed', 'covert') and i.role in ('reporter', 'subject')
  ), first_complaint as (
    select distinct on (i.person) i.person, e.id, e.known_on, e.matter from involved i join record.entry e on e.id = i.entry
    where i.role = 'reporter' and e.kind = 'matter' and e.known_on between p_from and p_to
      and exists (select 1 from people.service_standing s where s.person = i.person and s.status = 'active' and s.category <> 'public'
        and coalesce(s.valid_from, '-infinity') <= e.known_on and coalesce(s.valid_to, 'infinity') >= e.known_on)
    order by i.person, e.known_on, e.recorded_at, e.ordinal
  )
  select c.person, c.id, c.known_on, (select array_agg(s.person) from involved s where s.entry = c.id and s.role = 'subject'),
    a.id, a.known_on, (select array_agg(s.person) from involved s where s.entry = a.id and s.role = 'reporter')
  from first_complaint c left join lateral (
    select e.id, e.known_on from involved i join record.entry e on e.id = i.entry
    where i.person = c.person and i.role = 'subject' and e.kind = 'matter' and e.id <> c.id
      and (e.matter is null or e.matter is distinct from c.matter)
      and e.known_on > c.known_on and e.known_on <= c.known_on + p_within
    order by e.known_on, e.recorded_at, e.ordinal limit 1
  ) a on true
$$;

-- Who accused: the person complained about, somebody in their line or team that day, another colleague, somebody outside, nobody named.
create function record.accused_by(p_about uuid[], p_accusers uuid[], on_day date) returns text
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select case
    when coalesce(cardinality(p_accusers), 0) = 0 then 'not named'
    when p_accusers && p_about then 'the person complained about'
    when exists (select 1 from unnest(p_about) b, people.line_and_team_on(b, on_day) t where t.person = any (p_accusers)) then 'their line or team'
    when exists (select 1 from people.serving(on_day) s where s.person = any (p_accusers)) then 'another colleague'
    else 'somebody outside the service' end
$$;

-- Those who complained beside colleagues of the same unit on the same day who did not, by group. Counts of people; one to four
-- accused, and groups under five, are not told.
create function record.complained_then_accused(p_from date, p_to date, p_within integer, p_by text)
returns table (part text, grp text, people bigint, accused bigint) language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  with pairs as materialized (
    select * from record.complaint_pairs(p_from, p_to, p_within)
  ), placed as (
    select p.complainant, p.complained_on, t.unit from pairs p join people.post_standing t on t.person = p.complainant
    where coalesce(t.valid_from, '-infinity') <= p.complained_on and coalesce(t.valid_to, 'infinity') >= p.complained_on
  ), colleague as (
    select distinct on (o.person) o.person, p.complained_on as since, p.unit from placed p join people.post_standing o on o.unit = p.unit
    where coalesce(o.valid_from, '-infinity') <= p.complained_on and coalesce(o.valid_to, 'infinity') >= p.complained_on
      and not exists (select 1 from pairs c where c.complainant = o.person)
    order by o.person, p.complained_on
  ), everyone as (
    select 'complained' as part, p.complainant as person, (select min(l.unit::text)::uuid from placed l where l.complainant = p.complainant) as unit,
      p.complained_on as since, p.accusation is not null as accused from pairs p
    union all
    select 'colleagues', c.person, c.unit, c.since, exists (
      select 1 from record.involvement i join record.entry e on e.id = i.entry where i.subject = c.person and i.role = 'subject'
        and i.visibility not in ('sealed', 'covert') and e.kind = 'matter' and e.known_on > c.since and e.known_on <= c.since + p_within)
    from colleague c
  ), grouped as (
    select e.part, case p_by
        when 'all' then 'Everybody'
        when 'unit' then coalesce((select n.name from people.unit_standing n where n.unit = e.unit order by n.valid_from desc nulls last, n.recorded_at desc limit 1), 'no post that day')
        when 'category' then coalesce((select s.category from people.service_standing s where s.person = e.person and coalesce(s.valid_from, '-infinity') <= e.since
          order by s.valid_from desc nulls last, s.recorded_at desc limit 1), 'not stated')
        else coalesce((select coalesce(c.value, c.status) from people.characteristic c where c.person = e.person and c.basis = 'self' and c.characteristic = p_by
          and coalesce(c.valid_from, '-infinity') <= p_to order by c.valid_from desc nulls last, c.recorded_at desc limit 1), 'not-asked') end as grp, e.accused
    from everyone e
  ), counted as (
    select g.part, g.grp, count(*) as people, count(*) filter (where g.accused) as accused from grouped g group by 1, 2
  )
  select c.part, c.grp, case when c.people < 5 then null else c.people end,
    case when c.people < 5 or c.accused between 1 and 4 then null else c.accused end from counted c order by 2, 1
$$;

create function record.accused_by_whom(p_from date, p_to date, p_within integer)
returns table (by_whom text, people bigint, median_days double precision) language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  with counted as (
    select record.accused_by(p.about, p.accusers, p.accused_on) as by_whom, count(*) as people,
      percentile_cont(0.5) within group (order by p.accused_on - p.complained_on) as median_days
    from record.complaint_pairs(p_from, p_to, p_within) p where p.accusation is not null group by 1
  ), ranked as (
    select c.*, count(*) filter (where c.people < 5) over () as small_cells,
      row_number() over (order by (c.people < 5) desc, c.people, c.by_whom) as place from counted c
  )
  select r.by_whom, case when hide then null else r.people end, case when hide then null else r.median_days end
  from (select *, people < 5 or (small_cells = 1 and place = 2) as hide from ranked) r order by 1
$$;

-- The same with names, for somebody whose purpose another person approved; never past a wall or a class.
create function record.complained_then_accused_names(p_from date, p_to date, p_within integer, p_question uuid)
returns table (complainant uuid, complained_on date, accused_on date, by_whom text) language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select p.complainant, p.complained_on, p.accused_on, record.accused_by(p.about, p.accusers, p.accused_on)
  from record.complaint_pairs(p_from, p_to, p_within) p
  where p.accusation is not null
    and exists (select 1 from access.assignment a where a.person = access.actor() and a.subject = p_question and a.recorded_by <> a.person and a.ends is null
      and not exists (select 1 from access.assignment e where e.ends = a.id) and a.valid_from <= access.today() and coalesce(a.valid_to, 'infinity') >= access.today())
    and not exists (select 1 from record.entry e where e.id in (p.complaint, p.accusation)
      and (not e.visibility = any (access.my_classes()) or e.involved && access.my_walls()))
  order by 3, 1
$$;

-- For each source and year: entries, and in how many each part is a person's key, waits in the tray, or is missing.
create function record.party_completeness() returns table (source text, year integer, part text, entries bigint, keyed bigint, in_tray bigint)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  with wanted as (
    select e.id, e.source, extract(year from e.known_on)::integer as year, p.part from record.entry e
    cross join lateral (select unnest(case when e.kind = 'matter' then array['subject', 'reporter', 'witness'] else array['decision-maker'] end) as part) p
    where e.visibility <> 'covert' and (e.kind = 'matter' or e.type = 'decision-step')
  )
  select w.source, w.year, w.part, count(*),
    count(*) filter (where exists (select 1 from record.involvement i where i.entry = w.id and i.role = w.part)),
    count(*) filter (where not exists (select 1 from record.involvement i where i.entry = w.id and i.role = w.part)
      and exists (select 1 from record.unplaced u where u.entry = w.id and u.role = w.part))
  from wanted w group by 1, 2, 3 order by 1, 2, 3
$$;

revoke all on function record.complaint_pairs, record.accused_by, record.complained_then_accused, record.accused_by_whom,
  record.complained_then_accused_names, record.party_completeness from public;
grant execute on function record.complained_then_accused, record.accused_by_whom, record.complained_then_accused_names, record.party_completeness to candour_staff;
