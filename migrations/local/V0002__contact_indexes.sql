-- Indexes that a base of 100,000 contacts asks for: pages of the list in the order of names, rows of an import without reference.

create index contact_hash on contact (external_hash) where external_ref = '' and external_hash <> '';

drop index contact_row_name;
create index contact_row_view on contact_row (archived, status);
create index contact_row_name on contact_row (sort_key, contact, archived, status);
