-- A tie to one record of a person is a tie to the person: walls reach the whole cluster.
create or replace function access.my_walls() returns uuid[] language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce(array_agg(distinct m.id), '{}')
  from people.ties_of(access.actor(), access.today()) t
  cross join lateral unnest(
    case when exists (select 1 from people.identity_decision d where t.counterpart in (d.person, d.into_person))
      then people.cluster(t.counterpart, access.today()) else array[t.counterpart] end
  ) m(id)
$$;
