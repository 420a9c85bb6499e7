-- The ledger: a tamper-evident log of everything append-only (RFC 9162), and the guard that makes a table append-only.
create schema ledger;
comment on schema ledger is 'Tamper-evident log: leaves, signed checkpoints. Holds no personal data: opaque ids and salted commitments.';

create table ledger.leaf (
  log text not null check (log in ('main', 'covert')),
  seq bigint not null check (seq >= 0),
  at timestamptz not null,
  act text not null,
  actor uuid,
  object_table text not null,
  object uuid not null,
  commitment bytea not null check (length(commitment) = 32),
  hash bytea not null check (length(hash) = 32),
  primary key (log, seq)
);
comment on table ledger.leaf is 'One leaf for each row written to an append-only table, in order. hash is the RFC 9162 leaf hash of the other columns but log and seq. Owner: ledger.';
create index leaf_object on ledger.leaf (object);

create table ledger.checkpoint (
  id uuid primary key,
  log text not null,
  size bigint not null check (size >= 0),
  root bytea not null check (length(root) = 32),
  note text not null,
  signed_at timestamptz not null
);
comment on table ledger.checkpoint is 'Signed tree heads (C2SP checkpoint notes). Kept outside as well: that is what makes a rewrite visible.';
create unique index checkpoint_size on ledger.checkpoint (log, size);

-- Refuses update, delete and truncate for everybody, the owner too. Grants come first; this is the second lock.
create function ledger.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only: nothing in it is updated or deleted. Post a later row that points at the earlier one.', tg_table_schema || '.' || tg_table_name
    using errcode = 'insufficient_privilege';
end $$;

-- Makes a table append-only. Call it in the migration that creates the table.
create function ledger.protect(target regclass) returns void language plpgsql as $$
begin
  execute format('create trigger append_only before update or delete on %s for each row execute function ledger.refuse_change()', target);
  execute format('create trigger append_only_whole before truncate on %s for each statement execute function ledger.refuse_change()', target);
  execute format('alter table %s enable always trigger append_only', target);
  execute format('alter table %s enable always trigger append_only_whole', target);
end $$;

select ledger.protect('ledger.leaf');
select ledger.protect('ledger.checkpoint');

-- Appends leaves in the order given. One appender at a time for each log: the lock is held until the transaction ends,
-- so this is a transaction's last statement. Sequence is max + 1 under the lock, without gaps.
create function ledger.append(
  p_log text, p_at timestamptz, p_actor uuid, p_acts text[], p_tables text[], p_objects uuid[], p_commitments bytea[], p_hashes bytea[]
) returns bigint language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  first_seq bigint;
begin
  perform pg_advisory_xact_lock(7390100, hashtext('ledger/' || p_log));
  select coalesce(max(seq) + 1, 0) into first_seq from ledger.leaf where log = p_log;
  insert into ledger.leaf (log, seq, at, act, actor, object_table, object, commitment, hash)
    select p_log, first_seq + t.ord - 1, p_at, t.act, p_actor, t.tab, t.obj, t.com, t.has
    from unnest(p_acts, p_tables, p_objects, p_commitments, p_hashes) with ordinality as t(act, tab, obj, com, has, ord);
  return first_seq;
end $$;
comment on function ledger.append is 'The only way in. Order of locks in the house: subjects first, the ledger last.';

revoke all on all functions in schema ledger from public;
grant usage on schema ledger to candour_staff, candour_public, candour_reporter, candour_clerks, candour_auditor, candour_signer;
grant execute on function ledger.append to candour_staff, candour_public, candour_reporter, candour_clerks, candour_signer;
grant select on ledger.leaf to candour_clerks, candour_auditor, candour_signer;
grant select on ledger.checkpoint to candour_staff, candour_public, candour_clerks, candour_auditor, candour_signer;
grant insert on ledger.checkpoint to candour_signer;
alter table ledger.leaf enable row level security;
alter table ledger.leaf force row level security;
alter table ledger.checkpoint enable row level security;
alter table ledger.checkpoint force row level security;
create policy owner_all on ledger.leaf to candour_owner using (true) with check (true);
create policy read_all on ledger.leaf for select to candour_clerks, candour_auditor, candour_signer using (true);
create policy owner_all on ledger.checkpoint to candour_owner using (true) with check (true);
create policy read_main on ledger.checkpoint for select to candour_staff, candour_public using (log = 'main');
create policy read_all on ledger.checkpoint for select to candour_clerks, candour_auditor, candour_signer using (true);
create policy sign on ledger.checkpoint for insert to candour_signer with check (true);
