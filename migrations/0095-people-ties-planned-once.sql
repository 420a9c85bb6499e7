-- Who is tied to whom is asked by every wall on every page: it is planned once for a connection, and goes by the indexes. Left to
-- itself the planner guesses that a line of command below somebody holds thousands and reads every line there ever was.
create or replace function people.ties_of(p uuid, on_day date) returns table (counterpart uuid, why text)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp set plan_cache_mode = force_generic_plan
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
begin
  return query
  with recursive me as (
    select unnest(people.cluster(p, on_day)) as id
  ), up(id, depth) as (
    select l.supervisor, 1 from people.line_standing l join me on l.person = me.id
      where coalesce(l.valid_from, '-infinity') <= on_day and coalesce(l.valid_to, 'infinity') >= on_day
    union
    select l.supervisor, up.depth + 1 from up join people.line_standing l on l.person = up.id
      where up.depth < 12 and coalesce(l.valid_from, '-infinity') <= on_day and coalesce(l.valid_to, 'infinity') >= on_day
  ), down(id, depth) as (
    select l.person, 1 from people.line_standing l join me on l.supervisor = me.id
      where coalesce(l.valid_from, '-infinity') <= on_day and coalesce(l.valid_to, 'infinity') >= on_day
    union
    select l.person, down.depth + 1 from down join people.line_standing l on l.supervisor = down.id
      where down.depth < 12 and coalesce(l.valid_from, '-infinity') <= on_day and coalesce(l.valid_to, 'infinity') >= on_day
  ), found(id, why) as (
    select id, 'self' from me
    union all
    select case when t.person = me.id then t.counterpart else t.person end, case when t.declared then 'declared tie' else 'found tie' end
      from people.tie_standing t join me on me.id in (t.person, t.counterpart)
      where coalesce(t.valid_from, '-infinity') <= on_day and coalesce(t.valid_to, 'infinity') >= on_day - interval '3 years'
    union all
    select o.person, 'shared team' from people.post_standing m join me on m.person = me.id
      join people.post_standing o on o.unit = m.unit and o.person <> m.person
      where coalesce(m.valid_from, '-infinity') <= on_day and coalesce(o.valid_from, '-infinity') <= on_day
        and coalesce(m.valid_to, 'infinity') >= on_day - interval '24 months' and coalesce(o.valid_to, 'infinity') >= on_day - interval '24 months'
        and coalesce(m.valid_from, '-infinity') <= coalesce(o.valid_to, 'infinity') and coalesce(o.valid_from, '-infinity') <= coalesce(m.valid_to, 'infinity')
    union all
    select id, 'line of command' from up
    union all
    select id, 'line of command' from down
  )
  select f.id, min(f.why) from found f group by f.id;
end $$;

create or replace function people.cluster(p uuid, on_day date) returns uuid[]
language plpgsql stable security definer set search_path = pg_catalog, pg_temp set plan_cache_mode = force_generic_plan as $$
begin
  return (
    with recursive standing as (
      select d.person, d.into_person from people.identity_decision d
      where d.kind = 'merge' and d.known_on <= on_day
        and not exists (select 1 from people.identity_decision u where u.undoes = d.id and u.known_on <= on_day)
    ), reach(id) as (
      select p
      union
      select case when s.person = r.id then s.into_person else s.person end from reach r join standing s on r.id in (s.person, s.into_person)
    )
    select array_agg(id order by id) from reach
  );
end $$;
