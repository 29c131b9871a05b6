-- Matters, rates, time, invoices and payments (DOMAIN §5 to §8). Amounts are cents of a euro, durations minutes, VAT rates
-- basis points (2000 is 20 %). Figures are queries over the covering indexes below, never stored totals.

-- What the firm prints on its invoices, and its thresholds.
alter table firm add column legal_name text not null default '';
alter table firm add column legal_form text not null default '';     -- « SELARL », « EI »…
alter table firm add column street text not null default '';
alter table firm add column postal_code text not null default '';
alter table firm add column town text not null default '';
alter table firm add column country text not null default '';
alter table firm add column phone text not null default '';
alter table firm add column email text not null default '';
alter table firm add column siren text not null default '';
alter table firm add column vat_number text not null default '';
alter table firm add column vat_exempt integer not null default 0 check (vat_exempt in (0, 1)); -- CGI art. 293 B
alter table firm add column bank text not null default '';
alter table firm add column iban text not null default '';
alter table firm add column bic text not null default '';
alter table firm add column share_capital text not null default '';
alter table firm add column payment_days integer not null default 30 check (payment_days between 0 and 365);
alter table firm add column doubtful_after_days integer not null default 90 check (doubtful_after_days between 0 and 3650);
alter table firm add column interest text not null default '';       -- as agreed; empty: three times the legal rate
alter table firm add column indemnity_cents integer not null default 4000 check (indemnity_cents >= 0);
alter table firm add column mentions text not null default '';       -- printed at the foot of an invoice
alter table firm add column logo blob;                               -- PNG or JPEG

-- The letter of the series in which this device numbers its invoices; empty until the first one is issued.
alter table device add column series text not null default '';

create table vat_rate (
    id blob primary key check (length(id) = 16),
    name text not null check (name <> ''),
    basis_points integer not null check (basis_points between 0 and 10000),
    starts_on text not null,
    ends_on text,
    position integer not null default 0
) strict, without rowid;
-- The French rates in force (CGI art. 278, 279, 278-0 bis, 281 quater); the same ids in every base.
insert into vat_rate (id, name, basis_points, starts_on, ends_on, position) values
    (x'7468656d697369612d76617430303031', 'Taux normal', 2000, '2014-01-01', null, 0),
    (x'7468656d697369612d76617430303032', 'Taux intermédiaire', 1000, '2014-01-01', null, 1),
    (x'7468656d697369612d76617430303033', 'Taux réduit', 550, '2012-01-01', null, 2),
    (x'7468656d697369612d76617430303034', 'Taux particulier', 210, '1989-01-01', null, 3),
    (x'7468656d697369612d76617430303035', 'Exonéré', 0, '1968-01-01', null, 4);

-- Who does the work; a user or not.
create table timekeeper (
    id blob primary key check (length(id) = 16),
    name text not null check (name <> ''),          -- « Me Julie Martin »
    initials text not null default '',
    user blob references user (id),
    left_on text                                    -- no longer proposed from that day
) strict, without rowid;
create index timekeeper_user on timekeeper (user) where user is not null;

-- A grade is held from a day. The id is a UUID v5 of the timekeeper and the day.
create table timekeeper_grade (
    id blob primary key check (length(id) = 16),
    timekeeper blob not null references timekeeper (id),
    grade text not null,
    effective_from text not null
) strict, without rowid;
create index timekeeper_grade_day on timekeeper_grade (timekeeper, effective_from, grade);

-- Of a timekeeper, of a grade, or of the firm (neither). The id is a UUID v5 of its parts.
create table standard_rate (
    id blob primary key check (length(id) = 16),
    timekeeper blob references timekeeper (id),
    grade text,
    effective_from text not null,
    hourly_rate integer not null check (hourly_rate >= 0), -- cents an hour, before tax
    check (timekeeper is null or grade is null)
) strict, without rowid;
create index standard_rate_timekeeper on standard_rate (timekeeper, effective_from);

create table matter (
    id blob primary key check (length(id) = 16),
    reference text not null check (reference <> ''),
    title text not null default '',
    client blob not null references contact (id),
    responsible blob references timekeeper (id),
    status text not null default 'open' check (status in ('open', 'archived')),
    opened_on text not null,
    closed_on text,
    billing_mode text not null default 'hourly',
    fixed_fee integer check (fixed_fee is null or fixed_fee >= 0), -- cents, before tax
    court blob references contact (id),
    court_number text not null default '',          -- RG
    notes text not null default '',
    opened_despite text not null default '',        -- why it was opened without a validated KYC
    created_at text not null,
    created_by blob not null references user (id)
) strict, without rowid;
create index matter_client on matter (client, status);
create index matter_responsible on matter (responsible) where responsible is not null;
create index matter_court on matter (court) where court is not null;
create index matter_reference on matter (reference);
create index matter_status on matter (status, opened_on);

