-- Wall overrides: somebody stopped by a wall is let through for a stated purpose, by a second person whom the wall does not
-- stop, until a day. It opens reading only, never one's own record and never anything covert, and ends by itself.
create table access.wall_override (
  id uuid primary key,
  person uuid not null,
  subject uuid not null,
  entry uuid,
  purpose text not null,
  reason text not null check (length(btrim(reason)) >= 15),
  valid_from date not null,
  valid_to date not null,
  ends uuid,
  decided_by uuid not null,
  recorded_at timestamptz not null,
  recorded_by uuid,
  salt bytea not null,
  check (person <> subject),
  check (ends is not null or (decided_by <> person and decided_by <> subject)),
  check (valid_to between valid_from and valid_from + 92)
);
comment on table access.wall_override is 'Who is let through the wall around whom, for what, until when. entry: that matter only. A row with `ends` ends an earlier one before its day.';
create index wall_override_person on access.wall_override (person);
create index wall_override_subject on access.wall_override (subject);
create index wall_override_ends on access.wall_override (ends) where ends is not null;

select ledger.protect('access.wall_override'::regclass);
alter table access.wall_override enable row level security;
alter table access.wall_override force row level security;
create policy owner_all on access.wall_override to candour_owner using (true) with check (true);
create policy clerks_read on access.wall_override for select to candour_clerks, candour_auditor using (true);
create policy clerks_write on access.wall_override for insert to candour_clerks with check (true);
grant select, insert on access.wall_override to candour_clerks, candour_staff;
grant select on access.wall_override to candour_auditor;

-- The reader, whoever let them through, and those who keep watch, unless walled themselves.
create policy staff_read on access.wall_override for select to candour_staff using (
  person = access.actor() or decided_by = access.actor()
  or ((select access.my_roles()) && array['head-of-standards','overseer','auditor'] and not (subject = any ((select access.my_walls())::uuid[])))
);
create function access.may_end_override(p_id uuid, p_person uuid, p_subject uuid) returns boolean language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select exists (select 1 from access.wall_override o where o.id = p_id and o.ends is null and o.person = p_person and o.subject = p_subject
    and (access.actor() in (o.person, o.decided_by)
      or access.my_roles() && array['head-of-standards','overseer','auditor'] and not (o.subject = any (access.my_walls()))))
$$;
revoke all on function access.may_end_override from public;
grant execute on function access.may_end_override to candour_staff, candour_clerks;
-- The last wall: nobody lets themselves through, nobody whom the same wall stops lets anybody through, nobody is let through to
-- their own record. Whoever may see one may end it.
create policy staff_write on access.wall_override for insert to candour_staff with check (
  recorded_by = access.actor() and decided_by = access.actor()
  and case when ends is not null
    then access.may_end_override(ends, person, subject)
    else person <> access.actor() and not access.is_tied(access.actor(), subject) and not access.is_tied(access.actor(), person)
      and not (person = any (people.cluster(subject, access.today()))) end
);

-- What the person at the keyboard is let through to today. Never their own record, under whichever number.
create function access.my_overrides() returns table (subject uuid, entry uuid) language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select o.subject, o.entry from access.wall_override o
  where o.person = access.actor() and o.ends is null and access.today() between o.valid_from and o.valid_to
    and not exists (select 1 from access.wall_override e where e.ends = o.id)
    and not (access.actor() = any (people.cluster(o.subject, access.today())))
$$;
-- The walls that are left for reading the record once overrides of a whole record are taken off. Whatever is covert, and every
-- act, goes by access.my_walls().
create function access.my_walls_left() returns uuid[] language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  with lifted as (
    select m.id from access.my_overrides() o cross join lateral unnest(people.cluster(o.subject, access.today())) m(id) where o.entry is null
  )
  select coalesce(array_agg(w.id), '{}') from unnest(access.my_walls()) w(id) where not exists (select 1 from lifted l where l.id = w.id)
$$;
revoke all on function access.my_overrides, access.my_walls_left from public;
grant execute on function access.my_overrides, access.my_walls_left to candour_staff, candour_clerks;
