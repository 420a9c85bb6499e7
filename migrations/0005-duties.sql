-- Duties: what is owed, by whom, to whom, by when, and what follows when it is late.
create schema duties;
comment on schema duties is 'Duties and their answers. Overdue is computed from these and today; nothing here is ever updated.';

create table duties.duty (
  id uuid primary key,
  kind text not null,
  title text not null,
  about uuid,
  entry uuid,
  visibility text not null,
  covert_list uuid,
  owed_to_person uuid,
  owed_to_role text,
  ladder jsonb not null,
  consequence text not null,
  raised_on date not null,
  replaces uuid,
  recorded_at timestamptz not null,
  recorded_by uuid,
  salt bytea not null
);
comment on column duties.duty.ladder is 'Who owes it, step by step: [{role|person, from, due}] in order. From the day a step is overdue the next one owes it too; the last stays.';
comment on column duties.duty.replaces is 'The same duty given to somebody else, or renewed; the earlier one stands no longer.';
create index duty_about on duties.duty (about);
create index duty_replaces on duties.duty (replaces) where replaces is not null;

create table duties.answer (
  id uuid primary key,
  duty uuid not null,
  outcome text not null,
  reason text not null check (length(btrim(reason)) >= 10),
  detail jsonb,
  snapshot uuid,
  answered_on date not null,
  answered_by uuid,
  second_person uuid,
  recorded_at timestamptz not null,
  recorded_by uuid,
  salt bytea not null,
  check (second_person is null or second_person <> answered_by)
);
create index answer_duty on duties.answer (duty);

do $$ declare t text; begin
  foreach t in array array['duty','answer'] loop
    perform ledger.protect(('duties.' || t)::regclass);
    execute format('alter table duties.%I enable row level security', t);
    execute format('alter table duties.%I force row level security', t);
    execute format('create policy owner_all on duties.%I to candour_owner using (true) with check (true)', t);
    execute format('create policy clerks_read on duties.%I for select to candour_clerks, candour_auditor using (true)', t);
    execute format('create policy clerks_write on duties.%I for insert to candour_clerks with check (true)', t);
    execute format('grant select, insert on duties.%I to candour_clerks', t);
    execute format('grant select on duties.%I to candour_auditor', t);
    execute format('grant select, insert on duties.%I to candour_staff', t);
  end loop;
end $$;
grant usage on schema duties to candour_staff, candour_clerks, candour_auditor;

-- A duty is seen by those who may see what it is about: its class, never through a wall, covert by list only. Somebody who owes
-- it by name sees it whatever their classes are, unless walled.
create policy staff_read on duties.duty for select to candour_staff using (
  (about is null or not (about = any ((select access.my_walls())::uuid[])) or ladder @> jsonb_build_array(jsonb_build_object('person', access.actor())))
  and case when covert_list is not null then covert_list = any ((select access.my_covert_lists())::uuid[])
    else visibility = any ((select access.my_classes())::text[]) or ladder @> jsonb_build_array(jsonb_build_object('person', access.actor())) end
);
create policy staff_write on duties.duty for insert to candour_staff with check (true);
create policy staff_read on duties.answer for select to candour_staff using (exists (select 1 from duties.duty d where d.id = duty));
create policy staff_write on duties.answer for insert to candour_staff with check (answered_by = access.actor() and recorded_by = access.actor());
