-- Facts that an import brought, and those taken back because the import was undone as a whole. Nothing is removed: what is undone
-- stands in no view as of now, and does in one as recorded before.
do $$ declare t text; begin
  foreach t in array array['subject','name','identifier','service','post','unit','line','characteristic'] loop
    execute format('alter table people.%I add column batch uuid', t);
    execute format('comment on column people.%I.batch is ''The import that brought it, if one did.''', t);
    execute format('create index %I on people.%I (batch) where batch is not null', t || '_batch', t);
  end loop;
end $$;

create table people.undone (
  id uuid primary key,
  fact uuid not null unique,
  batch uuid not null,
  recorded_at timestamptz not null,
  recorded_by uuid,
  salt bytea not null
);
comment on table people.undone is 'A fact (a subject, name, identifier, service, post, unit or line) that stands no more, since the import that brought it was undone.';
select ledger.protect('people.undone'::regclass);
alter table people.undone enable row level security;
alter table people.undone force row level security;
create policy owner_all on people.undone to candour_owner using (true) with check (true);
create policy clerks_read on people.undone for select to candour_clerks, candour_auditor using (true);
create policy clerks_write on people.undone for insert to candour_clerks with check (true);
create policy staff_read on people.undone for select to candour_staff using (nullif(current_setting('app.actor', true), '') is not null);
grant select, insert on people.undone to candour_clerks;
grant select on people.undone to candour_staff, candour_auditor;

-- The rows of a dated table that stand: neither undone, nor replaced by a later row that is not undone itself.
create or replace view people.post_standing with (security_invoker = true) as
  select p.* from people.post p where not exists (select 1 from people.undone u where u.fact = p.id)
    and not exists (select 1 from people.post r where r.replaces = p.id and not exists (select 1 from people.undone u where u.fact = r.id));
create or replace view people.line_standing with (security_invoker = true) as
  select l.* from people.line l where not exists (select 1 from people.undone u where u.fact = l.id)
    and not exists (select 1 from people.line r where r.replaces = l.id and not exists (select 1 from people.undone u where u.fact = r.id));
create or replace view people.name_standing with (security_invoker = true) as
  select n.* from people.name n where not exists (select 1 from people.undone u where u.fact = n.id)
    and not exists (select 1 from people.name r where r.replaces = n.id and not exists (select 1 from people.undone u where u.fact = r.id));
create or replace view people.service_standing with (security_invoker = true) as
  select s.* from people.service s where not exists (select 1 from people.undone u where u.fact = s.id)
    and not exists (select 1 from people.service r where r.replaces = s.id and not exists (select 1 from people.undone u where u.fact = r.id));
create or replace view people.unit_standing with (security_invoker = true) as
  select n.* from people.unit n where not exists (select 1 from people.undone u where u.fact = n.id)
    and not exists (select 1 from people.unit r where r.replaces = n.id and not exists (select 1 from people.undone u where u.fact = r.id));
create or replace view people.identifier_standing with (security_invoker = true) as
  select i.* from people.identifier i where not exists (select 1 from people.undone u where u.fact = i.id)
    and not exists (select 1 from people.identifier r where r.replaces = i.id and not exists (select 1 from people.undone u where u.fact = r.id));

-- Subjects of an import on which nothing else here rests: no fact that another act brought and that stands.
create function people.resting_on_nothing_else(p_batch uuid) returns setof uuid language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select s.id from people.subject s
  where s.batch = p_batch and not exists (
    select 1 from people.name_standing x where x.person = s.id and x.batch is distinct from p_batch
    union all select 1 from people.identifier_standing x where x.subject = s.id and x.batch is distinct from p_batch
    union all select 1 from people.service_standing x where x.person = s.id and x.batch is distinct from p_batch
    union all select 1 from people.post_standing x where s.id in (x.person, x.unit) and x.batch is distinct from p_batch
    union all select 1 from people.unit_standing x where s.id in (x.unit, x.parent) and x.batch is distinct from p_batch
    union all select 1 from people.line_standing x where s.id in (x.person, x.supervisor) and x.batch is distinct from p_batch
    union all select 1 from people.tie_standing x where s.id in (x.person, x.counterpart)
    union all select 1 from people.unit_link_standing x where s.id in (x.unit, x.other)
    union all select 1 from people.identity_decision x where s.id in (x.person, x.into_person))
$$;
revoke all on function people.resting_on_nothing_else from public;
grant execute on function people.resting_on_nothing_else to candour_clerks;

-- People are counted by sweeps: those whom an undone import made up are none.
create or replace function patterns.persons() returns setof uuid
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select s.id from people.subject s where s.kind = 'person' and not exists (select 1 from people.undone u where u.fact = s.id)
$$;
