-- A key for each record whose guarded words are encrypted, wrapped by a key that lies outside the database. Kept apart from the
-- records: left out of their backups, and deletable by one login, so that destroying the key destroys the words.
create schema seal;
comment on schema seal is 'Keys of guarded words. Everything in this schema is left out of the backup of the record.';

create table seal.data_key (
  id uuid primary key,
  wrapped bytea not null check (length(wrapped) = 60),
  wrapped_by text not null,
  covert_list uuid
);
comment on table seal.data_key is 'The key of one record (its id), AES-256-GCM wrapped. wrapped_by says by which key-encryption key. Deleted by the eraser only.';

alter table seal.data_key enable row level security;
alter table seal.data_key force row level security;
create policy owner_all on seal.data_key to candour_owner using (true) with check (true);
create policy clerks_all on seal.data_key for select to candour_clerks, candour_auditor, candour_eraser using (true);
create policy clerks_write on seal.data_key for insert to candour_clerks with check (true);
create policy eraser_delete on seal.data_key for delete to candour_eraser using (true);
-- A wrapped key opens nothing by itself; what a reader may not learn is that a covert record has one.
create policy staff_read on seal.data_key for select to candour_staff
  using (access.actor() is not null and (covert_list is null or covert_list = any ((select access.my_covert_lists())::uuid[])));
create policy staff_write on seal.data_key for insert to candour_staff with check (true);

grant usage on schema seal to candour_staff, candour_clerks, candour_auditor, candour_eraser;
grant select, insert on seal.data_key to candour_staff, candour_clerks;
grant select, delete on seal.data_key to candour_eraser;
-- Whoever checks the ledger sees which records have a key, and no key.
grant select (id, wrapped_by) on seal.data_key to candour_auditor;
