//! What each column of a file becomes: guessed from its header (French, English, Outlook, Google), changed by the person.

use super::header::{BEFORE, BEHIND, KNOWN, OF_OTHERS, SAYS_NOTHING};
use crate::contact::name::fold;
use crate::export::column;
use crate::sql_enum;

sql_enum! {
    /// `Ignored` leaves the column out; `Notes` keeps its text in the notes, under its header. A label stands before what it
    /// names; `StreetMore` continues a street. A field of a draft bears its name. `Status`, `Links` and `Roles` are columns of our
    /// exports that are there to be read: nothing is imported from them.
    pub enum ImportField {
        Ignored = "ignored",
        ExternalRef = "external_ref",
        Kind = "kind",
        Civility = "civility",
        FirstNames = "first_names",
        MiddleNames = "middle_names",
        BirthName = "birth_name",
        UsageName = "usage_name",
        FullName = "full_name",
        OrganisationName = "organisation_name",
        Acronym = "acronym",
        TradeName = "trade_name",
        LegalForm = "legal_form",
        FormerName = "former_name",
        BirthDate = "birth_date",
        BirthPlace = "birth_place",
        DeathDate = "death_date",
        Nationality = "nationality",
        Profession = "profession",
        FamilySituation = "family_situation",
        MatrimonialRegime = "matrimonial_regime",
        IdentityType = "identity_type",
        IdentityNumber = "identity_number",
        IdentityAuthority = "identity_authority",
        IdentityCountry = "identity_country",
        IdentityIssuedOn = "identity_issued_on",
        IdentityExpiresOn = "identity_expires_on",
        Siren = "siren",
        Siret = "siret",
        VatNumber = "vat_number",
        Rcs = "rcs",
        RcsTown = "rcs_town",
        RcsLetter = "rcs_letter",
        NafCode = "naf_code",
        NafNomenclature = "naf_nomenclature",
        ShareCapitalCents = "share_capital_cents",
        ShareCapitalCurrency = "share_capital_currency",
        ShareCapitalVariable = "share_capital_variable",
        CourtType = "court_type",
        Chambers = "chambers",
        ClerkPhone = "clerk_phone",
        ClerkEmail = "clerk_email",
        ClerkHours = "clerk_hours",
        RpvaIdentifier = "rpva_identifier",
        ArbitrationInstitution = "arbitration_institution",
        ArbitrationRules = "arbitration_rules",
        ArbitrationSeat = "arbitration_seat",
        AddressLabel = "address_label",
        Street = "street",
        StreetMore = "street_more",
        PostalCode = "postal_code",
        Town = "town",
        Country = "country",
        EmailLabel = "email_label",
        Email = "email",
        PhoneLabel = "phone_label",
        Phone = "phone",
        Mobile = "mobile",
        IbanLabel = "iban_label",
        Iban = "iban",
        Bic = "bic",
        Quality = "quality",
        Origin = "origin",
        ReferredBy = "referred_by",
        Notes = "notes",
        Status = "status",
        Links = "links",
        Roles = "roles",
        ToCheck = "to_check",
        ForeignIdentifiers = "foreign_identifiers",
        Id = "id",
    }
}

/// Columns of our exports that are shown for reading.
pub(crate) const READ_ONLY: &[ImportField] = &[ImportField::Status, ImportField::Links, ImportField::Roles];

/// One field a column. A header that nobody knows keeps its column in the notes: nothing is lost unasked.
pub fn guess(headers: &[String]) -> Vec<ImportField> {
    // « Statut » of another program says something else.
    let is_own = column::is_own(headers);
    let mut mapping: Vec<ImportField> = headers
        .iter()
        .map(|header| {
            let folded = fold(header);
            if let Some((field, _)) =
                column::of_header(header).filter(|(field, _)| is_own || !READ_ONLY.contains(field))
            {
                return field;
            }
            if SAYS_NOTHING.contains(&folded.as_str()) {
                return ImportField::Ignored;
            }
            if let Some(field) = label_before(&folded) {
                return field;
            }
            // What kind of value the next column holds.
            if folded.is_empty()
                || folded.ends_with(" label")
                || folded.ends_with(" type")
                || folded.ends_with(" formatted")
            {
                return ImportField::Ignored;
            }
            // « Adresse 2 », « CP 3 »: numbered columns of our own exports.
            let bare = folded.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end();
            known(&folded).or_else(|| known(bare)).unwrap_or(ImportField::Notes)
        })
        .collect();
    guess_again(headers, &mut mapping);
    // « Adresse 1 », « Adresse 2 »: two lines of one street, unless a town stands between them.
    for at in 1..mapping.len() {
        if mapping[at] == ImportField::Street
            && matches!(mapping[at - 1], ImportField::Street | ImportField::StreetMore)
        {
            mapping[at] = ImportField::StreetMore;
        }
    }
    // « Nom » beside « Nom de jeune fille » is the name in use.
    let folded: Vec<String> = headers.iter().map(|header| fold(header)).collect();
    let named = |names: &[&str]| folded.iter().position(|header| names.contains(&header.as_str()));
    if let (Some(born), Some(name)) = (named(BORN), named(SURNAME))
        && !mapping.contains(&ImportField::UsageName)
    {
        mapping[born] = ImportField::BirthName;
        mapping[name] = ImportField::UsageName;
    }
    // « Nom » beside no « Prénom » and no « Raison sociale » is a whole name.
    let has = |field| mapping.contains(&field);
    if !has(ImportField::FirstNames)
        && !has(ImportField::OrganisationName)
        && let Some(name) = mapping.iter_mut().find(|field| **field == ImportField::BirthName)
    {
        *name = ImportField::FullName;
    }
    mapping
}

