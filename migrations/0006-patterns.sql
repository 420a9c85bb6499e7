-- Patterns: signals put before a human, sweeps, baselines.
create schema patterns;
comment on schema patterns is 'Firings of detectors, sweeps from sizing to live, dated baselines. Answers are duties'' answers.';

create table patterns.sweep (
  id uuid primary key,
  as_at date not null,
  stage text not null check (stage in ('sizing', 'shadow', 'live')),
  follows uuid,
  people bigint not null,
  entries bigint not null,
  counts jsonb not null,
  capacity_hours numeric,
  assessment jsonb,
  approved_by uuid,
  second_person uuid,
  recorded_at timestamptz not null,
  recorded_by uuid,
  salt bytea not null,
  check (stage <> 'live' or (follows is not null and assessment is not null))
);
comment on table patterns.sweep is 'A run over everyone. Sizing says how many, shadow gives counts only, live names people; a live one follows a shadow one and carries its assessment.';

create table patterns.firing (
  id uuid primary key,
  entry uuid not null,
  subject uuid not null,
  code text not null,
  rule text not null,
  since date not null,
  fired_on date not null,
  cites uuid[] not null,
  set_aside jsonb not null,
  score double precision not null,
  why text not null,
  innocent text[] not null,
  detail jsonb not null,
  mode text not null check (mode in ('live', 'sweep')),
  sweep uuid,
  supersedes uuid,
  diff text not null check (diff in ('new', 'renewed', 'gone')),
  duty uuid,
  visibility text not null,
  covert_list uuid,
  recorded_at timestamptz not null,
  salt bytea not null
);
comment on table patterns.firing is 'What a detector said, when, citing what. A renewed firing supersedes the earlier one of the same code about the same subject; gone says that the rule no longer holds.';
create index firing_subject on patterns.firing (subject, code);
create index firing_duty on patterns.firing (duty) where duty is not null;
create index firing_supersedes on patterns.firing (supersedes) where supersedes is not null;

create table patterns.baseline (
  id uuid primary key,
  as_at date not null,
  name text not null,
  value double precision not null,
  base bigint not null,
  sweep uuid not null,
  recorded_at timestamptz not null,
  salt bytea not null
);
comment on table patterns.baseline is 'Peer rates as a sweep found them. Live and as-at runs use the latest before their day.';

do $$ declare t text; begin
  foreach t in array array['sweep','firing','baseline'] loop
    perform ledger.protect(('patterns.' || t)::regclass);
    execute format('alter table patterns.%I enable row level security', t);
    execute format('alter table patterns.%I force row level security', t);
    execute format('create policy owner_all on patterns.%I to candour_owner using (true) with check (true)', t);
    execute format('create policy clerks_read on patterns.%I for select to candour_clerks, candour_auditor using (true)', t);
    execute format('create policy clerks_write on patterns.%I for insert to candour_clerks with check (true)', t);
    execute format('grant select, insert on patterns.%I to candour_clerks', t);
    execute format('grant select on patterns.%I to candour_auditor', t);
    execute format('grant select, insert on patterns.%I to candour_staff', t);
  end loop;
end $$;
grant usage on schema patterns to candour_staff, candour_clerks, candour_auditor;
create policy staff_read on patterns.sweep for select to candour_staff using (access.actor() is not null);
create policy staff_write on patterns.sweep for insert to candour_staff with check (recorded_by = access.actor());
create policy staff_read on patterns.baseline for select to candour_staff using (access.actor() is not null);
create policy staff_write on patterns.baseline for insert to candour_staff with check (true);
create policy staff_read on patterns.firing for select to candour_staff using (
  not (subject = any ((select access.my_walls())::uuid[]))
  and case when covert_list is not null then covert_list = any ((select access.my_covert_lists())::uuid[]) else visibility = any ((select access.my_classes())::text[]) end
);
create policy staff_write on patterns.firing for insert to candour_staff with check (true);

-- The firings that stand about a subject, whoever is at the keyboard: the finder that renews them is a clerk.
create function patterns.firings_for_finders(subjects uuid[], list uuid) returns setof patterns.firing language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select f.* from patterns.firing f
  where f.subject = any (subjects) and f.covert_list is not distinct from list
    and not exists (select 1 from patterns.firing n where n.supersedes = f.id)
$$;
revoke all on all functions in schema patterns from public;
grant execute on function patterns.firings_for_finders to candour_staff, candour_clerks;