-- A contact's part in a matter.
create table party (
    id blob primary key check (length(id) = 16),
    matter blob not null references matter (id),
    contact blob not null references contact (id),
    side text not null check (side in ('for', 'against', 'neutral')),
    represents blob references party (id),          -- a lawyer: for which party
    note text not null default ''
) strict, without rowid;
create index party_matter on party (matter);
create index party_contact on party (contact);
create index party_represents on party (represents) where represents is not null;

-- The role of a party from a day: claimant, then appellant. The id is a UUID v5 of the party and the day.
create table party_role (
    id blob primary key check (length(id) = 16),
    party blob not null references party (id),
    role text not null,
    label text not null default '',                 -- where no role of the list fits
    starts_on text not null
) strict, without rowid;
create index party_role_party on party_role (party, starts_on);

-- A role for one matter of a client comes before those for the client.
alter table contact_role add column matter blob references matter (id);
create index contact_role_matter on contact_role (matter) where matter is not null;

-- Agreed with a client, or for one matter of it; for a timekeeper, a grade, or everyone (neither). The id is a UUID v5 of its parts.
create table negotiated_rate (
    id blob primary key check (length(id) = 16),
    client blob not null references contact (id),
    matter blob references matter (id),
    timekeeper blob references timekeeper (id),
    grade text,
    effective_from text not null,
    hourly_rate integer not null check (hourly_rate >= 0), -- cents an hour, before tax
    note text not null default '',
    document text not null default '',              -- name of the fee agreement
    document_hash text not null default '',         -- BLAKE3 of its bytes, where it is kept
    agreed_on text,
    created_at text not null,
    created_by blob not null references user (id),
    check (timekeeper is null or grade is null)
) strict, without rowid;
create index negotiated_rate_client on negotiated_rate (client, effective_from);
create index negotiated_rate_matter on negotiated_rate (matter) where matter is not null;
create index negotiated_rate_timekeeper on negotiated_rate (timekeeper) where timekeeper is not null;

-- Invoices and credit notes. A draft bears no number; a number freezes the row and its lines.
create table invoice (
    id blob primary key check (length(id) = 16),
    kind text not null check (kind in ('invoice', 'credit_note')),
    client blob not null references contact (id),
    recipient blob not null references contact (id),
    matter blob references matter (id),
    credits blob references invoice (id),           -- a credit note: the invoice that it corrects
    number text not null default '',                -- « A2026-0001 »
    series text not null default '',
    year integer not null default 0,
    sequence integer not null default 0,
    subject text not null default '',
    note text not null default '',
    issued_on text,
    due_on text,
    payment_days integer not null default 30,
    net integer not null,                           -- cents, of the lines under VAT
    vat integer not null,
    disbursements integer not null,                 -- cents, outside VAT
    gross integer not null,                         -- net + vat + disbursements
    printed text not null default '',               -- JSON: firm, recipient, client and mentions as issued
    reopens_work integer not null default 0 check (reopens_work in (0, 1)),
    created_at text not null,
    created_by blob not null references user (id),
    check (gross = net + vat + disbursements),
    check ((number = '') = (issued_on is null)),
    check ((kind = 'credit_note') = (credits is not null))
) strict, without rowid;
create index invoice_client on invoice (client, number, kind, issued_on, due_on, gross);
create index invoice_recipient on invoice (recipient);
create index invoice_matter on invoice (matter) where matter is not null;
create index invoice_credits on invoice (credits, number, gross) where credits is not null;
create index invoice_series on invoice (series, year, sequence) where number <> '';
create index invoice_number on invoice (number) where number <> '';
create index invoice_issued on invoice (issued_on, kind, client, net) where issued_on is not null;

create table time_entry (
    id blob primary key check (length(id) = 16),
    matter blob not null references matter (id),
    timekeeper blob not null references timekeeper (id),
    worked_on text not null,
    minutes integer not null check (minutes between 1 and 1440),
    narrative text not null default '',
    billable integer not null default 1 check (billable in (0, 1)),
    hourly_rate integer not null check (hourly_rate >= 0), -- frozen at entry: a later agreement never rewrites the past
    rate_step text not null,                        -- which rule of DOMAIN §6 gave it, or 'manual'
    rate_from text,                                 -- since when that rule applied
    rate_source text not null,                      -- « négocié · Me Martin · depuis le 01/03/2026 »
    billed_on blob references invoice (id),         -- the issued invoice
    created_at text not null,
    created_by blob not null references user (id)
) strict, without rowid;
create index time_entry_unbilled on time_entry (matter, minutes, hourly_rate) where billed_on is null and billable = 1;
create index time_entry_matter on time_entry (matter, worked_on);
create index time_entry_timekeeper on time_entry (timekeeper, worked_on, billable, minutes, hourly_rate);
create index time_entry_day on time_entry (worked_on, timekeeper, billable, minutes, hourly_rate);
create index time_entry_billed on time_entry (billed_on) where billed_on is not null;

