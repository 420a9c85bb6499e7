-- A tray item of a covert entry, and where it is placed, are of that list too: their leaves go into the covert log.
alter table record.unplaced add column covert_list uuid;
alter table record.placement add column covert_list uuid;
