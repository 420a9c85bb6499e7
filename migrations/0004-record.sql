-- Record: the hearth. The one integrity record that everyone posts to and reads from.
create schema record;

-- Subjects whose tie to a reader hides an entry from that reader.
create function public.record_involved(parties jsonb) returns uuid[] language sql immutable parallel safe as $$
  select coalesce(array_agg(distinct (p ->> 'subject')::uuid), '{}') from jsonb_array_elements(parties) p
  where p ->> 'role' in ('subject', 'reporter', 'affected', 'witness')
$$;
comment on schema record is 'Entries, their amendments, the tray, sources read, imports, snapshots of what deciders saw.';

create table record.entry (
  id uuid primary key,
  kind text not null check (kind in ('matter', 'step', 'amendment', 'signal')),
  source text not null,
  source_ref text,
  source_key text,
  batch uuid,
  type text not null,
  step text,
  matter uuid,
  happened_from date,
  happened_to date,
  dates_made_up boolean not null default false,
  known_on date not null,
  recorded_at timestamptz not null,
  ordinal integer not null default 0,
  basis text not null check (basis in ('account', 'record', 'finding')),
  finding text not null,
  finding_when text check (finding_when in ('with-entry', 'never-known')),
  visibility text not null check (visibility in ('open', 'guarded', 'restricted', 'sealed', 'covert')),
  covert_list uuid,
  parties jsonb not null,
  involved uuid[] not null generated always as (public.record_involved(parties)) stored,
  acts_on uuid[],
  features text[],
  missing text[],
  "values" jsonb,
  label jsonb,
  declares uuid[],
  unit uuid,
  evidence jsonb,
  summary text,
  posted_by uuid,
  second_person uuid,
  salt bytea not null,
  check (happened_from <= happened_to),
  check ((visibility = 'covert') = (covert_list is not null)),
  check (kind <> 'amendment' or cardinality(acts_on) >= 1),
  check (finding <> 'eliminated' or kind <> 'amendment' or (evidence is not null and second_person is not null and second_person <> posted_by))
);
comment on table record.entry is 'Something a named source says happened, about subjects in roles. Append-only: a relabel, withdrawal, finding or correction is a later row that acts on this one.';
comment on column record.entry.known_on is 'The day from which the service can be held to have known, as its source says. Amendments too.';
comment on column record.entry.recorded_at is 'When this system wrote it: the platform clock, never a user or an import.';
comment on column record.entry.finding_when is 'with-entry: known from known_on. never-known: the file does not say when it became known; shown today, never used in a prospective test.';
comment on column record.entry.involved is 'Subjects whose wall hides the entry: those it is about, who reported it, who is affected, who witnessed it. Derived from parties.';
comment on column record.entry.summary is 'A safe summary: no names. Words and evidence stay in the room that owns them.';
create unique index entry_source_key on record.entry (source, source_key) where source_key is not null;
create index entry_acts_on on record.entry using gin (acts_on) where acts_on is not null;
create index entry_matter on record.entry (matter) where matter is not null;
create index entry_batch on record.entry (batch) where batch is not null;

create table record.involvement (
  subject uuid not null,
  entry uuid not null,
  role text not null,
  known_on date not null,
  visibility text not null,
  covert_list uuid,
  primary key (subject, entry, role)
);
comment on table record.involvement is 'Projection: who plays which part in which entry. Rebuilt from entry.parties and the placements by record.rebuilt_involvement().';
create index involvement_entry on record.involvement (entry);

create table record.unplaced (
  id uuid primary key,
  entry uuid not null,
  role text not null,
  scheme text,
  value text,
  given text,
  family text,
  description text,
  recorded_at timestamptz not null,
  recorded_by uuid,
  salt bytea not null
);
comment on table record.unplaced is 'The tray: a party of an entry whom nobody here knows yet. Tried again whenever somebody joins.';
create index unplaced_value on record.unplaced (scheme, value);
create index unplaced_entry on record.unplaced (entry);

create table record.placement (
  id uuid primary key,
  unplaced uuid not null,
  person uuid,
  undoes uuid,
  how text not null check (how in ('identifier', 'review')),
  reason text not null,
  known_on date not null,
  decided_by uuid,
  second_person uuid,
  recorded_at timestamptz not null,
  recorded_by uuid,
  salt bytea not null,
  check ((person is null) = (undoes is not null)),
  check (how <> 'review' or decided_by is not null),
  check (second_person is null or second_person <> decided_by)
);
comment on table record.placement is 'A tray item found to be about a person, or taken back (undoes).';
create index placement_unplaced on record.placement (unplaced);
create index placement_person on record.placement (person);

create table record.source_read (
  id uuid primary key,
  source text not null,
  connected boolean not null,
  read_until date,
  rows bigint not null,
  note text,
  recorded_at timestamptz not null,
  recorded_by uuid,
  salt bytea not null
);
comment on table record.source_read is 'Each time a source was read, and up to which day. A source with no row has never been connected, and pages say so.';
create index source_read_source on record.source_read (source, recorded_at);

create table record.batch (
  id uuid primary key,
  file_name text not null,
  file_hash bytea not null,
  map_hash bytea not null,
  kind text not null,
  rows bigint not null,
  accepted bigint not null,
  duplicates bigint not null,
  rejected bigint not null,
  recorded_at timestamptz not null,
  recorded_by uuid,
  salt bytea not null
);
comment on table record.batch is 'One import of one file through one map, with its counts.';

