-- What somebody outside should know of each week, as counts: whoever keeps watch may be walled from the people behind them.
create function duties.week(p_from date, p_to date) returns table (what text, n bigint) language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  with span as (
    select (p_from::timestamp at time zone 'Europe/London') as since, ((p_to + 1)::timestamp at time zone 'Europe/London') as until
  ), alerts as (
    select distinct on (d.about, d.recorded_at) d.about, d.recorded_at,
      exists (select 1 from duties.duty s join duties.answer a on a.duty = s.id where s.kind = d.kind and s.about = d.about and s.recorded_at = d.recorded_at) as answered
    from duties.duty d where d.kind = 'alert:self-look-up' order by d.about, d.recorded_at
  ), counted as (
    select 1 as place, 'Overrides of a wall asked for' as what, count(*) as n from duties.override_ask a, span where a.recorded_at >= span.since and a.recorded_at < span.until
    union all select 2, 'Overrides given', count(*) from access.wall_override o, span where o.ends is null and o.recorded_at >= span.since and o.recorded_at < span.until
    union all select 3, 'Overrides refused', count(*) from duties.answer a join duties.duty d on d.id = a.duty, span
      where d.kind = 'wall:override' and a.outcome = 'refused' and a.recorded_at >= span.since and a.recorded_at < span.until
    union all select 4, 'Overrides ended early', count(*) from access.wall_override o, span where o.ends is not null and o.recorded_at >= span.since and o.recorded_at < span.until
    union all select 5, 'Overrides that stand on the last day', count(*) from access.wall_override o
      where o.ends is null and p_to between o.valid_from and o.valid_to and not exists (select 1 from access.wall_override e where e.ends = o.id)
    union all select 6, 'Pages read under an override', count(*) from access.read_log r, span
      where r.at >= span.since and r.at < span.until and r.outcome = 'shown' and r.assignment in (select o.id from access.wall_override o)
    union all select 7, 'Records opened for a reason typed by the reader', count(*) from access.assignment a, span
      where a.given_by = a.person and a.ends is null and a.recorded_at >= span.since and a.recorded_at < span.until
    union all select 8, 'People who tried to look up themselves', count(*) from alerts a, span where a.recorded_at >= span.since and a.recorded_at < span.until
    union all select 9, 'Tries to look up oneself that nobody has answered, of any week', count(*) from alerts a where not a.answered
  )
  select c.what, c.n from counted c
  where access.my_roles() && array['head-of-standards','overseer','local-policing-body','auditor'] order by c.place
$$;
revoke all on function duties.week from public;
grant execute on function duties.week to candour_staff;
