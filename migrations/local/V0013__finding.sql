-- Matters, invoices and payments found at once; letters of money in the journal; the document that agreed terms rest on; who
-- did the work that an invoice bills.

-- ---------------------------------------------------------------- synced
alter table negotiated_rate add column agreement blob references document (id);
create index negotiated_rate_agreement on negotiated_rate (agreement) where agreement is not null;

alter table invoice_line add column timekeeper text not null default ''; -- the name that is printed; empty where the line was made before

-- ---------------------------------------------------------------- local
-- One row a matter, an invoice, a payment: derived after each write, can be built again.
create table found_row (
    rowid integer primary key,  -- the row of found_fts
    record blob not null unique,
    kind text not null,         -- table
    client blob not null,
    at text not null            -- a day
) strict;
create index found_row_client on found_row (client, kind, at);

-- What each bears, in the column of its kind.
create virtual table found_fts using fts5 (
    matter, invoice, payment,
    content = '', contentless_delete = 1, detail = column, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
);

-- What the program knew before.
insert into found_row (record, kind, client, at)
    select id, 'matter', client, opened_on from matter
    union all
    select id, 'invoice', client, coalesce(issued_on, substr(created_at, 1, 10)) from invoice
    union all
    select id, 'payment', client, received_on from payment where reverses is null
    order by 4, 1;
insert into found_fts (rowid, matter)
    select found_row.rowid, replace(reference || ' ' || title || ' ' || court_number, 'œ', 'oe') from matter join found_row on record = matter.id;
insert into found_fts (rowid, invoice)
    select found_row.rowid, replace(number || ' ' || substr(number, length(series) + 1) || ' ' || subject, 'œ', 'oe') from invoice join found_row on record = invoice.id;
insert into found_fts (rowid, payment)
    select found_row.rowid, replace(method || ' ' || reference || ' ' || note, 'œ', 'oe') || ' ' || printf('%d,%02d', amount / 100, amount % 100)
    from payment join found_row on record = payment.id;

insert into journal_row (entry, source, kind, at, pinned)
    select id, 'reminder', 'reminder', strftime('%Y-%m-%dT%H:%M:%fZ', reminded_on, 'utc'), 0 from reminder
    union all
    select id, 'retainer', 'retainer', strftime('%Y-%m-%dT%H:%M:%fZ', requested_on, 'utc'), 0 from retainer;
insert or ignore into journal_place (scope, at, entry, row, source, kind, pinned, matter)
    select client, at, entry, journal_row.rowid, source, kind, 0, matter from retainer join journal_row on entry = retainer.id
    union all
    select recipient, at, entry, journal_row.rowid, source, kind, 0, matter from retainer join journal_row on entry = retainer.id
    union all
    select matter, at, entry, journal_row.rowid, source, kind, 0, matter from retainer join journal_row on entry = retainer.id
    where matter is not null;
insert or ignore into journal_place (scope, at, entry, row, source, kind, pinned)
    select client, at, entry, journal_row.rowid, source, kind, 0 from reminder join journal_row on entry = reminder.id
    union all
    select recipient, at, entry, journal_row.rowid, source, kind, 0 from reminder join journal_row on entry = reminder.id
    union all
    select invoice.matter, at, entry, journal_row.rowid, source, journal_row.kind, 0 from reminder
    join journal_row on entry = reminder.id
    join reminder_line on reminder_line.reminder = reminder.id join invoice on invoice.id = reminder_line.invoice
    where invoice.matter is not null;
insert into journal_fts (rowid, text)
    select journal_row.rowid, replace(note, 'œ', 'oe') || ' ' || coalesce((select group_concat(number, ' ') from reminder_line
        join invoice on invoice.id = reminder_line.invoice where reminder_line.reminder = reminder.id), '')
    from reminder join journal_row on entry = reminder.id
    union all
    select journal_row.rowid, replace('provision ' || subject || ' ' || note, 'œ', 'oe') from retainer join journal_row on entry = retainer.id;
