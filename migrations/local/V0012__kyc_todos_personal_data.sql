-- Identity checks (DOMAIN §13), tasks and meetings (§9), personal data (§14).

-- ---------------------------------------------------------------- what the firm decided
alter table firm add column owner_threshold_basis_points integer not null default 2500
    check (owner_threshold_basis_points between 0 and 10000);   -- CMF art. R. 561-1: more than 25 % of capital or votes
alter table firm add column owner_threshold_included integer not null default 0
    check (owner_threshold_included in (0, 1));                 -- 0: strictly more
alter table firm add column review_months_simplified integer not null default 36 check (review_months_simplified between 0 and 240);
alter table firm add column review_months_normal integer not null default 24 check (review_months_normal between 0 and 240);
alter table firm add column review_months_enhanced integer not null default 12 check (review_months_enhanced between 0 and 240);
alter table firm add column kyc_retention_years integer not null default 5 check (kyc_retention_years between 0 and 100);
alter table firm add column invoice_retention_years integer not null default 10 check (invoice_retention_years between 0 and 100);
alter table firm add column matter_retention_years integer not null default 5 check (matter_retention_years between 0 and 100);
alter table firm add column prospect_retention_years integer not null default 3 check (prospect_retention_years between 0 and 100);

-- ---------------------------------------------------------------- KYC
-- One file a client, or a matter of it. The id is a UUID v5 of the two: two devices that begin it make the same row.
create table kyc_file (
    id blob primary key check (length(id) = 16),
    client blob not null references contact (id),
    matter blob references matter (id),
    activity text not null default '',          -- why it is in scope: a code of CMF art. L. 561-3
    scope_reason text not null default '',
    purpose text not null default '',           -- object and nature of the relation (CMF art. L. 561-5-1)
    funds_origin text not null default '',
    pep text not null default '' check (pep in ('', 'no', 'yes')),
    pep_note text not null default '',
    countries text not null default '',         -- codes of further countries that the relation touches, by commas
    vigilance text not null default '' check (vigilance in ('', 'simplified', 'normal', 'enhanced')),
    vigilance_reason text not null default '',  -- where it is not the one proposed
    risk_note text not null default '',
    review_on text,
    created_at text not null,
    created_by blob not null references user (id)
) strict, without rowid;
create index kyc_file_client on kyc_file (client, matter);
create index kyc_file_matter on kyc_file (matter) where matter is not null;
create index kyc_file_created_by on kyc_file (created_by);

-- The steps of a file, signed. Append-only: the core refuses to change or remove one, and an undo too. The state of a file is
-- where its last step led; without one it is in progress.
create table kyc_decision (
    id blob primary key check (length(id) = 16),
    file blob not null references kyc_file (id),
    client blob not null references contact (id),
    from_state text not null,
    to_state text not null
        check (to_state in ('in_progress', 'submitted', 'validated', 'refused', 'to_renew', 'out_of_scope')),
    reason text not null default '',
    vigilance text not null default '',
    missing text not null default '',           -- what was missing then, by line breaks
    seen text not null default '',              -- JSON: the file, identity, documents and owners as they were
    user blob not null references user (id),
    at text not null
) strict, without rowid;
create index kyc_decision_file on kyc_decision (file, at, id, to_state);
create index kyc_decision_client on kyc_decision (client);
create index kyc_decision_user on kyc_decision (user);

-- A document that somebody had before their eyes.
create table kyc_document (
    id blob primary key check (length(id) = 16),
    contact blob not null references contact (id),
    kind text not null check (kind in ('identity_card', 'passport', 'residence_permit', 'driving_licence', 'registration_extract',
        'articles', 'owners_register', 'address_proof', 'mandate', 'other')),
    number text not null default '',
    authority text not null default '',
    country text not null default '',
    issued_on text,
    expires_on text,
    remote integer not null default 0 check (remote in (0, 1)), -- not in the presence of the person
    seen_on text not null,
    seen_by blob not null references user (id),
    copy_name text not null default '',         -- of the file that holds the copy
    copy_hash text not null default '',         -- BLAKE3 of its bytes, where it is kept
    note text not null default ''
) strict, without rowid;
create index kyc_document_contact on kyc_document (contact, kind, expires_on);
create index kyc_document_seen_by on kyc_document (seen_by);

