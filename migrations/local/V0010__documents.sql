-- What is printed beside invoices: logos, reminders, provisions.

-- Logos that the firm had before: an invoice keeps the one that it was issued with. The id is a UUID v5 of the picture.
create table former_logo (
    id blob primary key check (length(id) = 16),
    image blob not null                             -- PNG
) strict, without rowid;

-- A letter that asks for what is overdue. What it said stays: a later change of a name or an address changes nothing here.
create table reminder (
    id blob primary key check (length(id) = 16),
    client blob not null references contact (id),
    recipient blob not null references contact (id),
    level integer not null check (level between 1 and 3),
    reminded_on text not null,
    note text not null default '',                  -- added to the letter
    interest_basis_points integer check (interest_basis_points between 0 and 10000), -- a year; null: none is asked
    printed text not null,                          -- JSON: firm, recipient and client as written
    created_at text not null,
    created_by blob not null references user (id)
) strict, without rowid;
create index reminder_client on reminder (client, reminded_on);
create index reminder_recipient on reminder (recipient);

create table reminder_line (
    id blob primary key check (length(id) = 16),
    reminder blob not null references reminder (id),
    invoice blob not null references invoice (id),
    position integer not null,
    open integer not null check (open > 0),         -- cents, that day
    interest integer not null default 0 check (interest >= 0),
    indemnity integer not null default 0 check (indemnity >= 0)
) strict, without rowid;
create index reminder_line_reminder on reminder_line (reminder, position);
create index reminder_line_invoice on reminder_line (invoice, reminder);

-- A provision asked of a client: an advance on fees to come.
create table retainer (
    id blob primary key check (length(id) = 16),
    client blob not null references contact (id),
    recipient blob not null references contact (id),
    matter blob references matter (id),
    requested_on text not null,
    due_on text,
    subject text not null default '',
    note text not null default '',
    net integer not null check (net > 0),           -- cents, before tax
    vat_basis_points integer not null default 0 check (vat_basis_points between 0 and 10000),
    gross integer not null check (gross >= net),
    withdrawn_on text,                              -- no longer asked for
    withdrawn_because text not null default '',
    printed text not null,                          -- JSON: firm, recipient and client as written
    created_at text not null,
    created_by blob not null references user (id)
) strict, without rowid;
create index retainer_client on retainer (client, requested_on);
create index retainer_recipient on retainer (recipient);
create index retainer_matter on retainer (matter) where matter is not null;

-- The provision that a payment answers. It pays no invoice by that: what is not allocated stays beside the balance.
alter table payment add column retainer blob references retainer (id);
create index payment_retainer on payment (retainer, amount) where retainer is not null;
