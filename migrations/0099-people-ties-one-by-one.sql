-- As in 0095, and each step written so that it goes from the few to the few, whatever the views of standing rows come to look
-- like: `offset 0` keeps the planner from turning a step round and reading every post there ever was.
create or replace function people.ties_of(p uuid, on_day date) returns table (counterpart uuid, why text)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp set plan_cache_mode = force_generic_plan
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
begin
  return query
  with recursive me as materialized (
    select unnest(people.cluster(p, on_day)) as id
  ), up(id, depth) as (
    select s.id, 1 from me cross join lateral (
      select l.supervisor as id from people.line_standing l
      where l.person = me.id and coalesce(l.valid_from, '-infinity') <= on_day and coalesce(l.valid_to, 'infinity') >= on_day offset 0) s
    union
    select s.id, up.depth + 1 from up cross join lateral (
      select l.supervisor as id from people.line_standing l
      where l.person = up.id and coalesce(l.valid_from, '-infinity') <= on_day and coalesce(l.valid_to, 'infinity') >= on_day offset 0) s
      where up.depth < 12
  ), down(id, depth) as (
    select s.id, 1 from me cross join lateral (
      select l.person as id from people.line_standing l
      where l.supervisor = me.id and coalesce(l.valid_from, '-infinity') <= on_day and coalesce(l.valid_to, 'infinity') >= on_day offset 0) s
    union
    select s.id, down.depth + 1 from down cross join lateral (
      select l.person as id from people.line_standing l
      where l.supervisor = down.id and coalesce(l.valid_from, '-infinity') <= on_day and coalesce(l.valid_to, 'infinity') >= on_day offset 0) s
      where down.depth < 12
  ), found(id, why) as (
    select me.id, 'self' from me
    union all
    select t.id, t.why from me cross join lateral (
      select case when t.person = me.id then t.counterpart else t.person end as id,
        case when t.declared then 'declared tie' else 'found tie' end as why
      from people.tie_standing t
      where (t.person = me.id or t.counterpart = me.id)
        and coalesce(t.valid_from, '-infinity') <= on_day and coalesce(t.valid_to, 'infinity') >= on_day - interval '3 years' offset 0) t
    union all
    select o.person, 'shared team' from me cross join lateral (
      select m.person, m.unit, m.valid_from, m.valid_to from people.post_standing m
      where m.person = me.id and coalesce(m.valid_from, '-infinity') <= on_day
        and coalesce(m.valid_to, 'infinity') >= on_day - interval '24 months' offset 0) m
    cross join lateral (
      select o.person from people.post_standing o
      where o.unit = m.unit and o.person <> m.person and coalesce(o.valid_from, '-infinity') <= on_day
        and coalesce(o.valid_to, 'infinity') >= on_day - interval '24 months'
        and coalesce(m.valid_from, '-infinity') <= coalesce(o.valid_to, 'infinity')
        and coalesce(o.valid_from, '-infinity') <= coalesce(m.valid_to, 'infinity') offset 0) o
    union all
    select up.id, 'line of command' from up
    union all
    select down.id, 'line of command' from down
  )
  select f.id, min(f.why) from found f group by f.id;
end $$;
