-- Parties placed through the tray, for finders: they are clerks whoever is at the keyboard, and must not read a shorter
-- history than a sweep does.
create function record.placed_for_finders(subjects uuid[], on_day date)
returns table (entry uuid, role text, person uuid, how text, decided_by uuid) language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select u.entry, u.role, p.person, p.how, p.decided_by from record.placement p join record.unplaced u on u.id = p.unplaced
  where p.person = any (subjects) and p.known_on <= on_day
    and not exists (select 1 from record.placement t where t.undoes = p.id and t.known_on <= on_day)
$$;
revoke all on function record.placed_for_finders from public;
grant execute on function record.placed_for_finders to candour_staff, candour_clerks;
