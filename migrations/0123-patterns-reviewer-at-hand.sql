-- Whom each question names, as a column computed from what was asked: counting everybody's open questions, for the next one to go
-- to whoever has fewest, took most of the time of raising a signal.
alter table patterns.firing add column reviewer uuid generated always as ((detail -> 'asked' ->> 'reviewer')::uuid) stored;
create index firing_reviewer on patterns.firing (reviewer, duty) where covert_list is null and duty is not null;
create or replace function patterns.reviewer_load() returns table (reviewer uuid, open bigint)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select f.reviewer, count(distinct f.duty)
  from patterns.firing f
  where f.covert_list is null and f.duty is not null and f.reviewer is not null
    and not exists (select 1 from patterns.firing n where n.supersedes = f.id)
    and not exists (select 1 from duties.answer a where a.duty = f.duty)
  group by 1
$$;
