-- Access: who may see or do what; walls; assignments and their purpose; the log of every read.
create schema access;
comment on schema access is 'Roles, assignments, walls, covert lists, read log.';

create function access.actor() returns uuid language sql stable as $$ select nullif(current_setting('app.actor', true), '')::uuid $$;
create function access.today() returns date language sql stable as $$ select nullif(current_setting('app.today', true), '')::date $$;

create table access.role_grant (
  id uuid primary key,
  person uuid not null,
  role text not null,
  unit uuid,
  valid_from date not null,
  valid_to date,
  ends uuid,
  granted_by uuid,
  second_person uuid,
  reason text not null,
  recorded_at timestamptz not null,
  recorded_by uuid,
  salt bytea not null,
  check (second_person is null or second_person <> granted_by),
  check (person <> granted_by and person <> second_person)
);
comment on table access.role_grant is 'A role given to a person by one and confirmed by another; a row with `ends` ends the earlier grant.';
create index role_grant_person on access.role_grant (person);
create index role_grant_ends on access.role_grant (ends) where ends is not null;

create table access.assignment (
  id uuid primary key,
  person uuid not null,
  subject uuid not null,
  purpose text not null,
  reason text,
  valid_from date not null,
  valid_to date,
  ends uuid,
  given_by uuid,
  recorded_at timestamptz not null,
  recorded_by uuid,
  salt bytea not null
);
comment on table access.assignment is 'Why somebody may read about a subject: a task given, or a reason typed at the break-glass page (given_by = person).';
create index assignment_person on access.assignment (person, subject);

create table access.covert_reader (
  id uuid primary key,
  list uuid not null,
  person uuid not null,
  valid_from date not null,
  valid_to date,
  ends uuid,
  recorded_at timestamptz not null,
  recorded_by uuid,
  salt bytea not null
);
comment on table access.covert_reader is 'The named list of a covert matter. Nobody else learns that it exists.';
create index covert_reader_person on access.covert_reader (person);

create table access.read_log (
  id uuid primary key,
  at timestamptz not null,
  actor uuid,
  face text not null,
  event text not null,
  purpose text,
  assignment uuid,
  subject uuid,
  outcome text not null check (outcome in ('shown', 'refused', 'not-found', 'changed', 'searched')),
  detail jsonb,
  salt bytea not null
);
comment on table access.read_log is 'Who looked at whom, when and for what purpose (DPA 2018 s.62). The hourly root of it goes into the ledger.';
create index read_log_subject on access.read_log (subject, at);
create index read_log_actor on access.read_log (actor, at);
create index read_log_at on access.read_log (at);

create table access.read_root (
  id uuid primary key,
  hour timestamptz not null unique,
  reads bigint not null,
  root bytea not null,
  recorded_at timestamptz not null,
  salt bytea not null
);
comment on table access.read_root is 'Merkle root over the read log of one hour, itself in the ledger: a read cannot be taken out afterwards.';

do $$ declare t text; begin
  foreach t in array array['role_grant','assignment','covert_reader','read_log','read_root'] loop
    perform ledger.protect(('access.' || t)::regclass);
    execute format('alter table access.%I enable row level security', t);
    execute format('alter table access.%I force row level security', t);
    execute format('create policy owner_all on access.%I to candour_owner using (true) with check (true)', t);
    execute format('create policy clerks_read on access.%I for select to candour_clerks, candour_auditor using (true)', t);
    execute format('create policy clerks_write on access.%I for insert to candour_clerks with check (true)', t);
    execute format('grant select, insert on access.%I to candour_clerks', t);
    execute format('grant select on access.%I to candour_auditor', t);
  end loop;
end $$;
grant usage on schema access to candour_staff, candour_public, candour_reporter, candour_clerks, candour_auditor;

create view access.role_standing with (security_invoker = true) as
  select g.* from access.role_grant g where g.ends is null and not exists (select 1 from access.role_grant e where e.ends = g.id);

-- The roles that the person at the keyboard holds today.
create function access.my_roles() returns text[] language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce(array_agg(distinct g.role), '{}') from access.role_standing g
  where g.person = access.actor() and g.valid_from <= access.today() and coalesce(g.valid_to, 'infinity') >= access.today()
$$;

-- Classes of entry that each role may read. Covert is never here: it goes by named list only.
create function access.classes_of(roles text[]) returns text[] language sql immutable as $$
  select array_agg(distinct c) from (
    select 'open' as c
    union all select 'guarded' where roles && array['assessor','investigator','specialist-investigator','vetting-officer','firearms-authority','guardian','custodian','reviewer','head-of-standards','overseer','independent-investigator']
    union all select 'restricted' where roles && array['specialist-investigator','vetting-officer','guardian','custodian','head-of-standards','overseer','independent-investigator']
    union all select 'sealed' where roles && array['custodian','guardian']
  ) t
$$;
create function access.my_classes() returns text[] language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select access.classes_of(access.my_roles())
$$;
create function access.my_covert_lists() returns uuid[] language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce(array_agg(distinct r.list), '{}') from access.covert_reader r
  where r.person = access.actor() and r.ends is null and not exists (select 1 from access.covert_reader e where e.ends = r.id)
    and r.valid_from <= access.today() and coalesce(r.valid_to, 'infinity') >= access.today()
$$;

-- Everybody the person at the keyboard is walled from today (never as at an earlier day), themselves among them.
create function access.my_walls() returns uuid[] language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce(array_agg(t.counterpart), '{}') from people.ties_of(access.actor(), access.today()) t
$$;

revoke all on all functions in schema access from public;
grant execute on function access.actor, access.today to candour_staff, candour_public, candour_reporter, candour_clerks, candour_auditor;
grant execute on function access.my_roles, access.my_classes, access.my_covert_lists, access.my_walls, access.classes_of to candour_staff, candour_clerks;
grant select on access.role_standing to candour_staff, candour_clerks, candour_auditor;

-- Staff: own and others' roles are public inside the house; assignments and reads are seen by their owner, the head of standards,
-- the overseer and the auditor role; covert lists by their own members.
create policy staff_read on access.role_grant for select to candour_staff using (access.actor() is not null);
create policy staff_read on access.assignment for select to candour_staff
  using (person = access.actor() or (select access.my_roles()) && array['head-of-standards','overseer','auditor']);
create policy staff_read on access.covert_reader for select to candour_staff using (list = any ((select access.my_covert_lists())::uuid[]));
create policy staff_read on access.read_log for select to candour_staff
  using (actor = access.actor() or ((select access.my_roles()) && array['head-of-standards','overseer','auditor'] and not (subject = any ((select access.my_walls())::uuid[]))));
create policy staff_write on access.role_grant for insert to candour_staff with check (recorded_by = access.actor() and (select access.my_roles()) && array['administrator']);
create policy staff_write on access.assignment for insert to candour_staff with check (recorded_by = access.actor());
create policy staff_write on access.read_log for insert to candour_staff with check (actor is not distinct from access.actor());
create policy public_write on access.read_log for insert to candour_public, candour_reporter with check (actor is null);
grant select on access.role_grant, access.assignment, access.covert_reader, access.read_log to candour_staff;
grant insert on access.role_grant, access.assignment, access.read_log to candour_staff;
grant insert on access.read_log to candour_public, candour_reporter;
