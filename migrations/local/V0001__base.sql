-- The base of one laptop. Two families of tables:
--   synced: what the firm knows; every write is recorded as a changeset. They only grow: new columns at the end, with a
--           default; no UNIQUE but the primary key, no trigger, no cascade (DESIGN §4).
--   local:  the log itself, indexes and drafts of this device; never in a changeset.

-- ---------------------------------------------------------------- synced
create table firm (
    id blob primary key check (length(id) = 16),
    name text not null
) strict, without rowid;

create table user (
    id blob primary key check (length(id) = 16),
    name text not null check (name <> ''),
    grade text not null check (grade in ('partner', 'associate', 'of_counsel', 'trainee', 'paralegal', 'assistant'))
) strict, without rowid;

create table device (
    id blob primary key check (length(id) = 16),
    name text not null
) strict, without rowid;

create table quality (
    id blob primary key check (length(id) = 16),
    name text not null check (name <> '')
) strict, without rowid;

create table contact (
    id blob primary key check (length(id) = 16),
    kind text not null check (kind in ('natural_person', 'legal_person', 'court')),
    status text not null default 'unqualified'
        check (status in ('unqualified', 'prospect', 'active_client', 'former_client', 'lost_prospect')),
    civility text not null default '',
    first_names text not null default '',
    birth_name text not null default '',
    usage_name text not null default '',
    organisation_name text not null default '',
    acronym text not null default '',
    trade_name text not null default '',
    legal_form text not null default '',
    court_type text not null default '',
    birth_date text check (birth_date is null or birth_date glob '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    siren text not null default '',
    siret text not null default '',
    vat_number text not null default '',
    notes text not null default '',
    to_check text not null default '',      -- names of the fields kept although their check refused them, by commas
    external_source text not null default '', -- which kind of file external_ref comes from: the hash of its headers
    external_ref text not null default '',
    external_hash text not null default '',   -- of the last row imported: the same row again changes nothing
    archived_at text,
    created_at text not null,
    created_by blob not null references user (id),
    check (birth_name <> '' or usage_name <> '' or first_names <> '' or organisation_name <> '')
) strict, without rowid;

create table contact_email (
    id blob primary key check (length(id) = 16),
    contact blob not null references contact (id),
    label text not null default '',
    address text not null check (address <> ''),
    to_check integer not null default 0 check (to_check in (0, 1)),
    position integer not null
) strict, without rowid;

create table contact_phone (
    id blob primary key check (length(id) = 16),
    contact blob not null references contact (id),
    label text not null default '',
    number text not null check (number <> ''), -- E.164; as typed when it is no number of the plan
    position integer not null
) strict, without rowid;

create table contact_address (
    id blob primary key check (length(id) = 16),
    contact blob not null references contact (id),
    label text not null default '',
    street text not null default '',
    postal_code text not null default '',
    town text not null default '',
    country text not null default '',
    position integer not null
) strict, without rowid;

create table contact_former_name (
    id blob primary key check (length(id) = 16),
    contact blob not null references contact (id),
    name text not null check (name <> ''),
    position integer not null
) strict, without rowid;

-- The id is a UUID v5 of its two parts: two devices that add the same quality add the same row.
create table contact_quality (
    id blob primary key check (length(id) = 16),
    contact blob not null references contact (id),
    quality blob not null references quality (id)
) strict, without rowid;

create table status_change (
    id blob primary key check (length(id) = 16),
    contact blob not null references contact (id),
    from_status text not null,
    to_status text not null,
    reason text not null default '',
    at text not null,
    user blob not null references user (id)
) strict, without rowid;

create index contact_email_contact on contact_email (contact);
create index contact_phone_contact on contact_phone (contact);
create index contact_address_contact on contact_address (contact);
create index contact_former_name_contact on contact_former_name (contact);
create index contact_quality_contact on contact_quality (contact);
create index contact_quality_quality on contact_quality (quality);
create index status_change_contact on status_change (contact);
create index contact_external on contact (external_ref, external_source) where external_ref <> '';

-- ---------------------------------------------------------------- local
-- The log. An operation is what a person did; a long one (an import) is several changes.
create table operation (
    id blob primary key check (length(id) = 16),
    seq integer not null unique,
    op text not null,
    label text not null,
    user blob not null,
    device blob not null,
    at text not null,
    undoes blob references operation (id),     -- the operation that this one takes back
    undone_by blob references operation (id)   -- the operation that took this one back
) strict, without rowid;
create index operation_undone on operation (seq) where undone_by is null;

create table change (
    seq integer primary key,
    operation blob not null references operation (id),
    schema integer not null,    -- of the base that recorded it
    row_count integer not null,
    changeset blob not null     -- SQLite session changeset
) strict;
create index change_operation on change (operation);

-- Which changes touched a record, or a row that points at it: the way into its history.
create table change_record (
    record blob not null,
    change integer not null references change (seq),
    primary key (record, change)
) strict, without rowid;

-- What lists and searches read: derived from the synced tables after each write, can be built again.
create table contact_row (
    rowid integer primary key,  -- the row of contact_fts
    contact blob not null unique,
    kind text not null,
    status text not null,
    archived integer not null,
    name text not null,         -- « DURAND Anne »
    sort_key text not null,     -- folded name
    words text not null,        -- folded words of every name borne
    email text not null,
    phone text not null,
    town text not null,
    town_key text not null,
    qualities text not null,    -- names, by line breaks
    external_ref text not null,
    created_at text not null
) strict;
create index contact_row_name on contact_row (archived, status, sort_key);

create virtual table contact_fts using fts5 (
    name, other, content = '', contentless_delete = 1, detail = column, tokenize = 'ascii', prefix = '2 3'
);

-- The distinct words of the index: the vocabulary that search keeps in memory.
create virtual table contact_word using fts5vocab (contact_fts, 'col');

create table draft (
    key text primary key,
    value text not null,
    at text not null
) strict, without rowid;

create table local_setting (
    key text primary key,
    value text not null
) strict, without rowid;
