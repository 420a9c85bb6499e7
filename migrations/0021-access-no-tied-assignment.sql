-- A task about somebody is never given to a person tied to them, whichever page or command asks for it.
create function access.is_tied(p_person uuid, p_subject uuid) returns boolean language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select exists (select 1 from people.ties_of(p_person, access.today()) t
    where t.counterpart = any (people.cluster(p_subject, access.today())))
$$;
comment on function access.is_tied is 'Declared, found and computed ties, shared postings, line: the wall as it stands today.';
revoke all on function access.is_tied from public;
grant execute on function access.is_tied to candour_staff, candour_clerks;
create policy no_tied_assignment on access.assignment as restrictive for insert to candour_staff
  with check (ends is not null or not access.is_tied(person, subject));
