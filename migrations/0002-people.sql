-- People: who someone is over time. Every table is append-only: a change is a later row that `replaces` the earlier one.
create schema people;
comment on schema people is 'Identities, names, service, posts, units, supervision lines, ties, characteristics.';

create table people.subject (
  id uuid primary key,
  kind text not null check (kind in ('person', 'unit', 'place', 'group', 'matter', 'thing')),
  thing_kind text,
  label text,
  source text not null,
  recorded_at timestamptz not null,
  recorded_by uuid,
  salt bytea not null
);
comment on table people.subject is 'One id space for everything an entry can be about. label is for things that have a plain name; persons have people.name.';
create index subject_kind_label on people.subject (kind, label);

create table people.name (
  id uuid primary key,
  person uuid not null,
  given text,
  family text,
  known_as text,
  valid_from date,
  valid_to date,
  replaces uuid,
  source text not null,
  recorded_at timestamptz not null,
  recorded_by uuid,
  salt bytea not null
);
create index name_person on people.name (person);
create index name_family on people.name (lower(family) text_pattern_ops);
create index name_given on people.name (lower(given) text_pattern_ops);
create index name_known_as on people.name (lower(known_as) text_pattern_ops);

create table people.identifier (
  id uuid primary key,
  subject uuid not null,
  scheme text not null,
  value text not null,
  valid_from date,
  valid_to date,
  replaces uuid,
  source text not null,
  recorded_at timestamptz not null,
  recorded_by uuid,
  salt bytea not null
);
create index identifier_value on people.identifier (scheme, value);
create index identifier_subject on people.identifier (subject);

create table people.service (
  id uuid primary key,
  person uuid not null,
  category text not null check (category in ('officer', 'staff', 'special', 'volunteer', 'contractor', 'applicant', 'public')),
  status text not null check (status in ('applicant', 'active', 'career-break', 'left', 'transferred-out')),
  valid_from date,
  valid_to date,
  previous_force text,
  reason text,
  start_check uuid,
  replaces uuid,
  source text not null,
  recorded_at timestamptz not null,
  recorded_by uuid,
  salt bytea not null
);
comment on column people.service.start_check is 'The record snapshot that was read before this service became active.';
create index service_person on people.service (person);

create table people.post (
  id uuid primary key,
  person uuid not null,
  unit uuid not null,
  rank text,
  role text,
  acting boolean not null default false,
  fraction numeric(4, 3),
  valid_from date,
  valid_to date,
  replaces uuid,
  source text not null,
  recorded_at timestamptz not null,
  recorded_by uuid,
  salt bytea not null
);
create index post_person on people.post (person);
create index post_unit on people.post (unit);

create table people.unit (
  id uuid primary key,
  unit uuid not null,
  name text not null,
  kind text not null check (kind in ('force', 'command', 'borough', 'unit', 'team', 'place', 'partner')),
  parent uuid,
  lead uuid,
  valid_from date,
  valid_to date,
  replaces uuid,
  source text not null,
  recorded_at timestamptz not null,
  recorded_by uuid,
  salt bytea not null
);
comment on table people.unit is 'What a unit is called, what kind it is, where it sits and who leads it, from when to when.';
create index unit_unit on people.unit (unit);
create index unit_name on people.unit (lower(name) text_pattern_ops);

create table people.unit_link (
  id uuid primary key,
  unit uuid not null,
  other uuid not null,
  kind text not null check (kind in ('borough', 'maps-to')),
  share numeric(5, 4),
  valid_from date,
  valid_to date,
  replaces uuid,
  source text not null,
  recorded_at timestamptz not null,
  recorded_by uuid,
  salt bytea not null
);
comment on table people.unit_link is 'Which borough a unit answers to, and which later unit an earlier one became (share of it, where it was split).';
create index unit_link_unit on people.unit_link (unit);
create index unit_link_other on people.unit_link (other);

create table people.line (
  id uuid primary key,
  person uuid not null,
  supervisor uuid not null check (supervisor <> person),
  valid_from date,
  valid_to date,
  replaces uuid,
  source text not null,
  recorded_at timestamptz not null,
  recorded_by uuid,
  salt bytea not null
);
create index line_person on people.line (person);
create index line_supervisor on people.line (supervisor);

create table people.tie (
  id uuid primary key,
  person uuid not null,
  counterpart uuid not null check (counterpart <> person),
  kind text not null check (kind in ('partner', 'former-partner', 'family', 'friend', 'business', 'debt', 'associate', 'gift', 'other')),
  declared boolean not null,
  evidence text,
  power_gap boolean,
  mitigation text,
  review_due date,
  valid_from date,
  valid_to date,
  replaces uuid,
  source text not null,
  recorded_at timestamptz not null,
  recorded_by uuid,
  salt bytea not null
);
comment on table people.tie is 'Declared or found ties between two persons. Ties computed from posts and lines are not stored: people.ties_of derives them.';
create index tie_person on people.tie (person);
create index tie_counterpart on people.tie (counterpart);

