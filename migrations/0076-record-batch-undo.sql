-- An import undone as a whole, in one act: asked for with a reason, and agreed to by somebody else.
create table record.batch_undo (
  id uuid primary key,
  batch uuid not null,
  agrees_to uuid,
  reason text not null check (length(reason) >= 10),
  entries bigint not null,
  covert_list uuid,
  recorded_at timestamptz not null,
  recorded_by uuid,
  salt bytea not null
);
comment on table record.batch_undo is 'That somebody asked for an import to be undone (agrees_to null), and that another agreed: from then on its entries count for nothing, in no view but one as recorded before. The covert part of an import has a row of its own.';
comment on column record.batch_undo.batch is 'The import; for its covert entries the id that they carry in its place.';
create unique index batch_undo_agreed on record.batch_undo (batch) where agrees_to is not null;
create index batch_undo_asked on record.batch_undo (batch) where agrees_to is null;
select ledger.protect('record.batch_undo'::regclass);
alter table record.batch_undo enable row level security;
alter table record.batch_undo force row level security;
create policy owner_all on record.batch_undo to candour_owner using (true) with check (true);
create policy clerks_read on record.batch_undo for select to candour_clerks, candour_auditor using (true);
create policy clerks_write on record.batch_undo for insert to candour_clerks with check (true);
create policy staff_read on record.batch_undo for select to candour_staff using (
  access.actor() is not null and (covert_list is null or covert_list = any ((select access.my_covert_lists())::uuid[])));
grant select, insert on record.batch_undo to candour_clerks;
grant select on record.batch_undo to candour_staff, candour_auditor;

-- A row of a source is the same row by its key; when the import that brought it was undone it may come again, once each time.
alter table record.entry add column again integer check (again > 0);
comment on column record.entry.again is 'How often this row of its source came before, in imports that were undone; null the first time.';
drop index record.entry_source_key;
create unique index entry_source_key on record.entry (source, source_key, coalesce(again, 0)) where source_key is not null;

-- Tray items that an import placed because it brought their person.
alter table record.placement add column batch uuid;
comment on column record.placement.batch is 'The import that brought the person whom the identifier belongs to, if one did.';
create index placement_batch on record.placement (batch) where batch is not null;

-- Imports that are undone. One row each; for whoever reads.
create function record.undone_batches() returns uuid[] language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce(array_agg(u.batch), '{}') from record.batch_undo u where u.agrees_to is not null
$$;

-- What the projection should hold: nothing of an import that is undone.
create or replace function record.rebuilt_involvement() returns table (subject uuid, entry uuid, role text, known_on date, visibility text, covert_list uuid)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select distinct on (i.subject, i.entry, i.role) i.subject, i.entry, i.role, i.known_on, i.visibility, i.covert_list
  from (
    select (p ->> 'subject')::uuid as subject, e.id as entry, p ->> 'role' as role, e.known_on, e.visibility, e.covert_list, e.recorded_at, e.batch
      from record.entry e, jsonb_array_elements(e.parties) p
    union all
    select pl.person, e.id, u.role, greatest(e.known_on, pl.known_on), e.visibility, e.covert_list, pl.recorded_at, e.batch
      from record.placement pl join record.unplaced u on u.id = pl.unplaced join record.entry e on e.id = u.entry
      where pl.person is not null and not exists (select 1 from record.placement t where t.undoes = pl.id)
  ) i
  where not exists (select 1 from record.batch_undo b where b.batch = i.batch and b.agrees_to is not null)
  order by i.subject, i.entry, i.role, i.recorded_at, i.known_on
$$;
create or replace function record.justified_involvement(p_subject uuid, p_entry uuid, p_role text)
returns table (known_on date, visibility text, covert_list uuid) language sql stable set search_path = pg_catalog, pg_temp as $$
  select i.known_on, i.visibility, i.covert_list from (
    select e.known_on, e.visibility, e.covert_list, e.recorded_at, e.batch
      from record.entry e, jsonb_array_elements(e.parties) p
      where e.id = p_entry and (p ->> 'subject')::uuid = p_subject and p ->> 'role' = p_role
    union all
    select greatest(e.known_on, pl.known_on), e.visibility, e.covert_list, pl.recorded_at, e.batch
      from record.placement pl join record.unplaced u on u.id = pl.unplaced join record.entry e on e.id = u.entry
      where pl.person = p_subject and u.entry = p_entry and u.role = p_role
        and not exists (select 1 from record.placement t where t.undoes = pl.id)
  ) i
  where not exists (select 1 from record.batch_undo b where b.batch = i.batch and b.agrees_to is not null)
  order by i.recorded_at, i.known_on limit 1
$$;

-- The tray holds nothing of an undone import.
create function record.open_unplaced() returns setof record.unplaced language sql stable set search_path = pg_catalog, pg_temp as $$
  select u.* from record.unplaced u join record.entry e on e.id = u.entry
  where not exists (select 1 from record.placement p where p.unplaced = u.id and p.person is not null
      and not exists (select 1 from record.placement t where t.undoes = p.id))
    and (e.batch is null or not e.batch = any ((select record.undone_batches())::uuid[]))
$$;
create or replace function record.tray_matches(p_scheme text, p_values text[]) returns table (unplaced uuid, value text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select u.id, u.value from record.unplaced u join record.entry e on e.id = u.entry
  where u.scheme = p_scheme and u.value = any (p_values) and e.visibility <> 'covert'
    and (e.batch is null or not e.batch = any ((select record.undone_batches())::uuid[]))
    and not exists (select 1 from record.placement p where p.unplaced = u.id and p.person is not null
      and not exists (select 1 from record.placement t where t.undoes = p.id))
  order by u.recorded_at, u.id
$$;

-- For each source and year: entries, and in how many each part is a person's key, waits in the tray, or is missing.
create or replace function record.party_completeness() returns table (source text, year integer, part text, entries bigint, keyed bigint, in_tray bigint)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  with wanted as (
    select e.id, e.source, extract(year from e.known_on)::integer as year, p.part from record.entry e
    cross join lateral (select unnest(case when e.kind = 'matter' then array['subject', 'reporter', 'witness'] else array['decision-maker'] end) as part) p
    where e.visibility <> 'covert' and (e.kind = 'matter' or e.type = 'decision-step')
      and (e.batch is null or not e.batch = any ((select record.undone_batches())::uuid[]))
  )
  select w.source, w.year, w.part, count(*),
    count(*) filter (where exists (select 1 from record.involvement i where i.entry = w.id and i.role = w.part)),
    count(*) filter (where not exists (select 1 from record.involvement i where i.entry = w.id and i.role = w.part)
      and exists (select 1 from record.unplaced u where u.entry = w.id and u.role = w.part))
  from wanted w group by 1, 2, 3 order by 1, 2, 3
$$;
revoke all on function record.undone_batches, record.open_unplaced from public;
grant execute on function record.undone_batches, record.open_unplaced to candour_staff, candour_clerks;
