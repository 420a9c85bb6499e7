-- As before (0089), but that a duty about a matter is held by nobody tied to anybody in it.
create or replace function duties.may_hold(p_candidate uuid, p_holder uuid, p_duty duties.duty, p_day date) returns boolean language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  with ties as (select t.counterpart, t.why from people.ties_of(p_candidate, p_day) t),
  about as (select unnest(access.concerned(p_duty.about, p_day)) as id where p_duty.about is not null),
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