create table record.snapshot (
  id uuid primary key,
  subject uuid not null,
  as_at date not null,
  viewer uuid,
  purpose text not null,
  content jsonb not null,
  sources jsonb not null,
  rules jsonb not null,
  recorded_at timestamptz not null,
  salt bytea not null
);
comment on table record.snapshot is 'Exactly what a decider saw: the entries shown, the sources connected and missing, the rule versions. Stored with the decision.';
create index snapshot_subject on record.snapshot (subject);

do $$ declare t text; begin
  foreach t in array array['entry','unplaced','placement','source_read','batch','snapshot'] loop
    perform ledger.protect(('record.' || t)::regclass);
  end loop;
  foreach t in array array['entry','involvement','unplaced','placement','source_read','batch','snapshot'] loop
    execute format('alter table record.%I enable row level security', t);
    execute format('alter table record.%I force row level security', t);
    execute format('create policy owner_all on record.%I to candour_owner using (true) with check (true)', t);
    execute format('create policy clerks_read on record.%I for select to candour_clerks, candour_auditor using (true)', t);
    execute format('create policy clerks_write on record.%I for insert to candour_clerks with check (true)', t);
    execute format('grant select, insert on record.%I to candour_clerks', t);
    execute format('grant select on record.%I to candour_auditor', t);
    execute format('grant select, insert on record.%I to candour_staff', t);
  end loop;
end $$;
grant usage on schema record to candour_staff, candour_clerks, candour_auditor;

-- The wall and the class, evaluated once a statement. A walled or uncleared reader gets no row, no count and no error.
create policy staff_read on record.entry for select to candour_staff using (
  case visibility
    when 'covert' then covert_list = any ((select access.my_covert_lists())::uuid[])
    else visibility = any ((select access.my_classes())::text[])
  end
  and (visibility = 'open' or not (involved && (select access.my_walls())::uuid[]))
);
create policy staff_write on record.entry for insert to candour_staff with check (posted_by is not distinct from access.actor() or kind = 'signal');
create policy staff_read on record.involvement for select to candour_staff using (
  case visibility when 'covert' then covert_list = any ((select access.my_covert_lists())::uuid[]) else visibility = any ((select access.my_classes())::text[]) end
);
create policy staff_write on record.involvement for insert to candour_staff with check (true);
create policy staff_read on record.unplaced for select to candour_staff using (exists (select 1 from record.entry e where e.id = entry));
create policy staff_write on record.unplaced for insert to candour_staff with check (recorded_by is not distinct from access.actor());
create policy staff_read on record.placement for select to candour_staff using (exists (select 1 from record.unplaced u where u.id = unplaced));
create policy staff_write on record.placement for insert to candour_staff with check (recorded_by is not distinct from access.actor());
create policy staff_read on record.source_read for select to candour_staff using (access.actor() is not null);
create policy staff_write on record.source_read for insert to candour_staff with check (recorded_by is not distinct from access.actor());
create policy staff_read on record.batch for select to candour_staff using (access.actor() is not null);
create policy staff_write on record.batch for insert to candour_staff with check (recorded_by is not distinct from access.actor());
create policy staff_read on record.snapshot for select to candour_staff using (
  not (subject = any ((select access.my_walls())::uuid[]))
  and (viewer = access.actor() or (select access.my_roles()) && array['head-of-standards','overseer','auditor'])
);
create policy staff_write on record.snapshot for insert to candour_staff with check (viewer is not distinct from access.actor());

-- Every row of the named subjects that finders may weigh, whoever is at the keyboard: finders are clerks. Covert rows only of
-- the list asked for; null asks for none.
create function record.rows_for_finders(subjects uuid[], list uuid) returns setof record.entry language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select e.* from record.entry e
  where e.id in (select i.entry from record.involvement i where i.subject = any (subjects))
    and (e.visibility <> 'covert' or e.covert_list = list)
$$;
-- Which covert lists hold anything about the subjects. For clerks inside a transaction only; never shown.
create function record.covert_lists_about(subjects uuid[]) returns uuid[] language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce(array_agg(distinct i.covert_list), '{}') from record.involvement i where i.subject = any (subjects) and i.covert_list is not null
$$;
-- How many sealed entries exist about the subjects: told only to those who may read guarded ones and are not walled.
create function record.sealed_count(subjects uuid[], on_day date) returns bigint language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select count(distinct i.entry) from record.involvement i
  where i.subject = any (subjects) and i.visibility = 'sealed' and i.known_on <= on_day
    and 'guarded' = any (access.my_classes()) and not (subjects && access.my_walls())
$$;
-- What record.involvement should hold, computed from what is append-only.
create function record.rebuilt_involvement() returns table (subject uuid, entry uuid, role text, known_on date, visibility text, covert_list uuid)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select distinct (p ->> 'subject')::uuid, e.id, p ->> 'role', e.known_on, e.visibility, e.covert_list
    from record.entry e, jsonb_array_elements(e.parties) p
  union
  select pl.person, e.id, u.role, greatest(e.known_on, pl.known_on), e.visibility, e.covert_list
    from record.placement pl join record.unplaced u on u.id = pl.unplaced join record.entry e on e.id = u.entry
    where pl.person is not null and not exists (select 1 from record.placement t where t.undoes = pl.id)
$$;
revoke all on all functions in schema record from public;
grant execute on function record.rows_for_finders, record.covert_lists_about, record.sealed_count to candour_staff, candour_clerks;
grant execute on function record.rebuilt_involvement to candour_clerks, candour_auditor;
-- A wrong placement is undone: the projection follows. Only clerks may take a projected row out.
grant delete on record.involvement to candour_clerks;
create policy clerks_delete on record.involvement for delete to candour_clerks using (true);
