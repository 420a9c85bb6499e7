-- Finding a person by the beginning of a name or by a number. Under row security the planner may not use an index for LIKE, since
-- LIKE could tell of rows that the reader must not see. Names are open to whoever is known here; the function asks that itself.
create index identifier_by_value on people.identifier (value);

-- Persons one of whose names has, for every word, a part that begins with it. `starts` in lower case.
create function people.named_like(starts text[]) returns setof uuid
language sql stable security definer set search_path = pg_catalog, pg_temp set enable_seqscan = off set max_parallel_workers_per_gather = 0 as $$
  select n.person from people.name n
  where (session_user <> 'candour_staff' or nullif(current_setting('app.actor', true), '') is not null)
    and n.id in (
      select g.id from people.name g where lower(g.given) ~>=~ starts[1] and lower(g.given) ~<~ (starts[1] || chr(1114111))
      union all select f.id from people.name f where lower(f.family) ~>=~ starts[1] and lower(f.family) ~<~ (starts[1] || chr(1114111))
      union all select k.id from people.name k where lower(k.known_as) ~>=~ starts[1] and lower(k.known_as) ~<~ (starts[1] || chr(1114111))
    )
    and not exists (
      select 1 from unnest(starts) w
      where not (coalesce(starts_with(lower(n.given), w), false) or coalesce(starts_with(lower(n.family), w), false)
        or coalesce(starts_with(lower(n.known_as), w), false))
    )
$$;
revoke all on function people.named_like from public;
grant execute on function people.named_like to candour_staff, candour_clerks;
