-- Who is in a matter: a wall around one of them is a wall around the matter and everything that hangs on it.
create table access.matter_party (
  id uuid primary key,
  matter uuid not null,
  person uuid not null,
  recorded_at timestamptz not null,
  recorded_by uuid,
  salt bytea not null,
  check (matter <> person)
);
comment on table access.matter_party is 'Both sides of a matter. No face reads it: it is only weighed.';
create index matter_party_person on access.matter_party (person);
create index matter_party_matter on access.matter_party (matter);

select ledger.protect('access.matter_party'::regclass);
alter table access.matter_party enable row level security;
alter table access.matter_party force row level security;
create policy owner_all on access.matter_party to candour_owner using (true) with check (true);
create policy clerks_read on access.matter_party for select to candour_clerks, candour_auditor using (true);
create policy clerks_write on access.matter_party for insert to candour_clerks with check (true);
create policy staff_write on access.matter_party for insert to candour_staff with check (recorded_by = access.actor());
grant select, insert on access.matter_party to candour_clerks;
grant select on access.matter_party to candour_auditor;
grant insert on access.matter_party to candour_staff;

-- As before (0122), and the matters that any of them is in.
create or replace function access.my_walls() returns uuid[] language plpgsql stable security definer
set search_path = pg_catalog, pg_temp as $$
begin
  return (
    with walled as materialized (
      select distinct m.id
      from people.ties_of(access.actor(), access.today()) t
      cross join lateral unnest(
        case when exists (select 1 from people.identity_decision d where t.counterpart in (d.person, d.into_person))
          then people.cluster(t.counterpart, access.today()) else array[t.counterpart] end
      ) m(id)
    )
    select coalesce(array_agg(distinct w.id), '{}') from (
      select id from walled
      union all select p.matter from walled join access.matter_party p on p.person = walled.id
    ) w(id)
  );
end $$;

-- Everybody concerned in what an id names: of a matter both sides, of a person all their records.
create function access.concerned(p_subject uuid, p_day date) returns uuid[] language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce(
    (select array_agg(distinct c.id) from access.matter_party p cross join lateral unnest(people.cluster(p.person, p_day)) c(id) where p.matter = p_subject),
    people.cluster(p_subject, p_day))
$$;
comment on function access.concerned is 'Whose ties stand in the way of a task or a duty about the subject.';
revoke all on function access.concerned from public;
grant execute on function access.concerned to candour_staff, candour_clerks, candour_auditor;

-- A task in a matter is never given to a person tied to anybody in it.
create or replace function access.is_tied(p_person uuid, p_subject uuid) returns boolean language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select exists (select 1 from people.ties_of(p_person, access.today()) t
    where t.counterpart = any (access.concerned(p_subject, access.today())))
$$;
