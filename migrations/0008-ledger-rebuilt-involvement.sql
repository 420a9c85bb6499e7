-- A person may be named in an entry and be placed in it again through the tray, or be placed twice. The projection keeps the one
-- that came first, so what it is rebuilt from keeps the same one.
create or replace function record.rebuilt_involvement() returns table (subject uuid, entry uuid, role text, known_on date, visibility text, covert_list uuid)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select distinct on (i.subject, i.entry, i.role) i.subject, i.entry, i.role, i.known_on, i.visibility, i.covert_list
  from (
    select (p ->> 'subject')::uuid as subject, e.id as entry, p ->> 'role' as role, e.known_on, e.visibility, e.covert_list, e.recorded_at
      from record.entry e, jsonb_array_elements(e.parties) p
    union all
    select pl.person, e.id, u.role, greatest(e.known_on, pl.known_on), e.visibility, e.covert_list, pl.recorded_at
      from record.placement pl join record.unplaced u on u.id = pl.unplaced join record.entry e on e.id = u.entry
      where pl.person is not null and not exists (select 1 from record.placement t where t.undoes = pl.id)
  ) i
  order by i.subject, i.entry, i.role, i.recorded_at, i.known_on
$$;
