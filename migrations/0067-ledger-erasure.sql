-- Lawful erasure. One login does it, through functions that can do nothing else: what is erased stays as an empty row whose salt is
-- gone, and a row of the register of erasures, with a leaf of its own, says under which rule.

-- What can be erased loses its salt with its content: without it nobody can prove even by guessing what stood there.
do $$ declare t text; begin
  foreach t in array array['record.entry', 'record.unplaced', 'record.placement', 'record.snapshot', 'duties.answer', 'people.subject',
      'people.name', 'people.identifier', 'people.service', 'people.tie', 'people.characteristic', 'people.identity_decision',
      'access.assignment', 'access.role_grant'] loop
    execute format('alter table %s alter column salt drop not null', t);
  end loop;
end $$;

create table ledger.erasure (
  id uuid primary key,
  erased_table text not null,
  erased_object uuid not null,
  rule text not null,
  authority text not null,
  proposed_by uuid not null,
  second_person uuid not null check (second_person <> proposed_by),
  ordered_by uuid not null,
  erased_on date not null,
  covert_list uuid,
  recorded_at timestamptz not null,
  recorded_by uuid,
  salt bytea not null
);
comment on table ledger.erasure is 'The register of erasures: one row for each row that was erased, never what it held. ordered_by is the order that two people gave.';
create index erasure_order on ledger.erasure (ordered_by);
create index erasure_object on ledger.erasure (erased_object);
select ledger.protect('ledger.erasure');
alter table ledger.erasure enable row level security;
alter table ledger.erasure force row level security;
create policy owner_all on ledger.erasure to candour_owner using (true) with check (true);
create policy read_all on ledger.erasure for select to candour_clerks, candour_auditor, candour_eraser using (true);
create policy staff_read on ledger.erasure for select to candour_staff
  using (access.actor() is not null and (covert_list is null or covert_list = any ((select access.my_covert_lists())::uuid[])));
create policy erased on ledger.erasure for insert to candour_eraser with check (true);
grant usage on schema ledger to candour_eraser;
grant select on ledger.erasure to candour_staff, candour_clerks, candour_auditor, candour_eraser;
grant insert on ledger.erasure to candour_eraser;
grant execute on function ledger.append, ledger.append_packed to candour_eraser;

-- Refuses update, delete and truncate for everybody, the owner too. One way remains: the eraser, signed in as itself, through a
-- function of the owner, may empty a row and take its salt; a row that keeps its salt is no erased row.
create or replace function ledger.refuse_change() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and tg_level = 'ROW' and session_user = 'candour_eraser' and current_user = 'candour_owner' then
    if to_jsonb(new) ->> 'id' = to_jsonb(old) ->> 'id' and to_jsonb(new) ->> 'salt' is null then
      return new;
    end if;
  end if;
  raise exception '% is append-only: nothing in it is updated or deleted. Post a later row that points at the earlier one.', tg_table_schema || '.' || tg_table_name
    using errcode = 'insufficient_privilege';
end $$;

-- Which words occur in the guarded words of which entry. A word stands here as a keyed mark: without the place's sealing key nobody
-- can tell which word it is. Never of sealed or covert entries; left out of backups, rebuilt after a restore, erased with its entry.
create table seal.word (
  mark text not null,
  entry uuid not null,
  primary key (mark, entry)
);
comment on table seal.word is 'Word index of guarded words. Rebuilt from the entries by the clerks; an entry without a row is not indexed yet.';
create index word_entry on seal.word (entry);
alter table seal.word enable row level security;
alter table seal.word force row level security;
create policy owner_all on seal.word to candour_owner using (true) with check (true);
create policy clerks_read on seal.word for select to candour_clerks using (true);
create policy clerks_write on seal.word for insert to candour_clerks with check (true);
-- The entry's own class and wall, as the reader meets them.
create policy staff_read on seal.word for select to candour_staff using (exists (select 1 from record.entry e where e.id = entry));
create policy staff_write on seal.word for insert to candour_staff with check (access.actor() is not null);
grant select, insert on seal.word to candour_staff, candour_clerks;

