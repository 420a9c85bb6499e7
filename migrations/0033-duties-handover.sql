-- People whose line changed in this very act to another supervisor than before, and whose ledger nobody has been sent yet.
-- Whoever is at the keyboard may be walled from the duties about them, so this is asked as the house.
create function duties.movers_to_hand_over(p_persons uuid[], p_at timestamptz, p_today date) returns table (person uuid, supervisor uuid)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select distinct l.person, l.supervisor from people.line l
  where l.person = any (p_persons) and l.recorded_at = p_at and l.replaces is null and coalesce(l.valid_to, 'infinity') >= p_today
    and exists (select 1 from people.line o where o.person = l.person and o.supervisor <> l.supervisor and o.recorded_at <= l.recorded_at
      and coalesce(o.valid_from, '-infinity') < coalesce(l.valid_from, 'infinity'))
    and not exists (select 1 from duties.duty d where d.about = l.person and d.kind = 'clock:handover-accept' and d.recorded_at = p_at)
$$;
revoke all on function duties.movers_to_hand_over from public;
grant execute on function duties.movers_to_hand_over to candour_staff, candour_clerks;
