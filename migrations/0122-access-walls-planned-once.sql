-- What row security asks of every statement: who is at the keyboard, which roles, classes and walls are theirs today. As before to
-- the letter, in a language whose plans a connection keeps: planned afresh for each statement, they took longer than to run.
create or replace function access.my_roles() returns text[] language plpgsql stable security definer
set search_path = pg_catalog, pg_temp as $$
begin
  return (
    select coalesce(array_agg(distinct g.role), '{}') from access.role_standing g
    where g.person = access.actor() and g.valid_from <= access.today() and coalesce(g.valid_to, 'infinity') >= access.today()
  );
end $$;

create or replace function access.my_classes() returns text[] language plpgsql stable security definer
set search_path = pg_catalog, pg_temp as $$
begin
  return access.classes_of(access.my_roles());
end $$;

create or replace function access.my_covert_lists() returns uuid[] language plpgsql stable security definer
set search_path = pg_catalog, pg_temp as $$
begin
  return (
    select coalesce(array_agg(distinct r.list), '{}') from access.covert_reader r
    where r.person = access.actor() and r.ends is null and not exists (select 1 from access.covert_reader e where e.ends = r.id)
      and r.valid_from <= access.today() and coalesce(r.valid_to, 'infinity') >= access.today()
  );
end $$;

create or replace function access.my_walls() returns uuid[] language plpgsql stable security definer
set search_path = pg_catalog, pg_temp as $$
begin
  return (
    select coalesce(array_agg(distinct m.id), '{}')
    from people.ties_of(access.actor(), access.today()) t
    cross join lateral unnest(
      case when exists (select 1 from people.identity_decision d where t.counterpart in (d.person, d.into_person))
        then people.cluster(t.counterpart, access.today()) else array[t.counterpart] end
    ) m(id)
  );
end $$;

create or replace function access.my_overrides() returns table (subject uuid, entry uuid) language plpgsql stable security definer
set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
begin
  return query
  select o.subject, o.entry from access.wall_override o
  where o.person = access.actor() and o.ends is null and access.today() between o.valid_from and o.valid_to
    and not exists (select 1 from access.wall_override e where e.ends = o.id)
    and not (access.actor() = any (people.cluster(o.subject, access.today())));
end $$;

create or replace function access.my_walls_left() returns uuid[] language plpgsql stable security definer
set search_path = pg_catalog, pg_temp as $$
begin
  return (
    with lifted as (
      select m.id from access.my_overrides() o cross join lateral unnest(people.cluster(o.subject, access.today())) m(id)
      where o.entry is null
    )
    select coalesce(array_agg(w.id), '{}') from unnest(access.my_walls()) w(id)
    where not exists (select 1 from lifted l where l.id = w.id)
  );
end $$;

create or replace function record.my_let_through() returns uuid[] language plpgsql stable security definer
set search_path = pg_catalog, pg_temp as $$
begin
  return (
    select coalesce(array_agg(e.id), '{}')
    from access.my_overrides() o
    cross join lateral (
      select o.entry as id
      union select a.id from record.entry a where a.acts_on @> array[o.entry]
      union select s.id from record.entry m join record.entry s on s.matter = m.matter where m.id = o.entry
    ) part
    join record.entry e on e.id = part.id
    where o.entry is not null and e.visibility <> 'covert' and e.involved && people.cluster(o.subject, access.today())
      and not exists (select 1 from unnest(e.involved) i(id)
        where i.id = any (access.my_walls_left()) and not i.id = any (people.cluster(o.subject, access.today())))
  );
end $$;

create or replace function duties.i_cover() returns uuid[] language plpgsql stable security definer
set search_path = pg_catalog, pg_temp as $$
begin
  return (
    select coalesce(array_agg(p.id), '{}') from unnest(duties.away_on(access.today())) p(id)
    cross join lateral (
      select duties.deputy_of(p.id, access.today()) as deputy, duties.supervisor_of(p.id, access.today()) as above) n
    where access.actor() in (n.deputy, n.above, duties.deputy_of(n.deputy, access.today()),
      duties.deputy_of(n.above, access.today()), duties.supervisor_of(n.above, access.today()))
  );
end $$;

create or replace function duties.away_on(p_day date) returns uuid[] language plpgsql stable security definer
set search_path = pg_catalog, pg_temp as $$
begin
  return (
    select coalesce(array_agg(distinct a.person), '{}') from duties.absence a
    where a.ends is null and p_day between a.absent_from and a.absent_to
      and not exists (select 1 from duties.absence e where e.ends = a.id and e.absent_from <= p_day)
  );
end $$;

create or replace function record.sealed_count(subjects uuid[], on_day date) returns bigint language plpgsql stable security definer
set search_path = pg_catalog, pg_temp as $$
begin
  return (
    select count(distinct i.entry) from record.involvement i
    where i.subject = any (subjects) and i.visibility = 'sealed' and i.known_on <= on_day
      and 'guarded' = any (access.my_classes()) and not (subjects && access.my_walls())
  );
end $$;
