-- A frozen page holds what its reader was allowed to see. Somebody else may open it only if they may see every entry in it today:
-- a copy must not be the way round a class, a wall or a covert list.
create function record.sees_entries(ids jsonb) returns boolean language sql stable as $$
  select ids is null or (select count(*) from record.entry e where e.id in (select x::uuid from jsonb_array_elements_text(ids) x))
    = jsonb_array_length(ids)
$$;
revoke all on function record.sees_entries from public;
grant execute on function record.sees_entries to candour_staff;
drop policy staff_read on record.snapshot;
create policy staff_read on record.snapshot for select to candour_staff using (
  not (subject = any ((select access.my_walls())::uuid[]))
  and (viewer = access.actor() or (select access.my_roles()) && array['head-of-standards','overseer','auditor'])
  and record.sees_entries(case when jsonb_typeof(content -> 'entries') = 'array' and jsonb_typeof(content -> 'entries' -> 0) = 'string' then content -> 'entries' end)
);