/// Whether a row names the columns of an address book: a name, and something else.
pub(super) fn are_headers(cells: &[String]) -> bool {
    let mapping = guess(cells);
    let known = mapping.iter().filter(|field| !matches!(field, ImportField::Ignored | ImportField::Notes)).count();
    known > 1 && lead_to_a_name(&mapping)
}

pub(super) fn lead_to_a_name(mapping: &[ImportField]) -> bool {
    use ImportField::{BirthName, FirstNames, FullName, OrganisationName, UsageName};
    mapping.iter().any(|field| matches!(field, BirthName | UsageName | FirstNames | FullName | OrganisationName))
}

fn known(folded: &str) -> Option<ImportField> {
    KNOWN.iter().find(|(_, names)| names.contains(&folded)).map(|(field, _)| *field)
}

/// « Nom du client », « Date de naissance (JJ/MM/AAAA) », « N° de téléphone »: headers that are known once bare, for what no
/// other column holds.
fn guess_again(headers: &[String], mapping: &mut [ImportField]) {
    use ImportField::{BirthName, Email, FirstNames, FullName, Mobile, Notes, OrganisationName, Phone, UsageName};
    for at in 0..mapping.len() {
        let folded = fold(&headers[at]);
        if mapping[at] != Notes || known(&folded).is_some() || folded.split(' ').any(|word| OF_OTHERS.contains(&word)) {
            continue;
        }
        let Some(field) = bare(&headers[at]) else { continue };
        let is_name = matches!(field, BirthName | UsageName | FirstNames | FullName);
        // Beside an organisation it is the name of whom to call there.
        let is_caller = is_name && folded.ends_with(" contact") && mapping.contains(&OrganisationName);
        if !is_caller && (matches!(field, Email | Phone | Mobile) || !mapping.contains(&field)) {
            mapping[at] = field;
        }
    }
    // « Client » says who it is where no other column does.
    let has_name = mapping.iter().any(|field| matches!(field, BirthName | UsageName | FullName | OrganisationName));
    if let (Some(at), false) = (headers.iter().position(|header| fold(header) == "client"), has_name) {
        mapping[at] = FullName;
    }
}

/// What a header means without what stands around it.
fn bare(header: &str) -> Option<ImportField> {
    let told = header.split_once('(').map_or(header, |(before, _)| before);
    let folded = fold(told);
    let mut text = folded.as_str();
    while let Some(shorter) = BEHIND.iter().find_map(|end| text.strip_suffix(end)) {
        text = shorter;
    }
    known(text).or_else(|| {
        use ImportField::{IdentityNumber, Mobile, NafCode, Phone, Rcs, Siren, Siret, VatNumber};
        let rest = BEFORE.iter().find_map(|begin| text.strip_prefix(begin))?;
        let field = known(rest)?;
        // The number of a street is no street.
        matches!(field, IdentityNumber | Mobile | NafCode | Phone | Rcs | Siren | Siret | VatNumber).then_some(field)
    })
}

const BORN: &[&str] = &["nom de naissance", "nom de jeune fille", "nom patronymique", "maiden name"];
const SURNAME: &[&str] = &["nom", "nom de famille", "last name", "family name", "surname", "lastname"];

/// « Phone 1 - Label », « E-mail 1 - Type » of Google: what the next column is called.
fn label_before(folded: &str) -> Option<ImportField> {
    let numbered = folded.strip_suffix(" label").or_else(|| folded.strip_suffix(" type"))?;
    match numbered.trim_end_matches(|c: char| c.is_ascii_digit()) {
        "phone " => Some(ImportField::PhoneLabel),
        "e mail " if !SAYS_NOTHING.contains(&folded) => Some(ImportField::EmailLabel),
        "address " => Some(ImportField::AddressLabel),
        _ => None,
    }
}

/// Names the kind of file by its headers: a number in one program's export is no number in another's.
pub fn source(headers: &[String]) -> String {
    if column::is_own(headers) {
        return "themisia".to_owned();
    }
    fingerprint(headers)
}

fn fingerprint(headers: &[String]) -> String {
    // A file of rejected rows has one more column: it is of the kind of the file that it came from.
    let folded: Vec<String> =
        headers.iter().map(|header| fold(header)).filter(|header| header != "motif du rejet").collect();
    blake3::hash(folded.join("\n").as_bytes()).to_hex()[..16].to_owned()
}

