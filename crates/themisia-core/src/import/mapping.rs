//! What each column of a file becomes: guessed from its header (French, English, Outlook, Google), changed by the person.

use crate::contact::name::fold;
use crate::sql_enum;

sql_enum! {
    /// `Ignored` leaves the column out; `Notes` keeps its text in the notes, under its header.
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
        LegalForm = "legal_form",
        BirthDate = "birth_date",
        Siren = "siren",
        Siret = "siret",
        VatNumber = "vat_number",
        Street = "street",
        PostalCode = "postal_code",
        Town = "town",
        Country = "country",
        Email = "email",
        Phone = "phone",
        Mobile = "mobile",
        Quality = "quality",
        Notes = "notes",
    }
}

/// Folded headers, as programs and people write them.
const KNOWN: &[(ImportField, &[&str])] = {
    use ImportField::*;
    &[
        (
            ExternalRef,
            &[
                "id",
                "n",
                "no",
                "num",
                "numero",
                "reference",
                "ref",
                "code",
                "code client",
                "identifiant",
                "external ref",
                "uid",
                "n client",
                "numero client",
                "reference externe",
            ],
        ),
        (Kind, &["type", "nature", "categorie juridique", "kind", "type de contact", "type de fiche"]),
        (Civility, &["civilite", "titre", "title", "prefix", "name prefix", "civ", "politesse"]),
        (FirstNames, &["prenom", "prenoms", "first name", "given name", "firstname"]),
        (MiddleNames, &["deuxieme prenom", "middle name", "additional name", "autres prenoms"]),
        (
            BirthName,
            &[
                "nom",
                "nom de famille",
                "nom de naissance",
                "last name",
                "family name",
                "surname",
                "lastname",
                "nom patronymique",
            ],
        ),
        (UsageName, &["nom usage", "nom d usage", "nom marital", "nom d epouse", "nom epouse"]),
        (
            FullName,
            &[
                "nom complet",
                "full name",
                "name",
                "nom et prenom",
                "nom prenom",
                "contact",
                "display name",
                "nom a afficher",
            ],
        ),
        (
            OrganisationName,
            &[
                "raison sociale",
                "societe",
                "denomination",
                "denomination sociale",
                "entreprise",
                "organisation",
                "company",
                "organization name",
                "organization 1 name",
                "nom de la societe",
                "etablissement",
                "personne morale",
            ],
        ),
        (LegalForm, &["forme", "forme juridique", "legal form", "statut juridique"]),
        (
            BirthDate,
            &[
                "date de naissance",
                "date naissance",
                "ne e le",
                "ne le",
                "nee le",
                "naissance",
                "birthday",
                "birth date",
                "anniversaire",
                "date of birth",
            ],
        ),
        (Siren, &["siren", "n siren", "numero siren"]),
        (Siret, &["siret", "n siret", "numero siret"]),
        (
            VatNumber,
            &[
                "tva",
                "n tva",
                "numero de tva",
                "tva intracommunautaire",
                "n tva intracommunautaire",
                "vat",
                "vat number",
                "numero tva",
            ],
        ),
        (
            Street,
            &[
                "adresse",
                "rue",
                "voie",
                "adresse postale",
                "adresse 1",
                "street",
                "address",
                "rue bureau",
                "rue domicile",
                "home street",
                "business street",
                "address 1 street",
                "address 2 street",
                "adresse postale rue",
                "autre rue",
            ],
        ),
        (
            PostalCode,
            &[
                "cp",
                "code postal",
                "postal code",
                "zip",
                "zip code",
                "code postal bureau",
                "code postal domicile",
                "home postal code",
                "business postal code",
                "address 1 postal code",
                "address 2 postal code",
            ],
        ),
        (
            Town,
            &[
                "ville",
                "commune",
                "localite",
                "city",
                "town",
                "ville bureau",
                "ville domicile",
                "home city",
                "business city",
                "address 1 city",
                "address 2 city",
            ],
        ),
        (
            Country,
            &[
                "pays",
                "country",
                "pays region",
                "pays region bureau",
                "pays region domicile",
                "home country region",
                "business country region",
                "home country",
                "business country",
                "address 1 country",
                "address 2 country",
            ],
        ),
        (
            Email,
            &[
                "email",
                "e mail",
                "mail",
                "courriel",
                "adresse e mail",
                "adresse email",
                "adresse mail",
                "adresse de messagerie",
                "adresse de messagerie 2",
                "adresse de messagerie 3",
                "e mail address",
                "e mail 2 address",
                "e mail 3 address",
                "email address",
                "e mail 1 value",
                "e mail 2 value",
                "e mail 3 value",
                "e mail 2",
                "e mail 3",
                "email 2",
                "email 3",
                "courriel 2",
            ],
        ),
        (
            Phone,
            &[
                "telephone",
                "tel",
                "phone",
                "telephone fixe",
                "fixe",
                "tel fixe",
                "telephone bureau",
                "telephone domicile",
                "telephone 2",
                "telephone 3",
                "telephone bureau 2",
                "telephone domicile 2",
                "telephone principal",
                "autre telephone",
                "business phone",
                "business phone 2",
                "home phone",
                "home phone 2",
                "primary phone",
                "other phone",
                "company main phone",
                "telephone societe",
                "phone 1 value",
                "phone 2 value",
                "phone 3 value",
                "phone 4 value",
                "tel 2",
                "tel bureau",
                "tel domicile",
            ],
        ),
        (
            Mobile,
            &[
                "mobile",
                "portable",
                "telephone mobile",
                "tel mobile",
                "tel portable",
                "mobile phone",
                "gsm",
                "telephone portable",
            ],
        ),
        (
            Quality,
            &[
                "qualite",
                "qualites",
                "categories",
                "categorie",
                "category",
                "labels",
                "group membership",
                "groupes",
                "etiquettes",
                "tags",
            ],
        ),
        (
            Notes,
            &[
                "notes",
                "note",
                "remarque",
                "remarques",
                "commentaire",
                "commentaires",
                "observations",
                "suffixe",
                "service",
                "fonction",
                "telecopie bureau",
                "fax",
                "organization title",
                "organization department",
                "job title",
                "department",
                "page web",
                "website 1 value",
                "profession",
                "poste",
                "statut",
            ],
        ),
    ]
};