-- Countries of the lists that are looked at, as the firm keeps them.
create table risk_country (
    id blob primary key check (length(id) = 16),
    code text not null check (length(code) = 2),    -- ISO 3166-1
    name text not null check (name <> ''),
    words text not null default '',                 -- other names and nationalities, folded, by commas
    level text not null check (level in ('high', 'monitored')),
    source text not null default '',                -- which list, of which day
    listed_on text not null                         -- day of that list
) strict, without rowid;
insert into risk_country (id, code, name, words, level, source, listed_on) values
    (x'7468656d697369612d7269736b414630', 'AF', 'Afghanistan', 'afghan,afghane', 'high', 'UE 2016/1675, version du 05/08/2025', '2025-08-05'),
    (x'7468656d697369612d7269736b414f30', 'AO', 'Angola', 'angolais,angolaise', 'high', 'GAFI, surveillance renforcée, 13/02/2026 ; UE 2016/1675, version du 05/08/2025', '2026-02-13'),
    (x'7468656d697369612d7269736b424630', 'BF', 'Burkina Faso', 'burkinabe', 'high', 'UE 2016/1675, version du 05/08/2025', '2025-08-05'),
    (x'7468656d697369612d7269736b424730', 'BG', 'Bulgarie', 'bulgare', 'monitored', 'GAFI, surveillance renforcée, 13/02/2026', '2026-02-13'),
    (x'7468656d697369612d7269736b424f30', 'BO', 'Bolivie', 'bolivien,bolivienne', 'monitored', 'GAFI, surveillance renforcée, 13/02/2026', '2026-02-13'),
    (x'7468656d697369612d7269736b434430', 'CD', 'République démocratique du Congo', 'rdc,congo kinshasa,rd congo', 'high', 'GAFI, surveillance renforcée, 13/02/2026 ; UE 2016/1675, version du 05/08/2025', '2026-02-13'),
    (x'7468656d697369612d7269736b434930', 'CI', 'Côte d’Ivoire', 'cote d ivoire,ivoirien,ivoirienne', 'high', 'GAFI, surveillance renforcée, 13/02/2026 ; UE 2016/1675, version du 05/08/2025', '2026-02-13'),
    (x'7468656d697369612d7269736b434d30', 'CM', 'Cameroun', 'camerounais,camerounaise', 'high', 'GAFI, surveillance renforcée, 13/02/2026 ; UE 2016/1675, version du 05/08/2025', '2026-02-13'),
    (x'7468656d697369612d7269736b445a30', 'DZ', 'Algérie', 'algerien,algerienne', 'high', 'GAFI, surveillance renforcée, 13/02/2026 ; UE 2016/1675, version du 05/08/2025', '2026-02-13'),
    (x'7468656d697369612d7269736b485430', 'HT', 'Haïti', 'haitien,haitienne', 'high', 'GAFI, surveillance renforcée, 13/02/2026 ; UE 2016/1675, version du 05/08/2025', '2026-02-13'),
    (x'7468656d697369612d7269736b495230', 'IR', 'Iran', 'iranien,iranienne,republique islamique d iran', 'high', 'GAFI, appel à l’action, 13/02/2026 ; UE 2016/1675, version du 05/08/2025', '2026-02-13'),
    (x'7468656d697369612d7269736b4b4530', 'KE', 'Kenya', 'kenyan,kenyane', 'high', 'GAFI, surveillance renforcée, 13/02/2026 ; UE 2016/1675, version du 05/08/2025', '2026-02-13'),
    (x'7468656d697369612d7269736b4b5030', 'KP', 'Corée du Nord', 'coree du nord,nord coreen,nord coreenne,rpdc,republique populaire democratique de coree', 'high', 'GAFI, appel à l’action, 13/02/2026 ; UE 2016/1675, version du 05/08/2025', '2026-02-13'),
    (x'7468656d697369612d7269736b4b5730', 'KW', 'Koweït', 'koweitien,koweitienne', 'monitored', 'GAFI, surveillance renforcée, 13/02/2026', '2026-02-13'),
    (x'7468656d697369612d7269736b4c4130', 'LA', 'Laos', 'laotien,laotienne', 'high', 'GAFI, surveillance renforcée, 13/02/2026 ; UE 2016/1675, version du 05/08/2025', '2026-02-13'),
    (x'7468656d697369612d7269736b4c4230', 'LB', 'Liban', 'libanais,libanaise', 'high', 'GAFI, surveillance renforcée, 13/02/2026 ; UE 2016/1675, version du 05/08/2025', '2026-02-13'),
    (x'7468656d697369612d7269736b4d4330', 'MC', 'Monaco', 'monegasque', 'high', 'GAFI, surveillance renforcée, 13/02/2026 ; UE 2016/1675, version du 05/08/2025', '2026-02-13'),
    (x'7468656d697369612d7269736b4d4c30', 'ML', 'Mali', 'malien,malienne', 'high', 'UE 2016/1675, version du 05/08/2025', '2025-08-05'),
    (x'7468656d697369612d7269736b4d4d30', 'MM', 'Myanmar (Birmanie)', 'birmanie,birman,birmane,birmanais,birmanaise', 'high', 'GAFI, appel à l’action, 13/02/2026 ; UE 2016/1675, version du 05/08/2025', '2026-02-13'),
    (x'7468656d697369612d7269736b4d5a30', 'MZ', 'Mozambique', 'mozambicain,mozambicaine', 'high', 'UE 2016/1675, version du 05/08/2025', '2025-08-05'),
    (x'7468656d697369612d7269736b4e4130', 'NA', 'Namibie', 'namibien,namibienne', 'high', 'GAFI, surveillance renforcée, 13/02/2026 ; UE 2016/1675, version du 05/08/2025', '2026-02-13'),
    (x'7468656d697369612d7269736b4e4730', 'NG', 'Nigeria', 'nigerian,nigeriane', 'high', 'UE 2016/1675, version du 05/08/2025', '2025-08-05'),
    (x'7468656d697369612d7269736b4e5030', 'NP', 'Népal', 'nepalais,nepalaise', 'high', 'GAFI, surveillance renforcée, 13/02/2026 ; UE 2016/1675, version du 05/08/2025', '2026-02-13'),
    (x'7468656d697369612d7269736b504730', 'PG', 'Papouasie-Nouvelle-Guinée', 'papouasie', 'monitored', 'GAFI, surveillance renforcée, 13/02/2026', '2026-02-13'),
    (x'7468656d697369612d7269736b535330', 'SS', 'Soudan du Sud', 'sud soudanais,sud soudanaise', 'high', 'GAFI, surveillance renforcée, 13/02/2026 ; UE 2016/1675, version du 05/08/2025', '2026-02-13'),
    (x'7468656d697369612d7269736b535930', 'SY', 'Syrie', 'syrien,syrienne', 'high', 'GAFI, surveillance renforcée, 13/02/2026 ; UE 2016/1675, version du 05/08/2025', '2026-02-13'),
    (x'7468656d697369612d7269736b545430', 'TT', 'Trinité-et-Tobago', 'trinite et tobago,trinidadien', 'high', 'UE 2016/1675, version du 05/08/2025', '2025-08-05'),
    (x'7468656d697369612d7269736b545a30', 'TZ', 'Tanzanie', 'tanzanien,tanzanienne', 'high', 'UE 2016/1675, version du 05/08/2025', '2025-08-05'),
    (x'7468656d697369612d7269736b564530', 'VE', 'Venezuela', 'venezuelien,venezuelienne', 'high', 'GAFI, surveillance renforcée, 13/02/2026 ; UE 2016/1675, version du 05/08/2025', '2026-02-13'),
    (x'7468656d697369612d7269736b564730', 'VG', 'Îles Vierges britanniques', 'bvi,british virgin islands', 'monitored', 'GAFI, surveillance renforcée, 13/02/2026', '2026-02-13'),
    (x'7468656d697369612d7269736b564e30', 'VN', 'Viêt Nam', 'vietnam,vietnamien,vietnamienne', 'high', 'GAFI, surveillance renforcée, 13/02/2026 ; UE 2016/1675, version du 05/08/2025', '2026-02-13'),
    (x'7468656d697369612d7269736b565530', 'VU', 'Vanuatu', 'vanuatais', 'high', 'UE 2016/1675, version du 05/08/2025', '2025-08-05'),
    (x'7468656d697369612d7269736b594530', 'YE', 'Yémen', 'yemenite', 'high', 'GAFI, surveillance renforcée, 13/02/2026 ; UE 2016/1675, version du 05/08/2025', '2026-02-13'),
    (x'7468656d697369612d7269736b5a4130', 'ZA', 'Afrique du Sud', 'sud africain,sud africaine', 'high', 'UE 2016/1675, version du 05/08/2025', '2025-08-05');

