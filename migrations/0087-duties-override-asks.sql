-- What somebody stopped by a wall asks for, before a second person outside both chains answers.
create table duties.override_ask (
  id uuid primary key,
  duty uuid not null,
  person uuid not null,
  subject uuid not null,
  reach text not null check (reach in ('record', 'matter')),
  matter text,
  purpose text not null,
  reason text not null check (length(btrim(reason)) >= 15),
  until date not null,
  recorded_at timestamptz not null,
  recorded_by uuid,
  salt bytea not null,
  check (person <> subject),
  check (person = recorded_by),
  check ((reach = 'matter') = (matter is not null))
);
comment on table duties.override_ask is 'A request to be let through a wall: to which record, for what, until when. Nothing is open until the duty is answered.';
create index override_ask_duty on duties.override_ask (duty);
create index override_ask_person on duties.override_ask (person);

select ledger.protect('duties.override_ask'::regclass);
alter table duties.override_ask enable row level security;
alter table duties.override_ask force row level security;
create policy owner_all on duties.override_ask to candour_owner using (true) with check (true);
create policy clerks_read on duties.override_ask for select to candour_clerks, candour_auditor using (true);
create policy clerks_write on duties.override_ask for insert to candour_clerks with check (true);
grant select, insert on duties.override_ask to candour_clerks, candour_staff;
grant select on duties.override_ask to candour_auditor;
create policy staff_read on duties.override_ask for select to candour_staff
  using (person = access.actor() or exists (select 1 from duties.duty d where d.id = override_ask.duty));
create policy staff_write on duties.override_ask for insert to candour_staff with check (recorded_by = access.actor());

-- Whoever asks sees that they asked and what was answered, though a wall keeps the person from them.
drop policy staff_read on duties.duty;
create policy staff_read on duties.duty for select to candour_staff using (
  (about is null or not (about = any ((select access.my_walls())::uuid[])) or ladder @> jsonb_build_array(jsonb_build_object('person', access.actor()))
    or (kind = 'wall:override' and owed_to_person = access.actor()))
  and case when covert_list is not null then covert_list = any ((select access.my_covert_lists())::uuid[])
    else visibility = any ((select access.my_classes())::text[]) or ladder @> jsonb_build_array(jsonb_build_object('person', access.actor()))
      or (kind = 'wall:override' and owed_to_person = access.actor()) end
);