/// Under which the columns chosen for files with these headers are remembered: our own exports do not all have the same.
pub(super) fn key(headers: &[String]) -> String {
    format!("import_mapping:{}", fingerprint(headers))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guessed(headers: &str) -> Vec<&'static str> {
        let headers: Vec<String> = headers.split(',').map(str::to_owned).collect();
        guess(&headers).into_iter().map(ImportField::as_str).collect()
    }

    #[test]
    fn headers_of_known_programs() {
        assert_eq!(
            guessed("N°,Type,Civilité,Nom,Prénom,Raison sociale,Né(e) le,SIRET,N° TVA,CP,Courriel,Remarques"),
            [
                "external_ref",
                "kind",
                "civility",
                "birth_name",
                "first_names",
                "organisation_name",
                "birth_date",
                "siret",
                "vat_number",
                "postal_code",
                "email",
                "notes"
            ]
        );
        assert_eq!(
            guessed(
                "Titre,Deuxième prénom,Rue (bureau),Téléphone (mobile),Adresse de messagerie 2,Anniversaire,Catégories"
            ),
            ["civility", "middle_names", "street", "mobile", "email", "birth_date", "quality"]
        );
        assert_eq!(
            guessed(
                "First Name,Organization Name,E-mail 1 - Label,E-mail 1 - Value,Address 1 - Formatted,Address 1 - City"
            ),
            ["first_names", "organisation_name", "email_label", "email", "ignored", "town"]
        );
    }

    #[test]
    fn what_is_for_reading_is_so_in_our_exports_only() {
        assert_eq!(
            guessed("Nom,Statut,Liens,Rôles,Identifiant Themisia"),
            ["full_name", "status", "links", "roles", "id"]
        );
        assert_eq!(guessed("Nom,Statut,Liens,Rôles"), ["full_name", "notes", "notes", "notes"]);
    }

    #[test]
    fn headers_with_words_around_them() {
        for (header, field) in [
            ("Nom de l'entreprise", "organisation_name"),
            ("Nom société", "organisation_name"),
            ("Company Name", "organisation_name"),
            ("Organization", "organisation_name"),
            ("Raison sociale / Nom", "full_name"),
            ("Nom ou raison sociale", "full_name"),
            ("N° de TVA", "vat_number"),
            ("TVA intra", "vat_number"),
            ("SIREN/SIRET", "siret"),
            ("Numéro de téléphone", "phone"),
            ("N° de téléphone", "phone"),
            ("Numéro de portable", "mobile"),
            ("Phone Number", "phone"),
            ("Work Phone", "phone"),
            ("Cell Phone", "mobile"),
            ("Email principal", "email"),
            ("Primary Email", "email"),
            ("Adresse ligne 1", "street"),
            ("Address Line 1", "street"),
            ("Adresse principale", "street"),
            ("Date de naissance (JJ/MM/AAAA)", "birth_date"),
            ("DOB", "birth_date"),
            ("Code NAF/APE", "naf_code"),
            ("Lieu naissance", "birth_place"),
            ("Numéro de voie", "notes"),
            ("Profession (conjoint)", "notes"),
            ("Numéro de dossier", "notes"),
        ] {
            assert_eq!(guessed(header), [field], "{header}");
        }
        assert_eq!(guessed("Nom du client,Prénom du client"), ["birth_name", "first_names"]);
        assert_eq!(guessed("Client,Téléphone"), ["full_name", "phone"]);
        assert_eq!(
            guessed("Nom,Client,Adresse ligne 1,Adresse ligne 2"),
            ["full_name", "notes", "street", "street_more"]
        );
        assert_eq!(guessed("Raison sociale,Nom du contact"), ["organisation_name", "notes"]);
        assert_eq!(guessed("Nom,Prénom,Nom (bis)"), ["birth_name", "first_names", "notes"]);
    }

    #[test]
    fn exports_of_ours_are_of_one_kind_and_have_each_their_own_columns() {
        let id = crate::export::column::label(ImportField::Id).unwrap();
        let file = |others: [&str; 2]| [id, others[0], others[1]].map(str::to_owned);
        let (one, other) = (file(["Nom de naissance", "Prénoms"]), file(["Notes", "Nom de naissance"]));
        assert_eq!((source(&one), source(&other)), ("themisia".to_owned(), "themisia".to_owned()));
        assert_ne!(key(&one), key(&other));
    }

    #[test]
    fn a_lone_name_is_a_whole_name_and_an_unknown_header_goes_to_the_notes() {
        assert_eq!(guessed("Nom,Téléphone,Signe astral"), ["full_name", "phone", "notes"]);
        assert_eq!(guessed("Adresse 2,CP 3,Ville 2"), ["street", "postal_code", "town"]);
        assert_eq!(guessed("Nom,Prénom,Nom de jeune fille"), ["usage_name", "first_names", "birth_name"]);
        assert_eq!(
            guessed("Nom,Prénom,Nom marital,Nom de jeune fille"),
            ["birth_name", "first_names", "usage_name", "birth_name"]
        );
    }
}
