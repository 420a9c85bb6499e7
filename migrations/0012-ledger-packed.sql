-- Leaves of a bulk act, handed over as one string of bytes: 80 for each leaf (object 16, commitment 32, hash 32), in order. Arrays
-- of five parallel columns cost more to write and to parse than the leaves themselves.
create function ledger.append_packed(
  p_log text, p_at timestamptz, p_actor uuid, p_act text, p_table text, p_leaves bytea
) returns bigint language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  first_seq bigint;
begin
  if length(p_leaves) % 80 <> 0 then
    raise exception 'a packed leaf has 80 bytes' using errcode = 'invalid_parameter_value';
  end if;
  perform pg_advisory_xact_lock(7390100, hashtext('ledger/' || p_log));
  select coalesce(max(seq) + 1, 0) into first_seq from ledger.leaf where log = p_log;
  insert into ledger.leaf (log, seq, at, act, actor, object_table, object, commitment, hash)
    select p_log, first_seq + i, p_at, p_act, p_actor, p_table, encode(substring(p_leaves from i * 80 + 1 for 16), 'hex')::uuid,
      substring(p_leaves from i * 80 + 17 for 32), substring(p_leaves from i * 80 + 49 for 32)
    from generate_series(0, length(p_leaves) / 80 - 1) as i;
  return first_seq;
end $$;
comment on function ledger.append_packed is 'As ledger.append, for many leaves of one act on one table.';
revoke all on function ledger.append_packed from public;
grant execute on function ledger.append_packed to candour_staff, candour_public, candour_reporter, candour_clerks, candour_signer;
