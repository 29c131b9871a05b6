-- What an invoice line says of its work, when it says otherwise than the work itself: fewer minutes, another rate. The work as it
-- was when the line was saved; null where the line was made before, or bills no work.
alter table invoice_line add column work_minutes integer;
alter table invoice_line add column work_rate integer;      -- cents an hour, before tax
alter table invoice_line add column work_amount integer;    -- cents, of an expense or a disbursement

-- Lists of invoices, payments and time, in their order and with what is summed of them: a page and its totals are read from the
-- index alone, for ten thousand rows of one client as for those of the firm.
drop index invoice_client;
create index invoice_client on invoice (client, issued_on, sequence, id, kind, due_on, net, gross, number);
drop index invoice_issued;
create index invoice_issued on invoice (issued_on, sequence, id, kind, client, due_on, net, gross, number);
drop index payment_client;
create index payment_client on payment (client, received_on, id, account, amount);
create index payment_received on payment (received_on, id, client, account, amount);
drop index time_entry_unbilled;
create index time_entry_unbilled on time_entry (matter, worked_on, id, minutes, hourly_rate) where billed_on is null and billable = 1;
drop index time_entry_matter;
create index time_entry_matter on time_entry (matter, worked_on, id, billable, minutes, hourly_rate, billed_on);
drop index time_entry_day;
create index time_entry_day on time_entry (worked_on, id, timekeeper, billable, minutes, hourly_rate, billed_on);
drop index expense_unbilled;
create index expense_unbilled on expense (matter, incurred_on, id, amount) where billed_on is null and billable = 1;
drop index disbursement_unbilled;
create index disbursement_unbilled on disbursement (matter, incurred_on, id, amount) where billed_on is null and billable = 1;
