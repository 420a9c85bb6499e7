-- Absence and deputies. Who holds a duty today is computed from these rows, the line and today; nothing is moved by a job, and
-- on the day of return everything stands as it did.
create table duties.absence (
  id uuid primary key,
  person uuid not null,
  deputy uuid,
  absent_from date not null,
  absent_to date not null,
  ends uuid,
  recorded_at timestamptz not null,
  recorded_by uuid,
  salt bytea not null,
  check (absent_to between absent_from and absent_from + 366),
  check (deputy is null or deputy <> person)
);
comment on table duties.absence is 'Somebody is away from a day to a day, and who stands in. Never why. A row with `ends` brings them back on its absent_from.';
create index absence_person on duties.absence (person);
create index absence_deputy on duties.absence (deputy) where deputy is not null;
create index absence_ends on duties.absence (ends) where ends is not null;

select ledger.protect('duties.absence'::regclass);
alter table duties.absence enable row level security;
alter table duties.absence force row level security;
create policy owner_all on duties.absence to candour_owner using (true) with check (true);
create policy clerks_read on duties.absence for select to candour_clerks, candour_auditor using (true);
create policy clerks_write on duties.absence for insert to candour_clerks with check (true);
grant select, insert on duties.absence to candour_clerks, candour_staff;
grant select on duties.absence to candour_auditor;

-- Whether the first stands anywhere above the second in the line on the day.
create function duties.is_above(p_above uuid, p_person uuid, p_day date) returns boolean language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  with recursive up(id, depth) as (
    select unnest(people.cluster(p_person, p_day)), 0
    union select l.supervisor, u.depth + 1 from up u join people.line_standing l on l.person = u.id
      where u.depth < 12 and coalesce(l.valid_from, '-infinity') <= p_day and coalesce(l.valid_to, 'infinity') >= p_day
  ) select exists (select 1 from up where depth > 0 and id = p_above)
$$;
-- Who is away and who stands in is known inside the house. Their own, or somebody's in their line, is what each may write.
create policy staff_read on duties.absence for select to candour_staff using (access.actor() is not null);
create policy staff_write on duties.absence for insert to candour_staff
  with check (recorded_by = access.actor() and (person = access.actor() or duties.is_above(access.actor(), person, access.today())));

create function duties.away_until(p_person uuid, p_day date) returns date language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select max(a.absent_to) from duties.absence a where a.person = p_person and a.ends is null and p_day between a.absent_from and a.absent_to
    and not exists (select 1 from duties.absence e where e.ends = a.id and e.absent_from <= p_day)
$$;
create function duties.deputy_of(p_person uuid, p_day date) returns uuid language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select a.deputy from duties.absence a where a.person = p_person and a.ends is null and p_day between a.absent_from and a.absent_to
    and not exists (select 1 from duties.absence e where e.ends = a.id and e.absent_from <= p_day)
  order by a.recorded_at desc, a.id limit 1
$$;
create function duties.supervisor_of(p_person uuid, p_day date) returns uuid language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select l.supervisor from people.line_standing l where l.person = p_person
    and coalesce(l.valid_from, '-infinity') <= p_day and coalesce(l.valid_to, 'infinity') >= p_day
  order by l.valid_from desc nulls last, l.recorded_at desc, l.id limit 1
$$;
-- Whether somebody may hold a duty of another's. Where its holder stands outside, so must whoever stands in; where its holder is in
-- the line of whom it is about, a tie of their own still stops them. Never whoever asked for it, nor anybody tied to them.
create function duties.may_hold(p_candidate uuid, p_holder uuid, p_duty duties.duty, p_day date) returns boolean language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  with ties as (select t.counterpart, t.why from people.ties_of(p_candidate, p_day) t),
  about as (select unnest(people.cluster(p_duty.about, p_day)) as id where p_duty.about is not null),
  roles as (select coalesce(array_agg(g.role), '{}') as held from access.role_standing g
    where g.person = p_candidate and g.valid_from <= p_day and coalesce(g.valid_to, 'infinity') >= p_day)
  select p_candidate is not null and duties.away_until(p_candidate, p_day) is null
    and not exists (select 1 from ties t join about a on a.id = t.counterpart
      where t.why in ('declared tie', 'found tie', 'self')
        or not exists (select 1 from people.ties_of(p_holder, p_day) h join about b on b.id = h.counterpart))
    and not p_candidate = any (coalesce((select array_agg(id) from about), '{}'))
    and (p_duty.owed_to_person is null or (p_candidate <> p_duty.owed_to_person and not exists (select 1 from ties t where t.counterpart = p_duty.owed_to_person)))
    and (p_duty.visibility in ('open', 'guarded') or p_duty.visibility = any (access.classes_of((select held from roles))))
    and (p_duty.kind not like 'signal:%' or (select held from roles) && array['reviewer', 'head-of-standards', 'overseer', 'custodian'])
