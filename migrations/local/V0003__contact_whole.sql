-- Everything that a contact is (DOMAIN §2, §4): the rest of its fields, its bank accounts, its links to other contacts, its roles.

alter table contact add column birth_place text not null default '';
alter table contact add column nationality text not null default '';
alter table contact add column profession text not null default '';
alter table contact add column family_situation text not null default '';
alter table contact add column matrimonial_regime text not null default '';
alter table contact add column death_date text check (death_date is null or death_date glob '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]');
alter table contact add column identity_type text not null default '';
alter table contact add column identity_number text not null default '';
alter table contact add column identity_authority text not null default '';
alter table contact add column identity_country text not null default '';
alter table contact add column identity_issued_on text check (identity_issued_on is null or identity_issued_on glob '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]');
alter table contact add column identity_expires_on text check (identity_expires_on is null or identity_expires_on glob '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]');
alter table contact add column rcs_town text not null default '';
alter table contact add column rcs_letter text not null default '';
alter table contact add column naf_code text not null default '';
alter table contact add column naf_nomenclature text not null default '';
alter table contact add column share_capital_cents integer check (share_capital_cents is null or share_capital_cents >= 0);
alter table contact add column share_capital_currency text not null default '';
alter table contact add column share_capital_variable integer not null default 0 check (share_capital_variable in (0, 1));
alter table contact add column chambers text not null default '';          -- of a court, one a line
alter table contact add column clerk_phone text not null default '';
alter table contact add column clerk_email text not null default '';
alter table contact add column clerk_hours text not null default '';
alter table contact add column rpva_identifier text not null default '';
alter table contact add column arbitration_institution text not null default '';
alter table contact add column arbitration_rules text not null default '';
alter table contact add column arbitration_seat text not null default '';
alter table contact add column foreign_identifiers text not null default ''; -- names of the fields kept as foreign, by commas
alter table contact add column referred_by blob references contact (id);    -- the contact that brought this one (apporteur)
alter table contact add column origin text not null default '';
create index contact_referred_by on contact (referred_by) where referred_by is not null;

create table contact_iban (
    id blob primary key check (length(id) = 16),
    contact blob not null references contact (id),
    label text not null default '',
    iban text not null check (iban <> ''),
    bic text not null default '',
    to_check integer not null default 0 check (to_check in (0, 1)),
    position integer not null
) strict, without rowid;
create index contact_iban_contact on contact_iban (contact);

-- `other` is, for `contact`, what `kind` says: its representative, its owner, its spouse, its parent company…
create table contact_link (
    id blob primary key check (length(id) = 16),
    contact blob not null references contact (id),
    other blob not null references contact (id),
    kind text not null check (kind in ('representative', 'beneficial_owner', 'spouse', 'parent', 'sibling', 'parent_company',
        'group_member', 'employer', 'assistant', 'adviser', 'guardian', 'related')),
    function text not null default '',
    capital_basis_points integer check (capital_basis_points between 0 and 10000), -- 1/100 of a percent
    votes_basis_points integer check (votes_basis_points between 0 and 10000),
    through blob references contact (id),   -- an indirect owner: through whom
    starts_on text,
    ends_on text,
    note text not null default '',
    check (contact <> other)
) strict, without rowid;
create index contact_link_contact on contact_link (contact);
create index contact_link_other on contact_link (other);
create index contact_link_through on contact_link (through) where through is not null;

-- Who receives something for a client: invoices, reminders, letters.
create table contact_role (
    id blob primary key check (length(id) = 16),
    client blob not null references contact (id),
    recipient blob not null references contact (id),
    role text not null check (role in ('billing', 'collections', 'correspondence')),
    is_default integer not null default 0 check (is_default in (0, 1)),
    starts_on text,
    ends_on text
) strict, without rowid;
create index contact_role_client on contact_role (client);
create index contact_role_recipient on contact_role (recipient);

-- A filter of the list that somebody named.
create table saved_view (
    id blob primary key check (length(id) = 16),
    name text not null check (name <> ''),
    filter text not null,   -- JSON
    position integer not null default 0
) strict, without rowid;
