-- Merges (DOMAIN §11): the merged contact stays, and leads to the one that was kept. Its row holds the values that were not
-- chosen; everything that pointed at it points at the kept one.
alter table contact add column merged_into blob references contact (id);
create index contact_merged_into on contact (merged_into) where merged_into is not null;

-- Searches for conflicts of interest with their decision (DOMAIN §12). Append-only: the core refuses to change or remove one.
-- What was searched and found is text, as it was on that day: no later merge or edit changes what was decided upon.
create table conflict_check (
    id blob primary key check (length(id) = 16),
    searched text not null,     -- JSON
    hits text not null,         -- JSON
    names text not null,        -- as they are told, by line breaks
    depth integer not null check (depth between 0 and 4),
    decision text not null check (decision in ('no_conflict', 'accepted', 'refused')),
    agreement text not null default '', -- the written agreement that an acceptance rests upon
    comment text not null default '',
    -- What it was made for; no foreign key, since the check stays when the opening of its matter is taken back.
    matter blob check (matter is null or length(matter) = 16),
    matter_reference text not null default '',
    parties text not null default '',   -- of the matter, as they were: « contact side role » by line breaks
    user blob not null references user (id),
    at text not null
) strict, without rowid;
create index conflict_check_at on conflict_check (at);
create index conflict_check_matter on conflict_check (matter, at) where matter is not null;
create index conflict_check_user on conflict_check (user);