-- The entries of one matter: the entry, its steps, and what acts on nothing but these.
create function seal.matter_of(p_entry uuid) returns table (id uuid) language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  with recursive whole(id) as (
    select e.id from record.entry e where e.id = p_entry
    union
    select n.id from whole w join record.entry n on n.matter = w.id or n.acts_on @> array[w.id]
      where n.kind in ('step', 'amendment') and (n.matter is not distinct from w.id or cardinality(n.acts_on) = 1)
  )
  select w.id from whole w
$$;

-- Every row that erasing a record, or a person, reaches. A record that others have a part in stays when a person is erased: what
-- is left of the person in it is an id that leads to no name.
create function seal.reach(p_scope text, p_target uuid) returns table (erased_table text, erased_object uuid, covert_list uuid)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  persons uuid[];
  entries uuid[];
  items uuid[];
begin
  if p_scope = 'record' then
    select array_agg(m.id) into entries from seal.matter_of(p_target) m;
    select array_agg(u.id) into items from record.unplaced u where u.entry = any (entries);
  else
    persons := people.cluster(p_target, 'infinity');
    -- Nobody else is in it: the matter is theirs alone. Sealed and covert ones take an order of their own.
    select array_agg(distinct m.id) into entries
      from record.entry e cross join lateral seal.matter_of(e.id) m
      where e.involved && persons and e.involved <@ persons and e.visibility not in ('sealed', 'covert') and e.kind = 'matter'
        and not exists (select 1 from record.unplaced u where u.entry = e.id and u.role in ('subject', 'reporter', 'affected', 'witness')
          and not exists (select 1 from record.placement p where p.unplaced = u.id and p.person = any (persons)));
    select array_agg(distinct u.id) into items from record.unplaced u
      left join record.placement p on p.unplaced = u.id and p.person = any (persons)
      where u.entry = any (entries) or p.id is not null;
  end if;
  entries := coalesce(entries, '{}');
  items := coalesce(items, '{}');
  return query
    select 'record.entry', e.id, e.covert_list from record.entry e where e.id = any (entries) and e.salt is not null
    union all
    select 'record.unplaced', u.id, u.covert_list from record.unplaced u where u.id = any (items) and u.salt is not null
    union all
    select 'record.placement', p.id, p.covert_list from record.placement p where p.unplaced = any (items) and p.salt is not null
      and (p_scope = 'record' or p.unplaced in (select u.id from record.unplaced u where u.entry = any (entries)))
    union all
    select 'duties.answer', a.id, a.covert_list from duties.answer a join duties.duty d on d.id = a.duty
      where d.entry = any (entries) and a.salt is not null
    union all
    -- A page frozen before words were sealed shows them plainly: it goes whole. Later ones lose what they show with its key.
    select 'record.snapshot', s.id, null::uuid from record.snapshot s
      where s.salt is not null and (s.subject = any (persons)
        or not s.content ? 'kept' and jsonb_typeof(s.content -> 'entries') = 'array' and exists (select 1 from unnest(entries) x where s.content -> 'entries' ? x::text));
  if p_scope = 'person' then
    return query
      select 'people.subject', s.id, null::uuid from people.subject s where s.id = any (persons) and s.label is not null and s.salt is not null
      union all select 'people.name', n.id, null from people.name n where n.person = any (persons) and n.salt is not null
      union all select 'people.identifier', i.id, null from people.identifier i where i.subject = any (persons) and i.salt is not null
      union all select 'people.service', v.id, null from people.service v where v.person = any (persons) and v.salt is not null
        and (v.reason is not null or v.previous_force is not null)
      union all select 'people.tie', t.id, null from people.tie t where (t.person = any (persons) or t.counterpart = any (persons)) and t.salt is not null
        and (t.evidence is not null or t.mitigation is not null)
      union all select 'people.characteristic', c.id, null from people.characteristic c where c.person = any (persons) and c.salt is not null
      union all select 'people.identity_decision', d.id, null from people.identity_decision d
        where (d.person = any (persons) or d.into_person = any (persons)) and d.salt is not null
      union all select 'access.assignment', a.id, null from access.assignment a where a.subject = any (persons) and a.reason is not null and a.salt is not null
      union all select 'access.role_grant', g.id, null from access.role_grant g where g.person = any (persons) and g.salt is not null;
  end if;
end $$;

