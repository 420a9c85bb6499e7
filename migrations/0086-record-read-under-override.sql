-- The one matter that an override names, with what was said of it later. Others in it whom the reader is walled from keep it shut.
create function record.my_let_through() returns uuid[] language sql stable security definer set search_path = pg_catalog, pg_temp as $$
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
$$;
revoke all on function record.my_let_through from public;
grant execute on function record.my_let_through to candour_staff, candour_clerks;

-- As before, but that an override of the reader's takes a wall off what is not covert.
drop policy staff_read on record.entry;
create policy staff_read on record.entry for select to candour_staff using (
  case visibility
    when 'covert' then covert_list = any ((select access.my_covert_lists())::uuid[]) and not (involved && (select access.my_walls())::uuid[])
    else visibility = any ((select access.my_classes())::text[])
      and (visibility = 'open' or not (involved && (select access.my_walls_left())::uuid[]) or id = any ((select record.my_let_through())::uuid[]))
  end
);

-- The tray is for acting: an override, which is for reading, does not open it.
drop policy staff_read on record.unplaced;
create policy staff_read on record.unplaced for select to candour_staff using (
  exists (select 1 from record.entry e where e.id = entry and (e.visibility = 'open' or not (e.involved && (select access.my_walls())::uuid[])))
);
