-- An account that is stopped signs nobody in, from the next page on. Opened again by a row with `ends`; nothing is ever deleted.
create table access.account_stop (
  id uuid primary key,
  person uuid not null,
  ends uuid,
  reason text not null check (length(btrim(reason)) >= 15),
  recorded_at timestamptz not null,
  recorded_by uuid,
  salt bytea not null,
  check (recorded_by is null or recorded_by <> person)
);
comment on table access.account_stop is 'Who may not sign in, said by whom and why: a suspension, a lost device, somebody who left.';
create index account_stop_person on access.account_stop (person);
create index account_stop_ends on access.account_stop (ends) where ends is not null;

select ledger.protect('access.account_stop'::regclass);
alter table access.account_stop enable row level security;
alter table access.account_stop force row level security;
create policy owner_all on access.account_stop to candour_owner using (true) with check (true);
create policy clerks_read on access.account_stop for select to candour_clerks, candour_auditor using (true);
create policy clerks_write on access.account_stop for insert to candour_clerks with check (true);
grant select, insert on access.account_stop to candour_clerks, candour_staff;
grant select on access.account_stop to candour_auditor;
create policy staff_read on access.account_stop for select to candour_staff
  using ((select access.my_roles()) && array['administrator', 'head-of-standards', 'overseer', 'auditor']);
create policy staff_write on access.account_stop for insert to candour_staff
  with check (recorded_by = access.actor() and person <> access.actor() and (select access.my_roles()) && array['administrator', 'head-of-standards', 'overseer']);