-- ---------------------------------------------------------------- tasks and meetings
-- Times are those of the place, without a zone: `2026-03-02T14:30`.
create table todo (
    id blob primary key check (length(id) = 16),
    kind text not null check (kind in ('task', 'meeting')),
    title text not null check (title <> ''),
    notes text not null default '',
    place text not null default '',
    due_on text,                                -- day of a task, or on which a meeting begins
    starts_at text,
    ends_at text,
    assignee blob references user (id),
    contact blob references contact (id),
    matter blob references matter (id),
    recurrence text not null default '' check (recurrence in ('', 'daily', 'weekly', 'monthly', 'yearly')),
    every integer not null default 1 check (every between 1 and 99),
    until_on text,                              -- no occurrence after that day
    anchor_on text,                             -- of the first occurrence: the 31st stays the 31st after a short month
    snoozed_until text,                         -- leaves the lists of the day until then
    done_at text,
    done_by blob references user (id),
    external_uid text not null default '',      -- UID of the calendar file that it came from
    created_at text not null,
    created_by blob not null references user (id),
    check ((kind = 'meeting') = (starts_at is not null)),
    check (recurrence = '' or due_on is not null)
) strict, without rowid;
create index todo_open on todo (due_on, starts_at, assignee, snoozed_until) where done_at is null;
create index todo_done on todo (done_at) where done_at is not null;
create index todo_assignee on todo (assignee) where assignee is not null;
create index todo_contact on todo (contact, done_at, due_on) where contact is not null;
create index todo_matter on todo (matter, done_at, due_on) where matter is not null;
create index todo_done_by on todo (done_by) where done_by is not null;
create index todo_created_by on todo (created_by);
create index todo_external on todo (external_uid) where external_uid <> '';

-- ---------------------------------------------------------------- personal data
alter table contact add column restricted_at text;                          -- since when its use is limited (RGPD art. 18)
alter table contact add column restriction_reason text not null default '';
alter table contact add column erased_at text;                              -- since when nothing is left of its identity

-- What people asked about their data, and what was answered. Append-only; the person is named by its contact only.
create table personal_data_request (
    id blob primary key check (length(id) = 16),
    contact blob not null references contact (id),
    kind text not null check (kind in ('access', 'rectification', 'erasure', 'restriction', 'objection', 'portability')),
    outcome text not null check (outcome in ('received', 'done', 'refused')),
    received_on text not null,
    reason text not null default '',
    possible_from text,                         -- of a refused erasure: the day from which it is possible
    answers blob references personal_data_request (id),
    user blob not null references user (id),
    at text not null
) strict, without rowid;
create index personal_data_request_contact on personal_data_request (contact, at);
create index personal_data_request_answers on personal_data_request (answers) where answers is not null;
create index personal_data_request_user on personal_data_request (user);
create index personal_data_request_at on personal_data_request (at);
