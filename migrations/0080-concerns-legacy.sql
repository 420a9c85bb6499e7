-- Concerns: the nightly export of a present case-management system, read night after night, and the modes in which a force
-- moves in. Every table is append-only: what a row says today is the latest of its rows.
create schema concerns;
comment on schema concerns is 'Nights read from present systems, their rows, how they reconcile, and the mode in force.';

create table concerns.night (
  id uuid primary key,
  system text not null,
  night date not null,
  kind text not null check (kind in ('whole', 'delta')),
  outcome text not null check (outcome in ('taken', 'refused')),
  words text,
  overridden text check (length(btrim(overridden)) >= 15),
  mode text,
  export_digest text not null,
  counts jsonb not null,
  totals jsonb not null,
  recorded_at timestamptz not null,
  recorded_by uuid,
  salt bytea not null,
  check ((outcome = 'refused') = (words is not null))
);
comment on table concerns.night is 'One export of one system: taken with its counts and totals, or refused whole with the reason.';
comment on column concerns.night.overridden is 'Why an export past the limits was taken all the same.';
create index night_system on concerns.night (system, recorded_at);

create table concerns.source_row (
  id uuid primary key,
  night uuid not null,
  ordinal integer not null,
  system text not null,
  kind text not null check (kind in ('people', 'posts', 'allegations', 'documents', 'clocks')),
  ref text not null,
  change text not null check (change in ('new', 'changed', 'moved', 'gone', 'back', 'rejected')),
  state text not null check (state in ('held', 'gone', 'moved', 'rejected')),
  facts jsonb,
  fields text[],
  adds jsonb,
  digest text,
  waiting jsonb,
  reason text,
  other_ref text,
  target uuid,
  entry uuid,
  recorded_at timestamptz not null,
  recorded_by uuid,
  salt bytea not null
);
comment on table concerns.source_row is 'What a present system said of one of its rows, each time that changed. The latest row of a reference is what it says now.';
comment on column concerns.source_row.facts is 'As last taken: structured fields, and of words only their digests.';
comment on column concerns.source_row.waiting is 'Of a row refused for want of another row: what it said, to be tried again when that one has come.';
comment on column concerns.source_row.other_ref is 'Of a re-keyed row: the other reference.';
comment on column concerns.source_row.target is 'What stands here for it: an entry, a person, a post, a duty.';
comment on column concerns.source_row.entry is 'The entry by whose class and walls the row is shown; none is shown to nobody but clerks.';
create index source_row_ref on concerns.source_row (system, kind, ref, recorded_at, ordinal);
create index source_row_night on concerns.source_row (night);
create index source_row_entry on concerns.source_row (entry) where entry is not null;

create table concerns.difference (
  id uuid primary key,
  night uuid not null,
  kind text not null,
  ref text not null,
  what text not null check (what in ('missing', 'extra', 'differs')),
  names text[] not null,
  reason text not null,
  entry uuid,
  recorded_at timestamptz not null,
  recorded_by uuid,
  salt bytea not null
);
comment on table concerns.difference is 'A row by which the record differs from the source after a night, and why.';
create index difference_night on concerns.difference (night);

create table concerns.mode_proposal (
  id uuid primary key,
  mode text not null check (mode in ('overlay', 'parallel', 'primary')),
  valid_from date not null,
  reason text not null check (length(btrim(reason)) >= 15),
  duty uuid not null,
  proposed_by uuid not null,
  recorded_at timestamptz not null,
  recorded_by uuid not null,
  salt bytea not null
);
create index mode_proposal_duty on concerns.mode_proposal (duty);

create table concerns.mode (
  id uuid primary key,
  mode text not null check (mode in ('overlay', 'parallel', 'primary')),
  valid_from date not null,
  proposal uuid,
  reason text not null,
  signed_by uuid,
  recorded_at timestamptz not null,
  recorded_by uuid,
  salt bytea not null,
  check ((proposal is null) = (signed_by is null)),
  check (proposal is not null or mode = 'overlay')
);
comment on table concerns.mode is 'The mode from a day on: put forward by one person and signed by another. Overlay alone may begin unsigned, by the first night read into an empty record: it flags nobody.';

do $$ declare t text; begin
  foreach t in array array['night','source_row','difference','mode_proposal','mode'] loop
    perform ledger.protect(('concerns.' || t)::regclass);
    execute format('alter table concerns.%I enable row level security', t);
    execute format('alter table concerns.%I force row level security', t);
    execute format('create policy owner_all on concerns.%I to candour_owner using (true) with check (true)', t);
    execute format('create policy clerks_read on concerns.%I for select to candour_clerks, candour_auditor using (true)', t);
    execute format('grant select on concerns.%I to candour_clerks, candour_auditor, candour_staff', t);
  end loop;
  foreach t in array array['night','source_row','difference','mode'] loop
    execute format('create policy clerks_write on concerns.%I for insert to candour_clerks with check (true)', t);
    execute format('grant insert on concerns.%I to candour_clerks', t);
  end loop;
end $$;
grant usage on schema concerns to candour_staff, candour_clerks, candour_auditor, candour_public, candour_reporter;
create policy staff_read on concerns.night for select to candour_staff using (access.actor() is not null);
create policy staff_read on concerns.mode for select to candour_staff using (access.actor() is not null);
create policy staff_read on concerns.mode_proposal for select to candour_staff using (access.actor() is not null);
-- A row is shown to whoever may see the entry that it belongs to, and through no wall.
create policy staff_read on concerns.source_row for select to candour_staff using (exists (select 1 from record.entry e where e.id = entry));
create policy staff_read on concerns.difference for select to candour_staff
  using (access.actor() is not null and (entry is null or exists (select 1 from record.entry e where e.id = entry)));
grant insert on concerns.mode_proposal, concerns.mode to candour_staff;
create policy staff_write on concerns.mode_proposal for insert to candour_staff
  with check (recorded_by = access.actor() and proposed_by = access.actor());
-- The second signature is never the first person's.
create policy staff_write on concerns.mode for insert to candour_staff with check (
  recorded_by = access.actor() and signed_by = access.actor()
  and exists (select 1 from concerns.mode_proposal p where p.id = proposal and p.proposed_by <> access.actor()
    and p.mode = mode.mode and p.valid_from = mode.valid_from)
);

-- The mode in force on a day: the one that began last, and of two that began on one day the one signed last. Null where no mode
-- was ever set: the record stands by itself, as in primary. Whoever writes has to know it, whatever their face.
create function concerns.mode_on(p_day date) returns text language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select m.mode from concerns.mode m where m.valid_from <= p_day order by m.valid_from desc, m.recorded_at desc, m.id limit 1
$$;
revoke all on function concerns.mode_on from public;
grant execute on function concerns.mode_on to candour_staff, candour_clerks, candour_auditor, candour_public, candour_reporter;
