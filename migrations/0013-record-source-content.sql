-- A row of a source with declared key columns is the same row by its key. Its whole content is remembered as a digest, so that a
-- row that its source has changed since is told from the same row read again. Null for everything that no file brought.
alter table record.entry add column source_content text;
comment on column record.entry.source_content is 'Digest of the row as the file gave it, where a key tells rows apart; made with the installation''s secret for cloaked rows.';
