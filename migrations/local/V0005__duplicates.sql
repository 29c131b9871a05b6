-- Duplicates (DOMAIN §10): what people said is none, and what the last scan found.

-- « Ce ne sont pas des doublons ». The id is a UUID v5 of the two contacts: two devices that say it make the same row. It holds
-- as long as what was compared is what it was.
create table not_duplicate (
    id blob primary key check (length(id) = 16),
    contact blob not null references contact (id),
    other blob not null references contact (id),
    fingerprint text not null,
    at text not null,
    user blob not null references user (id),
    check (contact <> other)
) strict, without rowid;
create index not_duplicate_contact on not_duplicate (contact);
create index not_duplicate_other on not_duplicate (other);
create index not_duplicate_user on not_duplicate (user);

-- Local: what the last scan found, kept up with the changes since. `a` < `b`.
create table duplicate_pair (
    a blob not null,
    b blob not null,
    level text not null check (level in ('certain', 'same_company', 'probable', 'possible')),
    score real not null,
    reasons text not null,      -- French, by line breaks
    fingerprint text not null,
    grp blob not null,          -- the least contact of its group
    primary key (a, b)
) strict, without rowid;
create index duplicate_pair_b on duplicate_pair (b);
create index duplicate_pair_grp on duplicate_pair (grp);
