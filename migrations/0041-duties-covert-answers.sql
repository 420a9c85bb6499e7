-- The answer to a covert duty is covert too: its leaf goes into the covert log, and only the list reads it.
alter table duties.answer add column covert_list uuid;
create index answer_covert on duties.answer (covert_list) where covert_list is not null;
