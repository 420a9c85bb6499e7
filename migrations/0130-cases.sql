-- Cases: a complaint from the day it comes in to the day it is answered and closed. Every table is append-only: where a case
-- stands, who owns it and what is due are read from these rows and the day.
create schema cases;
comment on schema cases is 'Cases, their parties and allegations, who owns them, every move with its reasons, decisions, letters.';

create table cases.opened (
  id uuid primary key,
  reference text not null unique,
  route text not null check (route in ('web', 'phone', 'in-person', 'post', 'email', 'import', 'entry')),
  received_on date not null,
  regime text not null,
  asked_by_form text not null unique,
  original text,
  safe_contact jsonb not null,
  from_entry uuid,
  visibility text not null check (visibility in ('guarded', 'restricted')),
  opened_on date not null,
  recorded_at timestamptz not null,
  recorded_by uuid,
  salt bytea not null,
  check (received_on <= opened_on)
);
comment on table cases.opened is 'A case: a matter of one subject id. What is covert or sealed is not taken in by this door.';
comment on column cases.opened.asked_by_form is 'The form that opened it: sent twice, it opens one case.';
comment on column cases.opened.regime is 'The version of the rules in force on the day of receipt: before and after a change are counted apart.';
comment on column cases.opened.original is 'What came in, as it came: the words taken down, the letter, the e-mail.';

create table cases.party (
  id uuid primary key,
  case_id uuid not null,
  role text not null check (role in ('complainant', 'representative', 'subject')),
  person uuid,
  name text,
  description text,
  at_place text,
  at_time text,
  unit text,
  identify_by date,
  replaces uuid,
  recorded_at timestamptz not null,
  recorded_by uuid,
  salt bytea not null,
  check (role <> 'subject' or person is not null or (description is not null and identify_by is not null))
);
comment on table cases.party is 'Both sides. A subject nobody can name yet is a placeholder with its time, place and description, and a day to identify them by; a later row with replaces names them.';
create index party_case on cases.party (case_id);
create index party_replaces on cases.party (replaces) where replaces is not null;

create table cases.allegation (
  id uuid primary key,
  case_id uuid not null,
  ordinal integer not null,
  words text not null,
  category text not null,
  features text[] not null,
  party uuid not null,
  happened_from date,
  happened_to date,
  entry uuid not null,
  recorded_at timestamptz not null,
  recorded_by uuid,
  salt bytea not null,
  unique (case_id, ordinal)
);
comment on column cases.allegation.words is 'In the complainant''s own words. Nothing ever alters them.';
comment on column cases.allegation.entry is 'The entry of the record that it is.';
create index allegation_entry on cases.allegation (entry);

create table cases.event (
  id uuid primary key,
  case_id uuid not null,
  ordinal integer not null,
  kind text not null check (kind in ('opened', 'move', 'fact', 'notice', 'pause', 'resume', 'extend', 'corrected', 'rebound')),
  code text not null,
  on_day date not null,
  until date,
  detail jsonb not null,
  party uuid,
  letter uuid,
  sent_at timestamptz,
  served_on date,
  reasons text,
  decided_by uuid,
  second_person uuid,
  snapshot uuid,
  recorded_at timestamptz not null,
  recorded_by uuid,
  salt bytea not null,
  unique (case_id, ordinal),
  check (kind not in ('pause', 'extend') or (until is not null and decided_by is not null and coalesce(length(btrim(reasons)), 0) >= 15)),
  check (kind <> 'move' or (decided_by is not null and coalesce(length(btrim(reasons)), 0) >= 15)),
  check (kind <> 'notice' or (decided_by is not null and party is not null and letter is not null and sent_at is not null)),
  check (second_person is null or second_person <> decided_by)
);
comment on table cases.event is 'What was done, in order: moves through the procedure, facts, pauses and extensions, notices. A pause or an extension without decider, reason and end cannot be written.';
comment on column cases.event.detail is 'The rest of the event as the procedure engine reads it.';
comment on column cases.event.served_on is 'When it counts as served, where that was proved: otherwise the rule of its method says.';
create index event_party on cases.event (party) where party is not null;

create table cases.ownership (
  id uuid primary key,
  case_id uuid not null,
  kind text not null check (kind in ('holds', 'named', 'offered', 'accepted', 'sent-back', 'taken-back')),
  person uuid,
  role text,
  offer uuid,
  account jsonb,
  reasons text,
  on_day date not null,
  ordinal integer not null,
  recorded_at timestamptz not null,
  recorded_by uuid,
  salt bytea not null,
  check (person is not null or (kind = 'holds' and role is not null)),
  check ((kind in ('accepted', 'sent-back', 'taken-back')) = (offer is not null)),
  check (kind not in ('offered', 'sent-back') or coalesce(length(btrim(reasons)), 0) >= 15)
);
comment on column cases.ownership.ordinal is 'Order within one act: several rows of one act carry the same instant.';
comment on table cases.ownership is 'Who is accountable. An offer changes nothing before the receiver accepts: it is answered at most once.';
comment on column cases.ownership.account is 'What goes with it: the accounts taken so far, so that nobody is asked to say it again.';
create index ownership_case on cases.ownership (case_id, recorded_at);
-- The last wall against two windows: an offer has one answer, a case one first holder.
create unique index ownership_one_answer on cases.ownership (offer) where offer is not null;
create unique index ownership_one_start on cases.ownership (case_id) where kind = 'holds';

