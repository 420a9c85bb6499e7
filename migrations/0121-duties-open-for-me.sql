-- What waits for somebody, found by the rungs that name them: a home page reads their duties, and not everybody's.
create index duty_ladder on duties.duty using gin (ladder jsonb_path_ops);

-- Open duties with a rung that names the person at the keyboard, one of their roles, or somebody who is away, whose duties may have
-- come to anybody. Ids only: whoever reads the rows reads them under the row security of duties, and what stands on them today
-- decides who owes.
create function duties.open_for_me() returns setof uuid language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  with rung(part) as (
    select jsonb_build_array(jsonb_build_object('person', p)) from unnest(duties.away_on(access.today()) || access.actor()) p
    union all
    select jsonb_build_array(jsonb_build_object('role', r)) from unnest(access.my_roles()) r
  )
  select distinct d.id from rung cross join lateral (select d.id from duties.duty d where d.ladder @> rung.part offset 0) d
  where not exists (select 1 from duties.answer a where a.duty = d.id) and not exists (select 1 from duties.duty r where r.replaces = d.id)
$$;
revoke all on function duties.open_for_me from public;
grant execute on function duties.open_for_me to candour_staff;
