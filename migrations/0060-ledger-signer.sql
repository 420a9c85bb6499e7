-- The signer reads leaves and writes checkpoints and what witnesses said of them. It can add nothing to the record.
revoke execute on function ledger.append from candour_signer;
revoke execute on function ledger.append_packed from candour_signer;

-- What witnesses outside signed: that a checkpoint grew from the one they kept before. Each column is in what the line signs:
-- the checkpoint of this log and size, and the witness's name. PRIMARY KEY, and no id: one line a witness a checkpoint.
create table ledger.cosignature (
  log text not null check (log in ('main', 'covert')),
  size bigint not null check (size >= 0),
  witness text not null,
  line text not null,
  primary key (log, size, witness)
);
comment on table ledger.cosignature is 'Signature lines of outside witnesses (C2SP tlog-cosignature) over checkpoints. Owner: ledger.';
select ledger.protect('ledger.cosignature');

alter table ledger.cosignature enable row level security;
alter table ledger.cosignature force row level security;
grant select on ledger.cosignature to candour_staff, candour_public, candour_clerks, candour_auditor, candour_signer;
grant insert on ledger.cosignature to candour_signer;
create policy owner_all on ledger.cosignature to candour_owner using (true) with check (true);
create policy read_main on ledger.cosignature for select to candour_staff, candour_public using (log = 'main');
create policy read_all on ledger.cosignature for select to candour_clerks, candour_auditor, candour_signer using (true);
create policy witnessed on ledger.cosignature for insert to candour_signer with check (true);

-- How many leaves of the main log no checkpoint covers yet, and when the first of them was written: whether the signer keeps
-- up, told to those who may not read leaves. Of the covert log nothing is told.
create function ledger.waiting() returns table (leaves bigint, since timestamptz)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select count(*), min(l.at) from ledger.leaf l
  where l.log = 'main' and l.seq >= coalesce((select max(c.size) from ledger.checkpoint c where c.log = 'main'), 0)
$$;
comment on function ledger.waiting is 'Leaves of the main log that wait for a checkpoint.';
revoke all on function ledger.waiting from public;
grant execute on function ledger.waiting to candour_staff, candour_public, candour_clerks, candour_auditor;
