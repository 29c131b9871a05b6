//! The headers that programs and people give to their columns, folded. A header in the table leads to its field.

use super::mapping::ImportField;

#[rustfmt::skip]
pub(super) const KNOWN: &[(ImportField, &[&str])] = {
    use ImportField::*;
    &[
        (ExternalRef, &["id", "n", "no", "num", "numero", "reference", "ref", "code", "code client", "identifiant", "external ref", "uid", "n client", "numero client", "code tiers", "code contact", "numero de client", "n dossier client", "reference externe"]),
        (Kind, &["type", "nature", "categorie juridique", "kind", "type de contact", "type de tiers", "type de client", "type de personne", "type de fiche"]),
        (Civility, &["civilite", "titre", "title", "prefix", "name prefix", "civ", "politesse"]),
        (FirstNames, &["prenom", "prenoms", "prenom s", "first name", "given name", "firstname"]),
        (MiddleNames, &["deuxieme prenom", "middle name", "additional name", "autres prenoms"]),
        (BirthName, &["nom", "nom de famille", "nom de naissance", "nom de jeune fille", "maiden name", "last name", "family name", "surname", "lastname", "nom patronymique"]),
        (UsageName, &["nom usage", "nom d usage", "nom marital", "nom d epouse", "nom epouse"]),
        (FullName, &["raison sociale nom", "nom raison sociale", "nom ou raison sociale", "nom ou denomination", "nom ou denomination sociale", "nom prenom ou raison sociale", "nom de la personne", "nom complet", "full name", "name", "nom et prenom", "nom prenom", "prenom et nom", "prenom nom", "contact", "display name", "nom a afficher"]),
        (OrganisationName, &["nom de l entreprise", "nom entreprise", "nom societe", "nom de societe", "nom de l organisation", "company name", "organization", "organisation name", "nom de l etablissement", "raison sociale", "societe", "denomination", "denomination sociale", "entreprise", "organisation", "company", "organization name", "organization 1 name", "nom de la societe", "etablissement", "personne morale"]),
        (Acronym, &["sigle", "acronyme"]),
        (TradeName, &["enseigne", "nom commercial"]),
        (FormerName, &["ancien nom", "former name", "ancienne denomination"]),
        (BirthPlace, &["lieu naissance", "lieu de naissance", "ne a", "commune de naissance", "ville de naissance", "ne e a", "birth place", "place of birth"]),
        (DeathDate, &["date de deces", "decede e le", "date of death"]),
        (Nationality, &["nationalite", "nationality"]),
        (Profession, &["profession", "metier", "occupation"]),
        (FamilySituation, &["situation familiale", "etat matrimonial", "situation matrimoniale"]),
        (MatrimonialRegime, &["regime matrimonial"]),
        (IdentityType, &["piece d identite", "type de piece"]),
        (IdentityNumber, &["n de piece", "numero de piece"]),
        (IdentityAuthority, &["delivree par"]),
        (IdentityCountry, &["pays de delivrance"]),
        (IdentityIssuedOn, &["delivree le"]),
        (IdentityExpiresOn, &["expire le"]),
        (Rcs, &["rcs", "n rcs", "numero rcs", "immatriculation"]),
        (RcsTown, &["rcs ville", "greffe", "ville d immatriculation", "greffe d immatriculation", "ville rcs"]),
        (RcsLetter, &["rcs lettre"]),
        (NafCode, &["code naf ape", "naf ape", "code ape naf", "ape naf", "code naf", "naf", "ape", "code ape"]),
        (NafNomenclature, &["nomenclature naf"]),
        (ShareCapitalCents, &["capital social", "capital"]),
        (ShareCapitalCurrency, &["devise du capital"]),
        (ShareCapitalVariable, &["capital variable"]),
        (CourtType, &["type de juridiction"]),
        (Chambers, &["chambres"]),
        (ClerkPhone, &["greffe telephone"]),
        (ClerkEmail, &["greffe e mail"]),
        (ClerkHours, &["greffe horaires"]),
        (RpvaIdentifier, &["identifiant rpva"]),
        (ArbitrationInstitution, &["institution d arbitrage"]),
        (ArbitrationRules, &["reglement d arbitrage"]),
        (ArbitrationSeat, &["siege de l arbitrage"]),
        (AddressLabel, &["adresse libelle"]),
        (EmailLabel, &["e mail libelle"]),
        (PhoneLabel, &["telephone libelle"]),
        (IbanLabel, &["iban libelle"]),
        (Iban, &["iban", "compte bancaire"]),
        (Bic, &["bic", "swift", "code bic"]),
        (Origin, &["origine", "provenance"]),
        (ReferredBy, &["apporteur"]),
        (LegalForm, &["forme", "forme juridique", "legal form", "statut juridique"]),
        (BirthDate, &["dob", "date de naissance", "date naissance", "ne e le", "ne le", "nee le", "naissance", "birthday", "birth date", "anniversaire", "date of birth"]),
        (Siren, &["siren", "n siren", "numero siren"]),
        (Siret, &["siren siret", "siret siren", "siret", "n siret", "numero siret", "code siret", "siret siege"]),
        (VatNumber, &["tva intra", "n tva intra", "numero de tva intracommunautaire", "n de tva intracommunautaire", "tva", "n tva", "numero de tva", "tva intracommunautaire", "n tva intracommunautaire", "vat", "vat number", "numero tva"]),
        (Street, &["adresse ligne 1", "address line 1", "adresse", "rue", "voie", "adresse postale", "adresse 1", "street", "address", "rue bureau", "rue domicile", "home street", "business street", "address 1 street", "address 2 street", "adresse postale rue", "autre rue", "rue autre", "other street"]),
        (PostalCode, &["cp", "code postal", "postal code", "zip", "zip code", "code postal bureau", "code postal domicile", "home postal code", "business postal code", "address 1 postal code", "address 2 postal code", "other postal code", "code postal autre", "autre code postal"]),
        (Town, &["ville", "commune", "localite", "city", "town", "ville bureau", "ville domicile", "home city", "business city", "address 1 city", "address 2 city", "other city", "ville autre", "autre ville"]),
        (Country, &["pays", "country", "pays region", "pays region bureau", "pays region domicile", "home country region", "business country region", "home country", "business country", "address 1 country", "address 2 country", "other country region", "other country", "pays region autre", "autre pays region"]),
        (Email, &["primary email", "work email", "personal email", "email", "e mail", "mail", "courriel", "adresse e mail", "adresse email", "adresse mail", "adresse de messagerie", "adresse de messagerie 2", "adresse de messagerie 3", "e mail address", "e mail 2 address", "e mail 3 address", "email address", "e mail 1 value", "e mail 2 value", "e mail 3 value", "e mail 2", "e mail 3", "email pro", "email perso", "mail pro", "mail perso", "courriel pro", "courriel perso", "e mail pro", "e mail perso", "e mail professionnel", "e mail personnel", "email professionnel", "email personnel", "adresse e mail professionnelle", "adresse e mail personnelle", "adresse electronique", "email 2", "email 3", "courriel 2"]),
        (Phone, &["phone number", "work phone", "telephone number", "telephone", "tel", "phone", "telephone fixe", "fixe", "tel fixe", "telephone bureau", "telephone domicile", "telephone 2", "telephone 3", "telephone bureau 2", "telephone domicile 2", "telephone principal", "autre telephone", "business phone", "business phone 2", "home phone", "home phone 2", "primary phone", "other phone", "company main phone", "telephone societe", "phone 1 value", "phone 2 value", "phone 3 value", "phone 4 value", "tel 2", "tel bureau", "tel domicile", "tel pro", "tel perso", "telephone professionnel", "telephone personnel", "telephone pro", "telephone perso", "telephone 1", "tel 1", "telephone autre", "telephone bureau 1", "ligne directe", "standard"]),
        (Mobile, &["cell phone", "cell", "cellphone", "mobile number", "mobile phone number", "mobile", "portable", "telephone mobile", "tel mobile", "tel portable", "mobile phone", "gsm", "telephone portable"]),
        (Quality, &["qualite", "qualites", "categories", "categorie", "category", "labels", "group membership", "groupes", "etiquettes", "tags"]),
        (Notes, &["notes", "note", "remarque", "remarques", "commentaire", "commentaires", "observations", "suffixe", "service", "fonction", "telecopie bureau", "fax", "organization title", "organization department", "job title", "department", "page web", "website 1 value", "poste", "statut"]),
        (StreetMore, &["adresse ligne 2", "adresse ligne 3", "address line 2", "address line 3", "complement d adresse", "complement adresse", "complement", "adresse complement"]),
    ]
};

