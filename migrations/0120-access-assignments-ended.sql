-- Whether an assignment was ended is asked for each page of a record: without this every ended one is read each time.
create index assignment_ends on access.assignment (ends) where ends is not null;
