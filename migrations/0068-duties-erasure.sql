-- Erasing takes two people: one orders it under a rule, a second outside every line agrees. A legal hold beats both.
create table duties.erasure_order (
  id uuid primary key,
  scope text not null check (scope in ('record', 'person')),
  target uuid not null,
  about uuid,
  rule text not null,
  authority text not null check (length(btrim(authority)) >= 3),
  reason text not null check (length(btrim(reason)) >= 15),
  duty uuid not null,
  visibility text not null,
  covert_list uuid,
  proposed_by uuid not null,
  proposed_on date not null,
  recorded_at timestamptz not null,
  recorded_by uuid not null,
  salt bytea not null
);
comment on table duties.erasure_order is 'What is to be erased, under which rule and on whose authority. Nothing goes before the duty is answered with agreement.';
create index erasure_order_duty on duties.erasure_order (duty);

create table duties.legal_hold (
  id uuid primary key,
  scope text not null check (scope in ('record', 'person')),
  target uuid not null,
  about uuid,
  reason text not null check (length(btrim(reason)) >= 15),
  owner uuid not null,
  review_on date not null,
  ends uuid,
  visibility text not null,
  covert_list uuid,
  recorded_at timestamptz not null,
  recorded_by uuid not null,
  salt bytea not null
);
comment on table duties.legal_hold is 'What must not be erased: why, who answers for it, and when it is looked at again. A row with ends ends an earlier one.';
create index legal_hold_target on duties.legal_hold (target);
create index legal_hold_ends on duties.legal_hold (ends) where ends is not null;

do $$ declare t text; begin
  foreach t in array array['erasure_order', 'legal_hold'] loop
    perform ledger.protect(('duties.' || t)::regclass);
    execute format('alter table duties.%I enable row level security', t);
    execute format('alter table duties.%I force row level security', t);
    execute format('create policy owner_all on duties.%I to candour_owner using (true) with check (true)', t);
    execute format('create policy clerks_read on duties.%I for select to candour_clerks, candour_auditor, candour_eraser using (true)', t);
    execute format('create policy clerks_write on duties.%I for insert to candour_clerks with check (true)', t);
    execute format('create policy staff_read on duties.%I for select to candour_staff using (
      not (target = any ((select access.my_walls())::uuid[])) and (about is null or not (about = any ((select access.my_walls())::uuid[])))
      and case when covert_list is not null then covert_list = any ((select access.my_covert_lists())::uuid[])
        else visibility = any ((select access.my_classes())::text[]) or (select access.my_roles()) && array[''auditor''] end)', t);
    execute format('create policy staff_write on duties.%I for insert to candour_staff with check (recorded_by = access.actor())', t);
    execute format('grant select, insert on duties.%I to candour_clerks, candour_staff', t);
    execute format('grant select on duties.%I to candour_auditor, candour_eraser', t);
  end loop;
end $$;
create policy own_order on duties.erasure_order as restrictive for insert to candour_staff with check (proposed_by = access.actor());

-- Holds that stand and that reach anything of this record or person, whoever is at the keyboard; covert ones stop the eraser and
-- are told to their list alone.
create function duties.holds_on(p_scope text, p_target uuid) returns table (hold uuid, owner uuid, review_on date)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  with reached as (
    select r.erased_object as id from seal.reach(p_scope, p_target) r where r.erased_table = 'record.entry'
    union select p_target
  ), persons as (
    select unnest(e.involved) as id from record.entry e where e.id in (select id from reached)
    union select u from unnest(case when p_scope = 'person' then people.cluster(p_target, 'infinity') end) u
  ), standing as (
    select h.* from duties.legal_hold h where h.ends is null and not exists (select 1 from duties.legal_hold n where n.ends = h.id)
      and (h.covert_list is null or session_user <> 'candour_staff' or h.covert_list = any (access.my_covert_lists()))
  )
  select h.id, h.owner, h.review_on from standing h
  where h.scope = 'record' and (h.target in (select id from reached)
      or exists (select 1 from seal.matter_of(h.target) m where m.id in (select id from reached))
      or p_scope = 'person' and exists (select 1 from record.entry e where e.id = h.target and e.involved && (select array_agg(id) from persons)))
    or h.scope = 'person' and exists (select 1 from persons p where p.id = any (people.cluster(h.target, 'infinity')))
$$;

-- What an order would reach, as counts by table. Covert rows are told to their list alone.
create function duties.erasure_reach(p_scope text, p_target uuid) returns table (erased_table text, rows bigint)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select r.erased_table, count(*) from seal.reach(p_scope, p_target) r
  where r.covert_list is null or r.covert_list = any (access.my_covert_lists()) group by 1 order by 1
$$;

-- What still waits to be done about it.
create function duties.open_about(p_scope text, p_target uuid) returns bigint
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select count(*) from duties.duty d
  where (d.covert_list is null or session_user <> 'candour_staff' or d.covert_list = any (access.my_covert_lists()))
    and d.entry in (select r.erased_object from seal.reach(p_scope, p_target) r where r.erased_table = 'record.entry')
    and not exists (select 1 from duties.answer a where a.duty = d.id) and not exists (select 1 from duties.duty n where n.replaces = d.id)
$$;

-- Orders that a second person agreed to and of which nothing has been erased yet.
create function duties.agreed_erasures() returns table (id uuid, scope text, target uuid, rule text, authority text, proposed_by uuid, second_person uuid, covert_list uuid)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select o.id, o.scope, o.target, o.rule, o.authority, o.proposed_by, a.answered_by, o.covert_list
  from duties.erasure_order o join lateral (
    with recursive chain(id) as (select o.duty union select d.id from chain c join duties.duty d on d.replaces = c.id)
    select a.* from duties.answer a join chain c on c.id = a.duty where a.outcome = 'agreed'
  ) a on a.answered_by <> o.proposed_by
  where not exists (select 1 from ledger.erasure e where e.ordered_by = o.id)
  order by o.recorded_at, o.id
$$;
revoke all on function duties.holds_on, duties.erasure_reach, duties.open_about, duties.agreed_erasures from public;
grant usage on schema duties to candour_eraser;
grant execute on function duties.holds_on, duties.erasure_reach, duties.open_about to candour_staff, candour_clerks, candour_eraser;
grant execute on function duties.agreed_erasures to candour_clerks, candour_eraser;