/// What Outlook says of every contact and nobody typed; and our own column of reasons, in a file of rejected rows.
#[rustfmt::skip]
pub(super) const SAYS_NOTHING: &[&str] = &[
    "priority", "priorite", "private", "prive", "sensitivity", "critere de diffusion", "gender", "sexe", "initials", "initiales", "directory server", "serveur d annuaire", "motif du rejet", "e mail type", "e mail display name", "e mail 2 type", "e mail 2 display name", "e mail 3 type", "e mail 3 display name", "type de messagerie", "nom complet de l adresse de messagerie",
];

/// Whose a column is, when it is not the contact's.
#[rustfmt::skip]
pub(super) const OF_OTHERS: &[&str] = &[
    "conjoint", "conjointe", "pere", "mere", "epoux", "epouse", "enfant", "enfants", "adversaire", "avocat", "confrere", "notaire",
    "tuteur", "curateur", "gerant", "representant", "dirigeant", "assistant", "assistante", "comptable",
];
/// What stands around a header that is known without it.
pub(super) const BEFORE: &[&str] = &["numero de ", "numero d ", "numero ", "n de ", "n "];
pub(super) const BEHIND: &[&str] =
    &[" du client", " de la cliente", " client", " cliente", " du contact", " contact", " principal", " principale"];
