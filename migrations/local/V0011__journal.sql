-- The living memory (DOMAIN §9): what was said and done with a contact or in a matter, the e-mails, the documents.

-- ---------------------------------------------------------------- synced
-- The id of an e-mail is a UUID v5 of its Message-ID: two devices that receive it make the same row.
create table interaction (
    id blob primary key check (length(id) = 16),
    kind text not null check (kind <> ''),          -- email, call, meeting, note, letter
    at text not null,                               -- when it took place: an instant
    subject text not null default '',
    body text not null default '',                  -- plain text
    minutes integer check (minutes is null or minutes between 1 and 1440),
    direction text not null default '' check (direction in ('', 'in', 'out')),
    user blob not null references user (id),        -- who wrote it down, or received it
    matter blob references matter (id),
    pinned integer not null default 0 check (pinned in (0, 1)),
    message_id text not null default '',
    people text not null default '',                -- of an e-mail, JSON: part, name and address of each, as it bears them
    problem text not null default '',               -- why an e-mail could not be read whole, in French
    created_at text not null
) strict, without rowid;
create index interaction_user on interaction (user);
create index interaction_matter on interaction (matter) where matter is not null;

-- Whom it is about, who is mentioned, who sent and who received it. The id is a UUID v5 of its three parts.
create table interaction_contact (
    id blob primary key check (length(id) = 16),
    interaction blob not null references interaction (id),
    contact blob not null references contact (id),
    part text not null check (part <> '')           -- about, mentioned, sender, recipient, copy
) strict, without rowid;
create index interaction_contact_interaction on interaction_contact (interaction);
create index interaction_contact_contact on interaction_contact (contact);

-- A text to start from.
create table journal_template (
    id blob primary key check (length(id) = 16),
    name text not null check (name <> ''),
    kind text not null check (kind <> ''),
    subject text not null default '',
    body text not null default '',
    minutes integer check (minutes is null or minutes between 1 and 1440),
    position integer not null default 0
) strict, without rowid;
-- The same ids in every base.
insert into journal_template (id, name, kind, subject, body, minutes, position) values
    (x'7468656d697369612d746d706c303031', 'Point d’avancement', 'call', 'Point d’avancement',
     'Demande :' || char(10) || char(10) || 'Réponse :' || char(10) || char(10) || 'À faire :' || char(10), 15, 0),
    (x'7468656d697369612d746d706c303032', 'Message laissé', 'call', 'Message laissé sur le répondeur', '', 5, 1),
    (x'7468656d697369612d746d706c303033', 'Premier entretien', 'meeting', 'Premier entretien',
     'Présents :' || char(10) || char(10) || 'Les faits :' || char(10) || char(10) || 'Objectif du client :' || char(10) || char(10)
         || 'Pièces à réunir :' || char(10) || char(10) || 'Honoraires annoncés :' || char(10), 60, 2),
    (x'7468656d697369612d746d706c303034', 'Compte rendu d’audience', 'meeting', 'Audience',
     'Formation :' || char(10) || char(10) || 'Plaidé :' || char(10) || char(10) || 'Renvoi ou délibéré au :' || char(10), null, 3),
    (x'7468656d697369612d746d706c303035', 'Stratégie', 'note', 'Stratégie',
     'Objectif :' || char(10) || char(10) || 'Points forts :' || char(10) || char(10) || 'Risques :' || char(10), null, 4);

-- A file that is kept: its bytes lie outside, encrypted, under a name made of their hash.
create table document (
    id blob primary key check (length(id) = 16),
    name text not null check (name <> ''),
    part text not null default '',                  -- of an e-mail: 'message', the e-mail itself as it came; '' an attachment
    contact blob references contact (id),
    matter blob references matter (id),
    invoice blob references invoice (id),
    interaction blob references interaction (id),
    note text not null default '',
    created_at text not null,
    created_by blob not null references user (id)
) strict, without rowid;
create index document_contact on document (contact) where contact is not null;
create index document_matter on document (matter) where matter is not null;
create index document_invoice on document (invoice) where invoice is not null;
create index document_interaction on document (interaction) where interaction is not null;
create index document_created_by on document (created_by);

