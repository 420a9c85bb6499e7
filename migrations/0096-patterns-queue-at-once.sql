-- The queue asks about all its questions at once: a wall worked out for each would be worked out hundreds of times a page.

-- Which of these are superseded, whether or not the reader may see by what.
create function patterns.superseded_among(p_firings uuid[]) returns setof uuid
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select n.supersedes from patterns.firing n where n.supersedes = any (p_firings)
$$;

-- Which of these entries the reader may see. Runs as the reader: class and wall apply.
create function patterns.entries_seen(p_entries uuid[]) returns setof uuid language sql stable as $$
  select e.id from record.entry e where e.id = any (p_entries)
$$;

revoke all on function patterns.superseded_among, patterns.entries_seen from public;
grant execute on function patterns.superseded_among, patterns.entries_seen to candour_staff, candour_clerks;
