-- Finding a matter by its number at the source. Under row security the planner may not use the index on lower(), and read a million
-- entries. Ids alone come from here; whoever asks reads the entries themselves, through class and wall.
create function record.entries_numbered(p_number text) returns setof uuid
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select e.id from record.entry e where e.source_ref is not null and lower(e.source_ref) = lower(p_number)
$$;
revoke all on function record.entries_numbered from public;
grant execute on function record.entries_numbered to candour_staff, candour_clerks;
