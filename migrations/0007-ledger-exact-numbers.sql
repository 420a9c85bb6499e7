-- A commitment covers a row as it is stored. A column that rounds what it is given stores another number than the one that was
-- committed to, and the row would look altered from its first day: such columns keep what they are given.
drop view people.post_standing;
alter table people.post alter column fraction type numeric;
create view people.post_standing with (security_invoker = true) as
  select p.* from people.post p where not exists (select 1 from people.post r where r.replaces = p.id);
grant select on people.post_standing to candour_staff, candour_clerks, candour_auditor;
alter table people.unit_link alter column share type numeric;
