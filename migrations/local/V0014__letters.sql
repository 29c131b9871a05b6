-- Letters from templates; identification, tasks and meetings in the journal (DOMAIN §9).

-- A letter to start from: text with fields in double braces.
create table letter_template (
    id blob primary key check (length(id) = 16),
    name text not null check (name <> ''),
    subject text not null default '',
    body text not null default '',
    position integer not null default 0
) strict, without rowid;
-- The same ids in every base.
insert into letter_template (id, name, subject, body, position) values
    (x'7468656d697369612d6c747265303031', 'Prise de rendez-vous',
     'Proposition de rendez-vous{% if dossier %} – {{ dossier.reference }}{% endif %}',
     '{{ destinataire.appel }},

{% if dossier %}
Dans le dossier {{ dossier.titre }}, je souhaite faire le point avec vous.
{% else %}
Je souhaite vous rencontrer pour faire le point avec vous.
{% endif %}

Je vous propose de nous retrouver le … à … heures, au cabinet. Si cette date ne vous convient pas, merci de nous le faire savoir{% if cabinet.telephone %} au {{ cabinet.telephone }}{% endif %}{% if cabinet.email %} ou à l’adresse {{ cabinet.email }}{% endif %}.

Vous voudrez bien apporter toutes les pièces utiles.

Je vous prie d’agréer, {{ destinataire.appel }}, l’expression de mes sentiments dévoués.', 0),
    (x'7468656d697369612d6c747265303032', 'Demande de pièces',
     'Pièces à nous adresser{% if dossier %} – {{ dossier.reference }}{% endif %}',
     '{{ destinataire.appel }},

{% if dossier %}
Pour la suite du dossier {{ dossier.titre }}, je vous remercie de m’adresser les pièces suivantes :
{% else %}
Je vous remercie de m’adresser les pièces suivantes :
{% endif %}

– copie recto verso d’une pièce d’identité en cours de validité ;
– justificatif de domicile de moins de trois mois ;
– …

Elles peuvent être remises au cabinet{% if cabinet.email %} ou envoyées à l’adresse {{ cabinet.email }}{% endif %}.

Je vous prie d’agréer, {{ destinataire.appel }}, l’expression de mes sentiments dévoués.', 1),
    (x'7468656d697369612d6c747265303033', 'Information sur l’avancement',
     '{{ dossier.titre }} – {{ dossier.reference }}',
     '{{ destinataire.appel }},

Je reviens vers vous au sujet du dossier {{ dossier.titre }}{% if dossier.adversaires %}, qui vous oppose à {{ dossier.adversaires }}{% endif %}.

{% if dossier.juridiction %}
L’affaire est pendante devant : {{ dossier.juridiction }}{% if dossier.rg %} (RG {{ dossier.rg }}){% endif %}.

{% endif %}
À ce jour, …

La prochaine étape est …

Je reste à votre disposition et vous prie d’agréer, {{ destinataire.appel }}, l’expression de mes sentiments dévoués.', 2),
    (x'7468656d697369612d6c747265303034', 'Lettre de mission',
     'Lettre de mission{% if dossier %} – {{ dossier.reference }}{% endif %}',
     '{{ destinataire.appel }},

Vous avez bien voulu confier au cabinet {{ cabinet.nom }} la défense de vos intérêts{% if dossier %} dans le dossier {{ dossier.titre }}{% endif %}, et je vous en remercie.

Notre mission comprend : …

{% if contact.conditions %}
Nos honoraires sont fixés au temps passé, selon les taux suivants :

{% for taux in contact.conditions %}
– {{ taux }}
{% endfor %}

{% else %}
Nos honoraires sont fixés comme suit : …

{% endif %}
S’y ajoutent les frais et les débours. Une convention d’honoraires sera jointe à la présente : elle n’engage le cabinet et vous-même qu’une fois signée (loi n° 71-1130 du 31 décembre 1971, art. 10).

Toute contestation d’honoraires relève du bâtonnier. Vous pouvez également saisir gratuitement le médiateur de la consommation de la profession d’avocat.

Je vous remercie de me retourner un exemplaire de cette lettre, daté et signé.

Je vous prie d’agréer, {{ destinataire.appel }}, l’expression de mes sentiments dévoués.', 3);

-- What the program knew before the journal told it.
insert into journal_row (entry, source, kind, at, pinned) select id, 'kyc_decision', 'kyc', at, 0 from kyc_decision;
insert into journal_row (entry, source, kind, at, pinned)
    select id, 'kyc_document', 'kyc_document', strftime('%Y-%m-%dT%H:%M:%fZ', seen_on, 'utc'), 0 from kyc_document;
insert into journal_row (entry, source, kind, at, pinned)
    select id, 'todo', kind,
        case when kind = 'meeting' then strftime('%Y-%m-%dT%H:%M:%fZ', starts_at, 'utc')
             when done_at is not null then done_at
             when due_on is not null then strftime('%Y-%m-%dT%H:%M:%fZ', due_on, 'utc')
             else created_at end, 0
    from todo;
insert or ignore into journal_place (scope, at, entry, row, source, kind, pinned, matter)
    select here.scope, journal_row.at, entry, journal_row.rowid, source, kind, 0, here.matter
    from journal_row join (
        select kyc_decision.id, kyc_decision.client as scope, kyc_file.matter from kyc_decision join kyc_file on kyc_file.id = file
        union all
        select kyc_decision.id, kyc_file.matter, kyc_file.matter from kyc_decision join kyc_file on kyc_file.id = file
        where kyc_file.matter is not null
        union all
        select id, contact, null from kyc_document
        union all
        select id, contact, matter from todo where contact is not null
        union all
        select id, matter, matter from todo where matter is not null
    ) here on here.id = entry;
insert into journal_fts (rowid, text)
    select journal_row.rowid, replace(reason, 'œ', 'oe') from kyc_decision join journal_row on entry = kyc_decision.id
    union all
    select journal_row.rowid, replace(number || ' ' || authority || ' ' || copy_name || ' ' || note, 'œ', 'oe')
    from kyc_document join journal_row on entry = kyc_document.id
    union all
    select journal_row.rowid, replace(title || ' ' || place || ' ' || notes, 'œ', 'oe') from todo join journal_row on entry = todo.id;
