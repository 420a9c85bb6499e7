-- People: yearly returns of interests, comparisons with the payroll file, targets for completeness, and the questions that
-- registers ask of careers as at any day.
create table people.tie_return (
  id uuid primary key,
  person uuid not null,
  returned_on date not null,
  nothing boolean not null,
  source text not null,
  recorded_at timestamptz not null,
  recorded_by uuid,
  salt bytea not null
);
comment on table people.tie_return is 'That somebody made their yearly return of interests; `nothing` where they had nothing to declare (a nil return).';
create index tie_return_person on people.tie_return (person);

create table people.reconciliation (
  id uuid primary key,
  file_name text not null,
  file_hash bytea not null,
  as_at date not null,
  scheme text not null,
  heads_here integer not null,
  heads_there integer not null,
  fte_here double precision not null,
  fte_there double precision not null,
  differences jsonb not null,
  source text not null,
  recorded_at timestamptz not null,
  recorded_by uuid,
  salt bytea not null
);
comment on table people.reconciliation is 'One comparison of this register with a payroll or personnel file: heads, full-time equivalents, and every difference with who owns it.';

create table people.completeness_target (
  id uuid primary key,
  characteristic text not null check (characteristic in ('sex', 'gender-identity', 'ethnicity', 'disability', 'religion', 'orientation', 'age-band', 'pregnancy')),
  unit uuid,
  percent integer not null check (percent between 1 and 100),
  owner_role text not null,
  valid_from date not null,
  replaces uuid,
  source text not null,
  recorded_at timestamptz not null,
  recorded_by uuid,
  salt bytea not null
);
comment on table people.completeness_target is 'How complete a characteristic should be in a unit (null: everywhere), and which role answers for it.';

do $$ declare t text; begin
  foreach t in array array['tie_return','reconciliation','completeness_target'] loop
    perform ledger.protect(('people.' || t)::regclass);
    execute format('alter table people.%I enable row level security', t);
    execute format('alter table people.%I force row level security', t);
    execute format('create policy owner_all on people.%I to candour_owner using (true) with check (true)', t);
    execute format('create policy clerks_read on people.%I for select to candour_clerks, candour_auditor using (true)', t);
    execute format('create policy clerks_write on people.%I for insert to candour_clerks with check (true)', t);
    execute format('create policy staff_read on people.%I for select to candour_staff using (nullif(current_setting(''app.actor'', true), '''') is not null)', t);
    execute format('create policy staff_write on people.%I for insert to candour_staff with check (recorded_by = nullif(current_setting(''app.actor'', true), '''')::uuid)', t);
    execute format('grant select, insert on people.%I to candour_clerks, candour_staff', t);
    execute format('grant select on people.%I to candour_auditor', t);
  end loop;
end $$;
-- A return is one's own: nobody declares in somebody else's name.
create policy own_return on people.tie_return as restrictive for insert to candour_staff
  with check (person = nullif(current_setting('app.actor', true), '')::uuid);

create view people.unit_link_standing with (security_invoker = true) as
  select k.* from people.unit_link k where not exists (select 1 from people.unit_link r where r.replaces = k.id);
grant select on people.unit_link_standing to candour_staff, candour_clerks, candour_auditor;
create index unit_link_replaces on people.unit_link (replaces) where replaces is not null;

-- Who serves on a day, each person once: of the rows that still run on it, the one that began last says what they are.
create function people.serving(on_day date) returns table (person uuid, category text, since date, start_check uuid)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  with latest as (
    select distinct on (coalesce(c.root, s.person)) coalesce(c.root, s.person) as person, s.category, s.status, s.valid_from, s.start_check
    from people.service_standing s left join people.cluster_roots(on_day) c on c.person = s.person
    where coalesce(s.valid_from, '-infinity') <= on_day and coalesce(s.valid_to, 'infinity') >= on_day
    order by coalesce(c.root, s.person), s.valid_from desc nulls last, s.recorded_at desc, s.id
  )
  select l.person, l.category, l.valid_from, l.start_check from latest l where l.status = 'active' and l.category not in ('public', 'applicant')
$$;

-- Who stood above, below or beside a person on a day: line of supervision and team, as valid then.
create function people.line_and_team_on(p uuid, on_day date) returns table (person uuid, relation text, unit uuid, steps integer)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  with recursive me as (
    select unnest(people.cluster(p, on_day)) as id
  ), lines as (
    select l.person, l.supervisor from people.line_standing l
    where coalesce(l.valid_from, '-infinity') <= on_day and coalesce(l.valid_to, 'infinity') >= on_day
  ), up(id, depth) as (
    select l.supervisor, 1 from lines l join me on l.person = me.id
    union select l.supervisor, up.depth + 1 from up join lines l on l.person = up.id where up.depth < 12
  ), down(id, depth) as (
    select l.person, 1 from lines l join me on l.supervisor = me.id
    union select l.person, down.depth + 1 from down join lines l on l.supervisor = down.id where down.depth < 12
  ), posts as (
    select t.person, t.unit from people.post_standing t
    where coalesce(t.valid_from, '-infinity') <= on_day and coalesce(t.valid_to, 'infinity') >= on_day
  )
  select id, 'above', null::uuid, min(depth) from up group by id
  union all select id, 'below', null::uuid, min(depth) from down group by id
  union all select distinct o.person, 'team', m.unit, 0 from posts m join me on me.id = m.person join posts o on o.unit = m.unit
    where o.person not in (select id from me)
$$;

