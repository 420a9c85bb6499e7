-- Instruments of delegation: which decisions of the appropriate authority somebody else may take, from when to when, not below
-- which rank, signed by whoever delegates at their own keyboard. A row with `revokes` ends one.
create table access.delegation (
  id uuid primary key,
  delegator uuid not null,
  to_person uuid,
  to_role text,
  powers text[] not null check (cardinality(powers) >= 1),
  rank_floor text not null,
  staff_equivalent text,
  source text not null,
  valid_from date not null,
  valid_to date not null,
  words text not null check (length(btrim(words)) >= 10),
  revokes uuid,
  recorded_at timestamptz not null,
  recorded_by uuid,
  salt bytea not null,
  check ((to_person is null) <> (to_role is null)),
  check (to_person is null or to_person <> delegator),
  check (valid_to between valid_from and valid_from + 1096)
);
comment on table access.delegation is 'Who may decide in whose name. staff_equivalent: why somebody without a police rank is of like seniority.';
create index delegation_person on access.delegation (to_person) where to_person is not null;
create index delegation_revokes on access.delegation (revokes) where revokes is not null;

select ledger.protect('access.delegation'::regclass);
alter table access.delegation enable row level security;
alter table access.delegation force row level security;
create policy owner_all on access.delegation to candour_owner using (true) with check (true);
create policy clerks_read on access.delegation for select to candour_clerks, candour_auditor using (true);
create policy clerks_write on access.delegation for insert to candour_clerks with check (true);
grant select, insert on access.delegation to candour_clerks, candour_staff;
grant select on access.delegation to candour_auditor;
-- Who may decide for whom is no secret inside the house; only whoever holds the power signs it away, and in their own name.
create policy staff_read on access.delegation for select to candour_staff using (access.actor() is not null);
create policy staff_write on access.delegation for insert to candour_staff
  with check (recorded_by = access.actor() and delegator = access.actor() and (select access.my_roles()) && array['chief-officer', 'local-policing-body']);