create table people.characteristic (
  id uuid primary key,
  person uuid not null,
  characteristic text not null check (characteristic in ('sex', 'gender-identity', 'ethnicity', 'disability', 'religion', 'orientation', 'age-band', 'pregnancy')),
  basis text not null check (basis in ('self', 'perceived')),
  status text not null check (status in ('given', 'prefer-not-to-say', 'not-asked', 'unknown')),
  value text,
  code_frame text,
  asked_on date,
  valid_from date,
  replaces uuid,
  source text not null,
  recorded_at timestamptz not null,
  recorded_by uuid,
  salt bytea not null,
  check ((status = 'given') = (value is not null))
);
comment on table people.characteristic is 'Self-described and perceived kept apart; voluntary. No case reader may select from it: analysts get aggregates through people.characteristic_counts.';
create index characteristic_person on people.characteristic (person);

create table people.identity_decision (
  id uuid primary key,
  kind text not null check (kind in ('merge', 'unmerge')),
  person uuid not null,
  into_person uuid not null check (into_person <> person),
  known_on date not null,
  rationale text not null check (length(rationale) >= 10),
  undoes uuid,
  decided_by uuid,
  second_person uuid,
  source text not null,
  recorded_at timestamptz not null,
  recorded_by uuid,
  salt bytea not null,
  check ((kind = 'unmerge') = (undoes is not null)),
  check (second_person is null or second_person <> decided_by)
);
comment on table people.identity_decision is 'Two records are one person, or are not after all. A merge never rewrites an entry: who someone is is a cluster, as known on a date.';
create index identity_decision_person on people.identity_decision (person);
create index identity_decision_into on people.identity_decision (into_person);

do $$ declare t text; begin
  foreach t in array array['subject','name','identifier','service','post','unit','unit_link','line','tie','characteristic','identity_decision'] loop
    perform ledger.protect(('people.' || t)::regclass);
    execute format('alter table people.%I enable row level security', t);
    execute format('alter table people.%I force row level security', t);
    execute format('create policy owner_all on people.%I to candour_owner using (true) with check (true)', t);
    execute format('create policy clerks_read on people.%I for select to candour_clerks, candour_auditor using (true)', t);
    execute format('create policy clerks_write on people.%I for insert to candour_clerks with check (true)', t);
    execute format('grant select, insert on people.%I to candour_clerks', t);
    execute format('grant select on people.%I to candour_auditor', t);
  end loop;
  -- Staff read everything here but characteristics, and only as somebody.
  foreach t in array array['subject','name','identifier','service','post','unit','unit_link','line','tie','identity_decision'] loop
    execute format('create policy staff_read on people.%I for select to candour_staff using (nullif(current_setting(''app.actor'', true), '''') is not null)', t);
    execute format('create policy staff_write on people.%I for insert to candour_staff with check (recorded_by = nullif(current_setting(''app.actor'', true), '''')::uuid)', t);
    execute format('grant select, insert on people.%I to candour_staff', t);
  end loop;
end $$;
-- A person may give or withdraw their own characteristics; nobody reads single values back.
create policy own_write on people.characteristic for insert to candour_staff
  with check (person = nullif(current_setting('app.actor', true), '')::uuid and basis = 'self');
grant insert on people.characteristic to candour_staff;
grant usage on schema people to candour_staff, candour_clerks, candour_auditor;

-- The persons that are one person with p, as known on a day: merges decided by then and not undone by then.
create function people.cluster(p uuid, on_day date) returns uuid[] language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  with recursive standing as (
    select d.person, d.into_person from people.identity_decision d
    where d.kind = 'merge' and d.known_on <= on_day
      and not exists (select 1 from people.identity_decision u where u.undoes = d.id and u.known_on <= on_day)
  ), reach(id) as (
    select p
    union
    select case when s.person = r.id then s.into_person else s.person end from reach r join standing s on r.id in (s.person, s.into_person)
  )
  select array_agg(id order by id) from reach
$$;

-- For each person in any standing merge on the day: the person the cluster is shown under (the end of the chain of into_person).
create function people.cluster_roots(on_day date) returns table (person uuid, root uuid) language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  with recursive standing as (
    select d.person, d.into_person from people.identity_decision d
    where d.kind = 'merge' and d.known_on <= on_day
      and not exists (select 1 from people.identity_decision u where u.undoes = d.id and u.known_on <= on_day)
  ), climb(person, at, depth) as (
    select s.person, s.into_person, 1 from standing s
    union all
    select c.person, s.into_person, c.depth + 1 from climb c join standing s on s.person = c.at where c.depth < 20
  )
  select distinct on (c.person) c.person, c.at from climb c order by c.person, c.depth desc
$$;

-- The rows of a dated table that stand: not replaced by a later row.
create view people.post_standing with (security_invoker = true) as
  select p.* from people.post p where not exists (select 1 from people.post r where r.replaces = p.id);
create view people.line_standing with (security_invoker = true) as
  select l.* from people.line l where not exists (select 1 from people.line r where r.replaces = l.id);
create view people.tie_standing with (security_invoker = true) as
  select t.* from people.tie t where not exists (select 1 from people.tie r where r.replaces = t.id);