/// One field a column. A header that nobody knows keeps its column in the notes: nothing is lost unasked.
pub fn guess(headers: &[String]) -> Vec<ImportField> {
    let mut mapping: Vec<ImportField> = headers
        .iter()
        .map(|header| {
            let folded = fold(header);
            // « Phone 1 - Label », « E-mail 1 - Type »: what kind of value the next column holds.
            if folded.is_empty()
                || folded.ends_with(" label")
                || folded.ends_with(" type")
                || folded.ends_with(" formatted")
            {
                return ImportField::Ignored;
            }
            // « Adresse 2 », « CP 3 »: numbered columns of our own exports.
            let bare = folded.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end();
            let known = |text: &str| KNOWN.iter().find(|(_, names)| names.contains(&text)).map(|(field, _)| *field);
            known(&folded).or_else(|| known(bare)).unwrap_or(ImportField::Notes)
        })
        .collect();
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

/// Names the kind of file by its headers: a number in one program's export is no number in another's.
pub fn source(headers: &[String]) -> String {
    let folded: Vec<String> = headers.iter().map(|header| fold(header)).collect();
    blake3::hash(folded.join("\n").as_bytes()).to_hex()[..16].to_owned()
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
            ["first_names", "organisation_name", "ignored", "email", "ignored", "town"]
        );
    }

    #[test]
    fn a_lone_name_is_a_whole_name_and_an_unknown_header_goes_to_the_notes() {
        assert_eq!(guessed("Nom,Téléphone,Signe astral"), ["full_name", "phone", "notes"]);
        assert_eq!(guessed("Adresse 2,CP 3,Ville 2"), ["street", "postal_code", "town"]);
    }
}