-- Empties rows of one table and destroys their keys. What may be left says that something was there, never what: ids of other
-- records (pseudonyms), kinds, and what a check of the table asks for.
create function seal.empty_rows(p_table text, p_ids uuid[]) returns bigint language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  emptied bigint;
begin
  if session_user <> 'candour_eraser' then
    raise exception 'only the eraser erases' using errcode = 'insufficient_privilege';
  end if;
  delete from seal.data_key k where k.id = any (p_ids);
  delete from seal.word w where w.entry = any (p_ids);
  case p_table
    when 'record.entry' then
      update record.entry e set source_ref = null, source_key = null, source_content = null, step = null, matter = null, happened_from = null,
        happened_to = null, dates_made_up = false, known_on = date_trunc('year', e.known_on)::date, finding = 'none', finding_when = null,
        parties = '[]', features = null, missing = null, "values" = null, label = null, declares = null, unit = null, evidence = null,
        summary = null, posted_by = null, second_person = null, salt = null where e.id = any (p_ids);
    when 'record.unplaced' then
      update record.unplaced u set scheme = null, value = null, given = null, family = null, description = null, salt = null where u.id = any (p_ids);
    when 'record.placement' then
      update record.placement p set person = null, undoes = coalesce(p.undoes, p.id), how = 'identifier', reason = 'Erased', decided_by = null,
        second_person = null, salt = null where p.id = any (p_ids);
    when 'record.snapshot' then
      update record.snapshot s set content = '{}', sources = '[]', rules = '{}', purpose = 'Erased', salt = null where s.id = any (p_ids);
    when 'duties.answer' then
      update duties.answer a set reason = 'Erased under a rule', detail = null, answered_by = null, second_person = null, salt = null where a.id = any (p_ids);
    when 'people.subject' then
      update people.subject s set label = null, salt = null where s.id = any (p_ids);
    when 'people.name' then
      update people.name n set given = null, family = null, known_as = null, valid_from = null, valid_to = null, source = 'erased', salt = null where n.id = any (p_ids);
    when 'people.identifier' then
      update people.identifier i set scheme = 'erased', value = 'person ' || left(i.subject::text, 8), valid_from = null, valid_to = null,
        source = 'erased', salt = null where i.id = any (p_ids);
    when 'people.service' then
      update people.service v set reason = null, previous_force = null, salt = null where v.id = any (p_ids);
    when 'people.tie' then
      update people.tie t set evidence = null, mitigation = null, salt = null where t.id = any (p_ids);
    when 'people.characteristic' then
      update people.characteristic c set status = 'unknown', value = null, code_frame = null, asked_on = null, salt = null where c.id = any (p_ids);
    when 'people.identity_decision' then
      update people.identity_decision d set rationale = 'Erased under a rule', salt = null where d.id = any (p_ids);
    when 'access.assignment' then
      update access.assignment a set reason = null, salt = null where a.id = any (p_ids);
    when 'access.role_grant' then
      update access.role_grant g set reason = 'Erased', salt = null where g.id = any (p_ids);
    else
      raise exception '% is not erased', p_table using errcode = 'invalid_parameter_value';
  end case;
  get diagnostics emptied = row_count;
  -- The projection follows: nothing is left that could bring it back.
  if p_table = 'record.entry' then
    delete from record.involvement i where i.entry = any (p_ids);
  end if;
  return emptied;
end $$;
comment on function seal.empty_rows is 'The only way to empty a row, for the eraser alone.';

-- Of these rows of a table, those that have not been emptied: after a restore, what is to be erased again.
create function seal.standing(p_table text, p_ids uuid[]) returns table (id uuid, covert_list uuid)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not p_table = any (array['record.entry', 'record.unplaced', 'record.placement', 'record.snapshot', 'duties.answer', 'people.subject',
      'people.name', 'people.identifier', 'people.service', 'people.tie', 'people.characteristic', 'people.identity_decision',
      'access.assignment', 'access.role_grant']) then
    raise exception '% is not erased', p_table using errcode = 'invalid_parameter_value';
  end if;
  return query execute format('select t.id, (to_jsonb(t) ->> ''covert_list'')::uuid from %s t where t.id = any ($1) and t.salt is not null', p_table) using p_ids;
end $$;

revoke all on all functions in schema seal from public;
grant execute on function seal.matter_of, seal.reach, seal.empty_rows, seal.standing to candour_eraser;
