-- A live sweep is put forward by one person, with its assessment, and confirmed by another (P-20, P-27).
create table patterns.proposal (
  id uuid primary key,
  shadow uuid not null,
  rules text[] not null,
  capacity_hours numeric not null,
  assessment jsonb not null,
  duty uuid not null,
  proposed_by uuid not null,
  proposed_on date not null,
  recorded_at timestamptz not null,
  recorded_by uuid not null,
  salt bytea not null
);
comment on table patterns.proposal is 'A live sweep put forward: what it rests on, the shadow run that was looked at, the hours there are. The duty is the second person''s.';
create index proposal_duty on patterns.proposal (duty);

select ledger.protect('patterns.proposal'::regclass);
alter table patterns.proposal enable row level security;
alter table patterns.proposal force row level security;
create policy owner_all on patterns.proposal to candour_owner using (true) with check (true);
create policy clerks_read on patterns.proposal for select to candour_clerks, candour_auditor using (true);
create policy staff_read on patterns.proposal for select to candour_staff using (access.actor() is not null);
create policy staff_write on patterns.proposal for insert to candour_staff with check (recorded_by = access.actor() and proposed_by = access.actor());
grant select on patterns.proposal to candour_clerks, candour_auditor;
grant select, insert on patterns.proposal to candour_staff;
