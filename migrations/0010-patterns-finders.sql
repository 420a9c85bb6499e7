-- What the finder, who is a clerk, must know whoever is at the keyboard; and what a reader may be told in aggregate.

-- Duties behind firings: their class, their ladder, whether a human has answered.
create function patterns.duty_states(ids uuid[]) returns table (duty uuid, answered boolean, visibility text, ladder jsonb)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select d.id, exists (select 1 from duties.answer a where a.duty = d.id), d.visibility, d.ladder
  from duties.duty d where d.id = any (ids)
$$;

-- Open questions per named reviewer. Covert ones are left out: they must not move an ordinary name.
create function patterns.reviewer_load() returns table (reviewer uuid, open bigint)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select (f.detail -> 'asked' ->> 'reviewer')::uuid, count(distinct f.duty)
  from patterns.firing f
  where f.covert_list is null and f.duty is not null and f.detail -> 'asked' ->> 'reviewer' is not null
    and not exists (select 1 from patterns.firing n where n.supersedes = f.id)
    and not exists (select 1 from duties.answer a where a.duty = f.duty)
  group by 1
$$;

-- How questions were answered, by code and rule: counts only, covert ones left out.
create function patterns.answer_counts() returns table (code text, rule text, outcome text, answers bigint)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select q.code, q.rule, a.outcome, count(*)
  from (select distinct on (f.duty) f.duty, f.code, f.rule from patterns.firing f
    where f.duty is not null and f.covert_list is null order by f.duty, f.recorded_at desc, f.id) q
  join duties.answer a on a.duty = q.duty
  group by 1, 2, 3
$$;

-- The people on a covert list today, for the ladder of its own questions.
create function patterns.covert_readers(p_list uuid, on_day date) returns uuid[]
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce(array_agg(distinct r.person order by r.person), '{}') from access.covert_reader r
  where r.list = p_list and r.ends is null and not exists (select 1 from access.covert_reader e where e.ends = r.id)
    and r.valid_from <= on_day and coalesce(r.valid_to, 'infinity') >= on_day
$$;

-- Whether a later firing stands in place of this one, even one of a class that the reader may not see.
create function patterns.is_superseded(p_firing uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select exists (select 1 from patterns.firing n where n.supersedes = p_firing)
$$;

-- Who of all subjects is a person: a sweep counts people, and units and things apart.
create function patterns.persons() returns setof uuid
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select s.id from people.subject s where s.kind = 'person'
$$;

-- Whether the reader may see every entry that a question cites. Runs as the reader: class and wall apply.
create function patterns.sees_all(cites uuid[]) returns boolean language sql stable as $$
  select count(*) = cardinality(cites) from record.entry e where e.id = any (cites)
$$;

revoke all on all functions in schema patterns from public;
grant execute on function patterns.duty_states, patterns.reviewer_load, patterns.answer_counts, patterns.covert_readers,
  patterns.is_superseded, patterns.sees_all to candour_staff, candour_clerks;
grant execute on function patterns.persons to candour_clerks;
create index firing_asked on patterns.firing (code, since) where covert_list is null;
