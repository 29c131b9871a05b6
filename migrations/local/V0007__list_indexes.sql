-- Indexes that the home page, the list and search ask for at 100,000 contacts and more.

-- What was worked on last.
create index change_record_change on change_record (change);
create index contact_row_created on contact_row (created_at, contact, archived, status);
-- What search ranks by, close together: a hundred candidates a page of the file instead of a dozen.
create index contact_row_words on contact_row (rowid, archived, status, words);
