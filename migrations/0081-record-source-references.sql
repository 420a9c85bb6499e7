-- A matter is found by the number that its source gave it, old numbers among them: an amendment bears the number that a case was
-- given later.
create index entry_source_ref on record.entry (lower(source_ref)) where source_ref is not null;
