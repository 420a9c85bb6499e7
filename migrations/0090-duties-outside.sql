-- Where everybody here is tied, somebody outside names who decides: no duty is left that nobody can see.
create table duties.outside_ask (
  id uuid primary key,
  duty uuid not null,
  waits uuid not null,
  needs text not null,
  recorded_at timestamptz not null,
  recorded_by uuid,
  salt bytea not null
);
comment on table duties.outside_ask is 'duty asks the local policing body to name somebody for the duty that waits. It says what they must be able to read and names nobody.';
create index outside_ask_duty on duties.outside_ask (duty);
create index outside_ask_waits on duties.outside_ask (waits);

select ledger.protect('duties.outside_ask'::regclass);
alter table duties.outside_ask enable row level security;
alter table duties.outside_ask force row level security;
create policy owner_all on duties.outside_ask to candour_owner using (true) with check (true);
create policy clerks_read on duties.outside_ask for select to candour_clerks, candour_auditor using (true);
create policy clerks_write on duties.outside_ask for insert to candour_clerks with check (true);
grant select, insert on duties.outside_ask to candour_clerks, candour_staff;
grant select on duties.outside_ask to candour_auditor;
create policy staff_read on duties.outside_ask for select to candour_staff using (exists (select 1 from duties.duty d where d.id = outside_ask.duty));
create policy staff_write on duties.outside_ask for insert to candour_staff with check (recorded_by is not distinct from access.actor());

-- The duty that waits, for whoever is asked to name somebody: they give it a holder and read nothing of it themselves.
create function duties.waiting_behind(p_outside uuid) returns setof duties.duty language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select w.* from duties.outside_ask o join duties.duty w on w.id = o.waits
  where o.duty = p_outside and w.covert_list is null and access.my_roles() && array['local-policing-body', 'overseer']
    and not exists (select 1 from duties.answer a where a.duty in (w.id, p_outside)) and not exists (select 1 from duties.duty r where r.replaces = w.id)
$$;
-- Whether somebody may be named for it: cleared, here, untied to whoever it is about and to whoever asked.
create function duties.may_be_named(p_candidate uuid, p_outside uuid) returns boolean language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce(bool_or(duties.may_hold(p_candidate, '00000000-0000-0000-0000-000000000000', w, access.today())
    and (w.visibility in ('open') or w.visibility = any (access.classes_of((select array_agg(g.role) from access.role_standing g
      where g.person = p_candidate and g.valid_from <= access.today() and coalesce(g.valid_to, 'infinity') >= access.today()))))), false)
  from duties.waiting_behind(p_outside) w
$$;
-- Everybody who was asked by name before, in a duty and those that it replaced.
create function duties.asked_before(p_duty uuid) returns uuid[] language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  with recursive chain(id) as (
    select p_duty union select d.replaces from chain c join duties.duty d on d.id = c.id where d.replaces is not null
  )
  select coalesce(array_agg(distinct (r ->> 'person')::uuid), '{}') from chain c join duties.duty d on d.id = c.id, jsonb_array_elements(d.ladder) r where r ? 'person'
$$;

-- What ties that somebody declared in this very act do to those who could read their record. Asked as the house: whoever declares
-- them sees neither tasks nor duties about themselves.
create function duties.tie_alarm(p_person uuid, p_at timestamptz, p_today date)
returns table (declared_now bigint, declared bigint, readers bigint, readers_walled bigint, readers_declared bigint, assessors_left bigint, after_work bigint, asked_already bigint)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  with mine as (select unnest(people.cluster(p_person, p_today)) as id),
  ties as (select t.counterpart, t.why from people.ties_of(p_person, p_today) t),
  now_declared as (
    select distinct t.counterpart from people.tie t join mine on mine.id = t.person where t.declared and t.recorded_at = p_at and t.replaces is null
  ),
  standing as (
    select distinct t.counterpart from people.tie_standing t join mine on mine.id = t.person join people.subject s on s.id = t.counterpart and s.kind = 'person'
    where t.declared and coalesce(t.valid_to, 'infinity') >= p_today
  ),
  holders as (
    select g.person, bool_or(g.role in ('assessor', 'head-of-standards')) as assesses from access.role_standing g
    where g.role in ('assessor', 'investigator', 'specialist-investigator', 'reviewer', 'vetting-officer', 'head-of-standards')
      and g.valid_from <= p_today and coalesce(g.valid_to, 'infinity') >= p_today and g.person not in (select id from mine)
    group by g.person
  ),
  at_work as (
    select a.person from access.assignment a join mine on mine.id = a.subject where a.ends is null and a.recorded_at < p_at
      and not exists (select 1 from access.assignment e where e.ends = a.id) and coalesce(a.valid_to, 'infinity') >= p_today
    union
    select (r ->> 'person')::uuid from duties.duty d join mine on mine.id = d.about, jsonb_array_elements(d.ladder) r
    where r ? 'person' and d.covert_list is null and d.recorded_at < p_at
      and not exists (select 1 from duties.answer x where x.duty = d.id) and not exists (select 1 from duties.duty y where y.replaces = d.id)
  )
  select (select count(*) from now_declared), (select count(*) from standing), (select count(*) from holders),
    (select count(*) from holders h where h.person in (select counterpart from ties)),
    (select count(*) from holders h where h.person in (select counterpart from standing)),
    (select count(*) from holders h where h.assesses and h.person not in (select counterpart from ties)),
    (select count(*) from now_declared n where n.counterpart in (select person from at_work)),
    (select count(*) from duties.duty d join mine on mine.id = d.about where d.kind = 'review:no-assessor'
      and not exists (select 1 from duties.answer x where x.duty = d.id) and not exists (select 1 from duties.duty y where y.replaces = d.id))
$$;
revoke all on function duties.waiting_behind, duties.may_be_named, duties.asked_before, duties.tie_alarm from public;
grant execute on function duties.waiting_behind, duties.may_be_named, duties.asked_before, duties.tie_alarm to candour_staff, candour_clerks;

-- How many duties about people are owed by nobody who could see them: roles that nobody holds, or whose holders are all tied.
create function duties.unreachable(p_day date) returns bigint language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select count(*) from duties.duty d
  where d.covert_list is null and not exists (select 1 from duties.answer a where a.duty = d.id) and not exists (select 1 from duties.duty r where r.replaces = d.id)
    and not exists (select 1 from duties.outside_ask o where o.waits = d.id)
    and not exists (select 1 from jsonb_array_elements(d.ladder) r where r ? 'person')
    and not exists (
      select 1 from jsonb_array_elements(d.ladder) r join access.role_standing g on g.role = r ->> 'role'
      where g.valid_from <= p_day and coalesce(g.valid_to, 'infinity') >= p_day
        and (d.about is null or not exists (select 1 from people.ties_of(g.person, p_day) t where t.counterpart = d.about)))
$$;
revoke all on function duties.unreachable from public;
grant execute on function duties.unreachable to candour_staff, candour_clerks, candour_auditor;

-- Whether a duty was given to somebody else since: whoever held it may not see to whom.
create function duties.is_replaced(p_duty uuid) returns boolean language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select exists (select 1 from duties.duty r where r.replaces = p_duty)
$$;
revoke all on function duties.is_replaced from public;
grant execute on function duties.is_replaced to candour_staff, candour_clerks;