create view people.name_standing with (security_invoker = true) as
  select n.* from people.name n where not exists (select 1 from people.name r where r.replaces = n.id);
create view people.service_standing with (security_invoker = true) as
  select s.* from people.service s where not exists (select 1 from people.service r where r.replaces = s.id);
create view people.unit_standing with (security_invoker = true) as
  select u.* from people.unit u where not exists (select 1 from people.unit r where r.replaces = u.id);
create view people.identifier_standing with (security_invoker = true) as
  select i.* from people.identifier i where not exists (select 1 from people.identifier r where r.replaces = i.id);
grant select on people.post_standing, people.line_standing, people.tie_standing, people.name_standing, people.service_standing,
  people.unit_standing, people.identifier_standing to candour_staff, candour_clerks, candour_auditor;
create index post_replaces on people.post (replaces) where replaces is not null;
create index line_replaces on people.line (replaces) where replaces is not null;
create index tie_replaces on people.tie (replaces) where replaces is not null;
create index name_replaces on people.name (replaces) where replaces is not null;
create index service_replaces on people.service (replaces) where replaces is not null;
create index unit_replaces on people.unit (replaces) where replaces is not null;
create index identifier_replaces on people.identifier (replaces) where replaces is not null;

-- Everybody p is tied to, and why: the same person under another record, declared and found ties (and for three years after
-- they end), people who shared a post's unit in the last 24 months, and the line of command up and down.
-- Source: Home Office guidance on conduct, efficiency and effectiveness, on interest in a matter; periods are defaults kept here as data.
create function people.ties_of(p uuid, on_day date) returns table (counterpart uuid, why text) language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  with recursive me as (
    select unnest(people.cluster(p, on_day)) as id
  ), up(id, depth) as (
    select l.supervisor, 1 from people.line_standing l join me on l.person = me.id
      where coalesce(l.valid_from, '-infinity') <= on_day and coalesce(l.valid_to, 'infinity') >= on_day
    union
    select l.supervisor, up.depth + 1 from up join people.line_standing l on l.person = up.id
      where up.depth < 12 and coalesce(l.valid_from, '-infinity') <= on_day and coalesce(l.valid_to, 'infinity') >= on_day
  ), down(id, depth) as (
    select l.person, 1 from people.line_standing l join me on l.supervisor = me.id
      where coalesce(l.valid_from, '-infinity') <= on_day and coalesce(l.valid_to, 'infinity') >= on_day
    union
    select l.person, down.depth + 1 from down join people.line_standing l on l.supervisor = down.id
      where down.depth < 12 and coalesce(l.valid_from, '-infinity') <= on_day and coalesce(l.valid_to, 'infinity') >= on_day
  ), found(id, why) as (
    select id, 'self' from me
    union all
    select case when t.person = me.id then t.counterpart else t.person end, case when t.declared then 'declared tie' else 'found tie' end
      from people.tie_standing t join me on me.id in (t.person, t.counterpart)
      where coalesce(t.valid_from, '-infinity') <= on_day and coalesce(t.valid_to, 'infinity') >= on_day - interval '3 years'
    union all
    select o.person, 'shared team' from people.post_standing m join me on m.person = me.id
      join people.post_standing o on o.unit = m.unit and o.person <> m.person
      where coalesce(m.valid_from, '-infinity') <= on_day and coalesce(o.valid_from, '-infinity') <= on_day
        and coalesce(m.valid_to, 'infinity') >= on_day - interval '24 months' and coalesce(o.valid_to, 'infinity') >= on_day - interval '24 months'
        and coalesce(m.valid_from, '-infinity') <= coalesce(o.valid_to, 'infinity') and coalesce(o.valid_from, '-infinity') <= coalesce(m.valid_to, 'infinity')
    union all
    select id, 'line of command' from up
    union all
    select id, 'line of command' from down
  )
  select f.id, min(f.why) from found f group by f.id
$$;

-- Counts of a characteristic with the unknown kept apart; no row is ever returned for fewer than five people.
create function people.characteristic_counts(p_characteristic text, p_basis text, on_day date)
returns table (value text, status text, people bigint) language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  with latest as (
    select distinct on (c.person) c.person, c.value, c.status from people.characteristic c
    where c.characteristic = p_characteristic and c.basis = p_basis and coalesce(c.valid_from, '-infinity') <= on_day
    order by c.person, c.valid_from desc nulls last, c.recorded_at desc
  ), serving as (
    select distinct s.person from people.service_standing s
    where s.status = 'active' and s.category <> 'public' and coalesce(s.valid_from, '-infinity') <= on_day and coalesce(s.valid_to, 'infinity') >= on_day
  ), counted as (
    select l.value, coalesce(l.status, 'not-asked') as status, count(*) as people
    from serving s left join latest l using (person) group by 1, 2
  )
  select c.value, c.status, case when c.people < 5 then null else c.people end from counted c
$$;
revoke all on all functions in schema people from public;
grant execute on function people.cluster, people.cluster_roots, people.ties_of to candour_staff, candour_clerks, candour_auditor;
grant execute on function people.characteristic_counts to candour_staff, candour_clerks;