create table cases.task (
  id uuid primary key,
  case_id uuid not null,
  person uuid not null,
  subject uuid not null,
  assignment uuid not null,
  role text not null check (role in ('owner', 'handler')),
  ends uuid,
  recorded_at timestamptz not null,
  recorded_by uuid,
  salt bytea not null
);
comment on table cases.task is 'Which task of access somebody has because of a case; a row with ends takes it away.';
create index task_case on cases.task (case_id);

create table cases.decision (
  id uuid primary key,
  case_id uuid not null,
  allegation uuid not null,
  result text not null,
  standard text not null,
  actions text[] not null,
  evidence text not null,
  reasons text not null,
  service text,
  pattern text,
  earlier uuid[] not null,
  snapshot uuid,
  replaces uuid,
  decided_by uuid not null,
  on_day date not null,
  ordinal integer not null,
  recorded_at timestamptz not null,
  recorded_by uuid,
  salt bytea not null,
  check (cardinality(earlier) = 0 or pattern is not null)
);
comment on table cases.decision is 'What was decided on one allegation, why, and on what. earlier: the matters shown beside it; where there are any, a note on pattern.';
comment on column cases.decision.service is 'What shortage or fault of the service played a part: answered apart from what anybody did.';
create index decision_case on cases.decision (case_id);
create unique index decision_one on cases.decision (allegation) where replaces is null;
create unique index decision_one_later on cases.decision (replaces) where replaces is not null;

create table cases.proposal (
  id uuid primary key,
  case_id uuid not null,
  move text not null,
  reasons text not null check (length(btrim(reasons)) >= 15),
  snapshot uuid,
  duty uuid not null,
  proposed_by uuid not null,
  recorded_at timestamptz not null,
  recorded_by uuid,
  salt bytea not null
);
comment on table cases.proposal is 'A move that waits for a second person: nothing of it has happened until the duty is answered.';
create index proposal_case on cases.proposal (case_id);

create table cases.cause (
  id uuid primary key,
  case_id uuid not null,
  words text not null,
  owner uuid,
  replaces uuid,
  recorded_at timestamptz not null,
  recorded_by uuid,
  salt bytea not null
);
comment on table cases.cause is 'What allowed it, beyond the people in it. Its owner outlives the case.';
create index cause_case on cases.cause (case_id);

create table cases.letter (
  id uuid primary key,
  case_id uuid not null,
  kind text not null check (kind in ('update', 'outcome', 'subject-outcome')),
  version integer not null,
  content jsonb not null,
  decisions uuid[] not null,
  recorded_at timestamptz not null,
  recorded_by uuid,
  salt bytea not null,
  unique (case_id, kind, version)
);
comment on table cases.letter is 'What was written, every version: frozen in the words of its day.';

create table cases.contact (
  id uuid primary key,
  case_id uuid not null,
  person uuid not null,
  deputy uuid not null,
  reached_by text not null,
  ordinal integer not null,
  recorded_at timestamptz not null,
  recorded_by uuid,
  salt bytea not null,
  check (person <> deputy)
);
comment on table cases.contact is 'Whom the complainant can reach, by name, and who stands in.';
create index contact_case on cases.contact (case_id);

create table cases.owed (
  id uuid primary key,
  case_id uuid not null,
  code text not null,
  turn integer not null,
  duty uuid not null,
  due date not null,
  ordinal integer not null,
  recorded_at timestamptz not null,
  recorded_by uuid,
  salt bytea not null
);
comment on table cases.owed is 'Which duty stands for which clock of a case.';
create index owed_case on cases.owed (case_id);

do $$ declare t text; begin
  foreach t in array array['opened','party','allegation','event','ownership','task','decision','proposal','cause','letter','contact','owed'] loop
    perform ledger.protect(('cases.' || t)::regclass);
    execute format('alter table cases.%I enable row level security', t);
    execute format('alter table cases.%I force row level security', t);
    execute format('create policy owner_all on cases.%I to candour_owner using (true) with check (true)', t);
    execute format('create policy clerks_read on cases.%I for select to candour_clerks, candour_auditor using (true)', t);
    execute format('create policy clerks_write on cases.%I for insert to candour_clerks with check (true)', t);
    execute format('grant select, insert on cases.%I to candour_clerks, candour_staff', t);
    execute format('grant select on cases.%I to candour_auditor', t);
  end loop;
  -- What belongs to a case is seen by whoever may see the case; nobody walled from it writes to it.
  foreach t in array array['party','allegation','event','ownership','task','decision','proposal','cause','letter','contact','owed'] loop
    execute format('create policy staff_read on cases.%I for select to candour_staff using (exists (select 1 from cases.opened c where c.id = case_id))', t);
    execute format('create policy staff_write on cases.%I for insert to candour_staff with check (recorded_by = access.actor() and not (case_id = any ((select access.my_walls())::uuid[])))', t);
  end loop;
end $$;
grant usage on schema cases to candour_staff, candour_clerks, candour_auditor;
create policy staff_read on cases.opened for select to candour_staff
  using (visibility = any ((select access.my_classes())::text[]) and not (id = any ((select access.my_walls())::uuid[])));
create policy staff_write on cases.opened for insert to candour_staff with check (recorded_by = access.actor());
