-- The tray by hand: the projection follows a placement and its undoing, whoever is at the keyboard, and only as far as the
-- append-only rows justify it.

-- What the rows say about one person in one part of one entry: the line that record.rebuilt_involvement() would give, or none.
create function record.justified_involvement(p_subject uuid, p_entry uuid, p_role text)
returns table (known_on date, visibility text, covert_list uuid) language sql stable set search_path = pg_catalog, pg_temp as $$
  select i.known_on, i.visibility, i.covert_list from (
    select e.known_on, e.visibility, e.covert_list, e.recorded_at
      from record.entry e, jsonb_array_elements(e.parties) p
      where e.id = p_entry and (p ->> 'subject')::uuid = p_subject and p ->> 'role' = p_role
    union all
    select greatest(e.known_on, pl.known_on), e.visibility, e.covert_list, pl.recorded_at
      from record.placement pl join record.unplaced u on u.id = pl.unplaced join record.entry e on e.id = u.entry
      where pl.person = p_subject and u.entry = p_entry and u.role = p_role
        and not exists (select 1 from record.placement t where t.undoes = pl.id)
  ) i order by i.recorded_at, i.known_on limit 1
$$;

-- Carries a placement into the projection.
create function record.project_placement(p_placement uuid) returns void language sql security definer set search_path = pg_catalog, pg_temp as $$
  insert into record.involvement (subject, entry, role, known_on, visibility, covert_list)
  select pl.person, u.entry, u.role, j.known_on, j.visibility, j.covert_list
  from record.placement pl join record.unplaced u on u.id = pl.unplaced
    cross join lateral record.justified_involvement(pl.person, u.entry, u.role) j
  where pl.id = p_placement and pl.person is not null
  on conflict do nothing
$$;

-- Takes an undone placement out of the projection, and puts back what other rows still justify. Does nothing for one that stands.
create function record.remove_involvement(p_placement uuid) returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  was record;
begin
  select pl.person, u.entry, u.role into was
  from record.placement pl join record.unplaced u on u.id = pl.unplaced
  where pl.id = p_placement and pl.person is not null and exists (select 1 from record.placement t where t.undoes = pl.id);
  if not found then return; end if;
  delete from record.involvement i where i.subject = was.person and i.entry = was.entry and i.role = was.role;
  insert into record.involvement (subject, entry, role, known_on, visibility, covert_list)
  select was.person, was.entry, was.role, j.known_on, j.visibility, j.covert_list
  from record.justified_involvement(was.person, was.entry, was.role) j;
end $$;

-- Open tray items that carry one of these numbers, whoever is at the keyboard: somebody joined, and the tray is tried again. Ids
-- only; covert ones go by their own list and are tried by hand.
create function record.tray_matches(p_scheme text, p_values text[]) returns table (unplaced uuid, value text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select u.id, u.value from record.unplaced u join record.entry e on e.id = u.entry
  where u.scheme = p_scheme and u.value = any (p_values) and e.visibility <> 'covert'
    and not exists (select 1 from record.placement p where p.unplaced = u.id and p.person is not null
      and not exists (select 1 from record.placement t where t.undoes = p.id))
  order by u.recorded_at, u.id
$$;
revoke all on function record.justified_involvement, record.project_placement, record.remove_involvement, record.tray_matches from public;
grant execute on function record.project_placement, record.remove_involvement, record.tray_matches to candour_staff, candour_clerks;
create index placement_undoes on record.placement (undoes) where undoes is not null;
