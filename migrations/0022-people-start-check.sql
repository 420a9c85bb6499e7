-- Staff make nobody active whose record was not read first: the row names the frozen copy of what was read. A later row that
-- only ends or corrects an active one may stand in for it. Present workforces are loaded by clerks and listed as unchecked.
create policy start_check on people.service as restrictive for insert to candour_staff with check (
  status <> 'active'
  or exists (select 1 from record.snapshot s where s.id = start_check and s.purpose = 'Start check' and s.subject = service.person)
  or exists (select 1 from people.service r where r.id = service.replaces and r.person = service.person and r.status = 'active')
);