-- Ties worked out from the record, with what they were worked out from: the unit shared and the days, or the line and the days.
create function people.derived_ties(p uuid, on_day date) returns table (counterpart uuid, how text, unit uuid, shared_from date, shared_to date)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  with me as (select unnest(people.cluster(p, on_day)) as id)
  select o.person, 'shared posting', m.unit, greatest(m.valid_from, o.valid_from), least(m.valid_to, o.valid_to, on_day)
    from people.post_standing m join me on me.id = m.person join people.post_standing o on o.unit = m.unit and o.person not in (select id from me)
    where coalesce(m.valid_from, '-infinity') <= on_day and coalesce(o.valid_from, '-infinity') <= on_day
      and coalesce(m.valid_from, '-infinity') <= coalesce(o.valid_to, 'infinity') and coalesce(o.valid_from, '-infinity') <= coalesce(m.valid_to, 'infinity')
  union all
  select l.supervisor, 'supervised by them', null, l.valid_from, least(l.valid_to, on_day) from people.line_standing l join me on me.id = l.person
    where coalesce(l.valid_from, '-infinity') <= on_day
  union all
  select l.person, 'supervised them', null, l.valid_from, least(l.valid_to, on_day) from people.line_standing l join me on me.id = l.supervisor
    where coalesce(l.valid_from, '-infinity') <= on_day
$$;

-- Counts of a characteristic among those who serve, in one unit or everywhere. No cell under five is returned; where only one
-- would be left out, the next smallest is left out with it, since the rest would give it away.
create function people.characteristic_counts_in(p_characteristic text, p_basis text, on_day date, p_unit uuid)
returns table (value text, status text, people bigint) language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  with latest as (
    select distinct on (c.person) c.person, c.value, c.status from people.characteristic c
    where c.characteristic = p_characteristic and c.basis = p_basis and coalesce(c.valid_from, '-infinity') <= on_day
    order by c.person, c.valid_from desc nulls last, c.recorded_at desc
  ), here as (
    select s.person from people.serving(on_day) s where p_unit is null or exists (
      select 1 from people.post_standing t where t.person = s.person and t.unit = p_unit
        and coalesce(t.valid_from, '-infinity') <= on_day and coalesce(t.valid_to, 'infinity') >= on_day)
  ), counted as (
    select l.value, coalesce(l.status, 'not-asked') as status, count(*) as people from here h left join latest l using (person) group by 1, 2
  ), ranked as (
    select c.*, count(*) filter (where c.people < 5) over () as small_cells,
      row_number() over (order by (c.people < 5) desc, c.people, c.status, c.value) as place from counted c
  )
  select r.value, r.status, case when r.people < 5 or (r.small_cells = 1 and r.place = 2) then null else r.people end from ranked r
$$;
create or replace function people.characteristic_counts(p_characteristic text, p_basis text, on_day date)
returns table (value text, status text, people bigint) language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select c.value, c.status, c.people from people.characteristic_counts_in(p_characteristic, p_basis, on_day, null) c
$$;

-- How many who serve in each unit (null: everywhere) gave each characteristic of themselves. Both the given and the rest must be
-- none or at least five, or neither is told.
create function people.characteristic_completeness(on_day date) returns table (unit uuid, characteristic text, serving bigint, given bigint)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  with kinds as (
    select unnest(array['sex', 'gender-identity', 'ethnicity', 'disability', 'religion', 'orientation', 'age-band']) as characteristic
  ), latest as (
    select distinct on (c.person, c.characteristic) c.person, c.characteristic, c.status from people.characteristic c
    where c.basis = 'self' and coalesce(c.valid_from, '-infinity') <= on_day
    order by c.person, c.characteristic, c.valid_from desc nulls last, c.recorded_at desc
  ), here as (
    select s.person, t.unit from people.serving(on_day) s join people.post_standing t on t.person = s.person and not t.acting
      and coalesce(t.valid_from, '-infinity') <= on_day and coalesce(t.valid_to, 'infinity') >= on_day
    union
    select s.person, null from people.serving(on_day) s
  ), counted as (
    select h.unit, k.characteristic, count(*) as serving, count(*) filter (where l.status = 'given') as given
    from here h cross join kinds k left join latest l on l.person = h.person and l.characteristic = k.characteristic group by 1, 2
  )
  select c.unit, c.characteristic, case when c.serving < 5 then null else c.serving end,
    case when c.serving < 5 or (c.given between 1 and 4) or (c.serving - c.given between 1 and 4) then null else c.given end
  from counted c
$$;

-- What the person at the keyboard has answered about themselves and when: that, never the value.
create function people.my_characteristic_answers() returns table (characteristic text, status text, answered_on date)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select distinct on (c.characteristic) c.characteristic, c.status, coalesce(c.valid_from, c.asked_on) from people.characteristic c
  where c.person = nullif(current_setting('app.actor', true), '')::uuid and c.basis = 'self'
  order by c.characteristic, c.valid_from desc nulls last, c.recorded_at desc
$$;

revoke all on function people.serving, people.line_and_team_on, people.derived_ties, people.characteristic_counts_in, people.characteristic_counts,
  people.characteristic_completeness, people.my_characteristic_answers from public;
grant execute on function people.serving, people.line_and_team_on, people.derived_ties to candour_staff, candour_clerks, candour_auditor;
grant execute on function people.characteristic_counts_in, people.characteristic_counts, people.characteristic_completeness to candour_staff, candour_clerks;
grant execute on function people.my_characteristic_answers to candour_staff;