-- A cost that the firm charges again, under VAT.
create table expense (
    id blob primary key check (length(id) = 16),
    matter blob not null references matter (id),
    incurred_on text not null,
    label text not null check (label <> ''),
    amount integer not null check (amount > 0),     -- cents, before tax
    billable integer not null default 1 check (billable in (0, 1)),
    billed_on blob references invoice (id),
    created_at text not null,
    created_by blob not null references user (id)
) strict, without rowid;
create index expense_unbilled on expense (matter, amount) where billed_on is null and billable = 1;
create index expense_matter on expense (matter, incurred_on);
create index expense_billed on expense (billed_on) where billed_on is not null;

-- Paid in the name of the client: outside VAT (CGI art. 267 II 2°), never fees.
create table disbursement (
    id blob primary key check (length(id) = 16),
    matter blob not null references matter (id),
    incurred_on text not null,
    label text not null check (label <> ''),
    amount integer not null check (amount > 0),     -- cents
    billable integer not null default 1 check (billable in (0, 1)),
    billed_on blob references invoice (id),
    created_at text not null,
    created_by blob not null references user (id)
) strict, without rowid;
create index disbursement_unbilled on disbursement (matter, amount) where billed_on is null and billable = 1;
create index disbursement_matter on disbursement (matter, incurred_on);
create index disbursement_billed on disbursement (billed_on) where billed_on is not null;

create table invoice_line (
    id blob primary key check (length(id) = 16),
    invoice blob not null references invoice (id),
    position integer not null,
    kind text not null check (kind in ('time', 'expense', 'disbursement', 'fee', 'discount')),
    label text not null default '',
    worked_on text,
    minutes integer,
    hourly_rate integer,                            -- cents an hour, before tax
    amount integer not null,                        -- cents, before tax; a discount is below zero
    vat_basis_points integer not null default 0 check (vat_basis_points between 0 and 10000),
    time_entry blob references time_entry (id),
    expense blob references expense (id),
    disbursement blob references disbursement (id),
    check (kind <> 'disbursement' or vat_basis_points = 0)
) strict, without rowid;
create index invoice_line_invoice on invoice_line (invoice, position);
create index invoice_line_time_entry on invoice_line (time_entry) where time_entry is not null;
create index invoice_line_expense on invoice_line (expense) where expense is not null;
create index invoice_line_disbursement on invoice_line (disbursement) where disbursement is not null;

-- What is thought of an issued invoice, which itself never changes. The id is a UUID v5 of the invoice.
create table invoice_mark (
    id blob primary key check (length(id) = 16),
    invoice blob not null references invoice (id),
    mark text not null check (mark in ('doubtful', 'disputed')),
    reason text not null check (reason <> ''),
    at text not null,
    user blob not null references user (id)
) strict, without rowid;
create index invoice_mark_invoice on invoice_mark (invoice);

-- Money received. Rows are added, never changed: a wrong one is reversed by a row of the opposite amount.
create table payment (
    id blob primary key check (length(id) = 16),
    client blob not null references contact (id),
    received_on text not null,
    amount integer not null check (amount <> 0),    -- cents
    account text not null default 'firm' check (account in ('firm', 'carpa')), -- CARPA: never the firm's money, in no figure
    method text not null default '',
    reference text not null default '',
    note text not null default '',
    reverses blob references payment (id),
    created_at text not null,
    created_by blob not null references user (id),
    check ((amount < 0) = (reverses is not null))
) strict, without rowid;
create index payment_client on payment (client, account, received_on, amount);
create index payment_reverses on payment (reverses) where reverses is not null;

create table payment_allocation (
    id blob primary key check (length(id) = 16),
    payment blob not null references payment (id),
    invoice blob not null references invoice (id),
    amount integer not null check (amount <> 0),    -- cents; below zero where a reversal takes it back
    created_at text not null
) strict, without rowid;
create index payment_allocation_payment on payment_allocation (payment, amount);
create index payment_allocation_invoice on payment_allocation (invoice, amount);

-- ---------------------------------------------------------------- local
-- Clocks that run or wait on this device: they survive a crash.
create table timer (
    id blob primary key check (length(id) = 16),
    matter blob,
    timekeeper blob,
    narrative text not null default '',
    started_at text,            -- null: it waits
    seconds integer not null default 0 check (seconds >= 0), -- gathered before started_at
    created_at text not null
) strict, without rowid;