$$;
-- Who holds what an absent person owes: their deputy, the deputy's deputy, then up the line; the first who may.
create function duties.stand_in(p_holder uuid, p_duty duties.duty, p_day date) returns uuid language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  with one as (select duties.deputy_of(p_holder, p_day) as deputy, duties.supervisor_of(p_holder, p_day) as above),
  asked(candidate, place) as (
    select deputy, 1 from one
    union all select duties.deputy_of(deputy, p_day), 2 from one
    union all select above, 3 from one
    union all select duties.deputy_of(above, p_day), 4 from one
    union all select duties.supervisor_of(above, p_day), 5 from one
  )
  select a.candidate from asked a where a.candidate is not null and a.candidate <> p_holder and duties.may_hold(a.candidate, p_holder, p_duty, p_day)
  order by a.place limit 1
$$;
-- A duty's ladder as it stands on a day. Where nobody near may hold it, it is the head of standards', or the overseer's where
-- every one of them is tied or away. A covert duty stays with its list.
create function duties.ladder_on(p_duty duties.duty, p_day date) returns jsonb language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select jsonb_agg(
    case when p_duty.covert_list is not null or r.until is null then r.rung
      when r.stand_in is not null then r.rung || jsonb_build_object('person', r.stand_in, 'for', r.rung ->> 'person', 'until', r.until)
      else (r.rung - 'person') || jsonb_build_object('for', r.rung ->> 'person', 'until', r.until, 'role',
        case when p_duty.visibility = 'sealed' then 'custodian'
          when exists (select 1 from access.role_standing g where g.role = 'head-of-standards' and g.valid_from <= p_day and coalesce(g.valid_to, 'infinity') >= p_day
            and duties.may_hold(g.person, r.holder, p_duty, p_day)) then 'head-of-standards' else 'overseer' end) end
    order by r.place)
  from (
    select e.rung, e.place, (e.rung ->> 'person')::uuid as holder, w.until,
      case when w.until is not null and p_duty.covert_list is null then duties.stand_in((e.rung ->> 'person')::uuid, p_duty, p_day) end as stand_in
    from jsonb_array_elements(p_duty.ladder) with ordinality e(rung, place)
    left join lateral (select duties.away_until((e.rung ->> 'person')::uuid, p_day) as until) w on e.rung ? 'person'
  ) r
$$;
create function duties.away_on(p_day date) returns uuid[] language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce(array_agg(distinct a.person), '{}') from duties.absence a where a.ends is null and p_day between a.absent_from and a.absent_to
    and not exists (select 1 from duties.absence e where e.ends = a.id and e.absent_from <= p_day)
$$;
-- The people away today whose duties may have come to whoever is at the keyboard.
create function duties.i_cover() returns uuid[] language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce(array_agg(p.id), '{}') from unnest(duties.away_on(access.today())) p(id)
  cross join lateral (select duties.deputy_of(p.id, access.today()) as deputy, duties.supervisor_of(p.id, access.today()) as above) n
  where access.actor() in (n.deputy, n.above, duties.deputy_of(n.deputy, access.today()), duties.deputy_of(n.above, access.today()), duties.supervisor_of(n.above, access.today()))
$$;
create function duties.names_any(p_ladder jsonb, p_people uuid[]) returns boolean language sql immutable as $$
  select cardinality(p_people) > 0 and exists (select 1 from jsonb_array_elements(p_ladder) r where (r ->> 'person')::uuid = any (p_people))
$$;

drop policy staff_read on duties.duty;
create policy staff_read on duties.duty for select to candour_staff using (
  case when covert_list is not null then covert_list = any ((select access.my_covert_lists())::uuid[])
      and (about is null or not (about = any ((select access.my_walls())::uuid[])) or ladder @> jsonb_build_array(jsonb_build_object('person', access.actor())))
    else (visibility = any ((select access.my_classes())::text[]) and (about is null or not (about = any ((select access.my_walls())::uuid[]))))
      or ladder @> jsonb_build_array(jsonb_build_object('person', access.actor()))
      or (kind = 'wall:override' and owed_to_person = access.actor())
      or (duties.names_any(ladder, (select duties.i_cover())::uuid[])
        and duties.ladder_on(duty, access.today()) @> jsonb_build_array(jsonb_build_object('person', access.actor()))) end
);

-- Duties with their ladder as it stands today, and as it was raised.
create view duties.duty_today with (security_invoker = true) as
  select d.id, d.kind, d.title, d.about, d.entry, d.visibility, d.covert_list, d.owed_to_person, d.owed_to_role,
    case when duties.names_any(d.ladder, (select duties.away_on(access.today()))) then duties.ladder_on(d, access.today()) else d.ladder end as ladder,
    d.ladder as raised_ladder, d.consequence, d.raised_on, d.replaces, d.recorded_at, d.recorded_by
  from duties.duty d;
revoke all on function duties.is_above, duties.away_until, duties.deputy_of, duties.supervisor_of, duties.may_hold, duties.stand_in,
  duties.ladder_on, duties.away_on, duties.i_cover, duties.names_any from public;
grant execute on function duties.is_above, duties.away_until, duties.deputy_of, duties.supervisor_of, duties.may_hold, duties.stand_in,
  duties.ladder_on, duties.away_on, duties.i_cover, duties.names_any to candour_staff, candour_clerks, candour_auditor;
grant select on duties.duty_today to candour_staff, candour_clerks, candour_auditor;