-- Each state of a file, the last one first read.
create table document_version (
    id blob primary key check (length(id) = 16),
    document blob not null references document (id),
    file_name text not null,
    media_type text not null default '',
    size integer not null check (size >= 0),        -- bytes
    hash blob not null check (length(hash) = 32),   -- BLAKE3 of the bytes
    added_at text not null,
    added_by blob not null references user (id)
) strict, without rowid;
create index document_version_document on document_version (document, added_at);
create index document_version_added_by on document_version (added_by);

create index contact_email_address on contact_email (address collate nocase);

-- ---------------------------------------------------------------- local
-- One row an entry of the journal, whatever its source: derived after each write, can be built again.
create table journal_row (
    rowid integer primary key,  -- the row of journal_fts
    entry blob not null unique, -- id of the row of its source
    source text not null,       -- table
    kind text not null,
    at text not null,
    pinned integer not null,
    -- 0: a document that came with an exchange, which is shown with it and found through it.
    listed integer not null default 1
) strict;
create index journal_row_at on journal_row (at, entry, kind, source) where listed = 1;
create index journal_row_pinned on journal_row (at, entry) where pinned = 1;

-- Where an entry stands: in the journal of these contacts and matters.
create table journal_place (
    scope blob not null,        -- a contact or a matter
    at text not null,
    entry blob not null,
    row integer not null,       -- of journal_row
    source text not null,
    kind text not null,
    pinned integer not null,
    matter blob,
    primary key (scope, at, entry)
) strict, without rowid;
create index journal_place_row on journal_place (row);
create index journal_place_pinned on journal_place (scope, at, entry) where pinned = 1;

create virtual table journal_fts using fts5 (
    text, content = '', contentless_delete = 1, detail = none, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
);

-- Every address that an e-mail bears, in small letters, with the name beside it.
create table journal_address (
    address text not null,
    interaction blob not null,
    name text not null,
    primary key (address, interaction)
) strict, without rowid;
create index journal_address_interaction on journal_address (interaction);

-- The text of a file, by the hash of its bytes.
create table document_text (
    hash blob primary key,
    text text not null
) strict, without rowid;

-- Every file that a row was ever about, in the order they came: what an undo may bring back is never thrown away.
create table document_blob (
    hash blob primary key check (length(hash) = 32),
    size integer not null
) strict, without rowid;

-- Files of the watched folder that were looked at already.
create table watched_file (
    path text primary key,
    size integer not null,
    modified text not null
) strict, without rowid;

create index operation_op on operation (op, at);

-- What the program knew before it had a journal.
insert into journal_row (entry, source, kind, at, pinned) select id, 'status_change', 'status', at, 0 from status_change;
insert into journal_row (entry, source, kind, at, pinned)
    select id, 'invoice', kind, strftime('%Y-%m-%dT%H:%M:%fZ', issued_on, 'utc'), 0 from invoice where number <> '';
insert into journal_row (entry, source, kind, at, pinned)
    select id, 'payment', case when reverses is null then 'payment' else 'reversal' end,
        strftime('%Y-%m-%dT%H:%M:%fZ', received_on, 'utc'), 0 from payment;
insert or ignore into journal_place (scope, at, entry, row, source, kind, pinned)
    select contact, journal_row.at, entry, journal_row.rowid, source, kind, 0 from status_change
    join journal_row on entry = status_change.id;
insert or ignore into journal_place (scope, at, entry, row, source, kind, pinned, matter)
    select client, at, entry, journal_row.rowid, source, journal_row.kind, 0, matter from invoice join journal_row on entry = invoice.id
    union all
    select recipient, at, entry, journal_row.rowid, source, journal_row.kind, 0, matter from invoice join journal_row on entry = invoice.id
    union all
    select matter, at, entry, journal_row.rowid, source, journal_row.kind, 0, matter from invoice join journal_row on entry = invoice.id
    where matter is not null;
insert or ignore into journal_place (scope, at, entry, row, source, kind, pinned)
    select client, at, entry, journal_row.rowid, source, kind, 0 from payment join journal_row on entry = payment.id;
insert into journal_fts (rowid, text)
    select journal_row.rowid, replace(reason, 'œ', 'oe') from status_change join journal_row on entry = status_change.id
    union all
    select journal_row.rowid, replace(number || ' ' || subject, 'œ', 'oe') from invoice join journal_row on entry = invoice.id
    union all
    select journal_row.rowid, replace(reference || ' ' || method || ' ' || note, 'œ', 'oe') from payment join journal_row on entry = payment.id;
