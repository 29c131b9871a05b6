// The French names of tables and columns, and of the fields of an imported file.
import type { ImportField } from "./commands";

/** A column of a table as the person knows it; a column that has no name here is shown under its table's. */
export function fieldLabel(table: string, field: string): string {
  return FIELDS[`${table}.${field}`] ?? FIELDS[field] ?? tableLabel(table);
}

export function tableLabel(table: string): string {
  return TABLES[table] ?? "Fiche";
}

const TABLES: Record<string, string> = {
  contact: "Fiche",
  contact_email: "Adresse électronique",
  contact_phone: "Téléphone",
  contact_address: "Adresse",
  contact_former_name: "Ancien nom",
  contact_quality: "Qualité de la fiche",
  conflict_check: "Recherche de conflit",
  interaction: "Échange",
  interaction_contact: "Personne d’un échange",
  journal_template: "Modèle",
  letter_template: "Modèle de lettre",
  document: "Document",
  document_version: "Version d’un document",
  kyc_file: "Dossier KYC",
  kyc_decision: "Étape KYC",
  kyc_document: "Pièce vue",
  risk_country: "Pays à risque",
  todo: "Tâche",
  personal_data_request: "Demande sur les données",
  contact_iban: "Compte bancaire",
  contact_link: "Lien",
  contact_role: "Rôle",
  saved_view: "Vue enregistrée",
  quality: "Qualité",
  status_change: "Changement de statut",
  firm: "Cabinet",
  user: "Utilisateur",
  device: "Poste",
  vat_rate: "Taux de TVA",
  timekeeper: "Intervenant",
  timekeeper_grade: "Grade de l’intervenant",
  standard_rate: "Taux standard",
  negotiated_rate: "Taux négocié",
  matter: "Dossier",
  party: "Partie",
  party_role: "Rôle de la partie",
  time_entry: "Temps passé",
  expense: "Frais",
  disbursement: "Débours",
  invoice: "Facture",
  invoice_line: "Ligne de facture",
  invoice_mark: "Qualification de la facture",
  payment: "Règlement",
  payment_allocation: "Affectation du règlement",
  retainer: "Demande de provision",
  reminder: "Relance",
  reminder_line: "Ligne de relance",
  not_duplicate: "Paire écartée des doublons",
};

const FIELDS: Record<string, string> = {
  kind: "Nature",
  status: "Statut",
  civility: "Civilité",
  first_names: "Prénoms",
  birth_name: "Nom de naissance",
  usage_name: "Nom d’usage",
  organisation_name: "Dénomination",
  acronym: "Sigle",
  trade_name: "Enseigne",
  legal_form: "Forme juridique",
  court_type: "Type de juridiction",
  birth_date: "Date de naissance",
  birth_place: "Lieu de naissance",
  death_date: "Date de décès",
  nationality: "Nationalité",
  profession: "Profession",
  family_situation: "Situation familiale",
  matrimonial_regime: "Régime matrimonial",
  identity_type: "Pièce présentée",
  identity_number: "N° de la pièce",
  identity_authority: "Délivrée par",
  identity_country: "Pays de délivrance",
  identity_issued_on: "Délivrée le",
  identity_expires_on: "Expire le",
  rcs_town: "RCS : ville",
  rcs_letter: "RCS : lettre",
  naf_code: "Code NAF",
  naf_nomenclature: "Nomenclature",
  share_capital_cents: "Capital social",
  share_capital_currency: "Devise",
  share_capital_variable: "Capital variable",
  chambers: "Chambres",
  clerk_phone: "Téléphone du greffe",
  clerk_email: "E-mail du greffe",
  clerk_hours: "Horaires du greffe",
  rpva_identifier: "Identifiant RPVA",
  arbitration_institution: "Institution d’arbitrage",
  arbitration_rules: "Règlement d’arbitrage",
  arbitration_seat: "Siège de l’arbitrage",
  origin: "Origine",
  referred_by: "Apporteur",
  foreign_identifiers: "Numéros étrangers",
  iban: "IBAN",
  bic: "BIC",
  other: "Autre fiche",
  through: "Par l’intermédiaire de",
  capital_basis_points: "Part du capital",
  votes_basis_points: "Part des voix",
  starts_on: "Depuis le",
  ends_on: "Jusqu’au",
  note: "Note",
  function: "Fonction exercée",
  recipient: "Destinataire",
  client: "Client",
  role: "Rôle",
  is_default: "Par défaut",
  filter: "Filtre",
  siren: "SIREN",
  siret: "SIRET",
  vat_number: "N° de TVA",
  notes: "Notes",
  external_ref: "Référence externe",
  to_check: "À vérifier",
  merged_into: "Fusionnée avec",
  archived_at: "Archivage",
  created_at: "Création",
  created_by: "Créée par",
  label: "Libellé",
  address: "Adresse électronique",
  number: "Numéro",
  street: "Voie",
  postal_code: "Code postal",
  town: "Commune",
  country: "Pays",
  name: "Nom",
  grade: "Fonction",
  reason: "Motif",
  position: "Ordre",
  quality: "Qualité",
  from_status: "Ancien statut",
  to_status: "Nouveau statut",
  at: "Date",
  contact: "Fiche",
  user: "Par",
  external_source: "Source de l’import",
  external_hash: "Empreinte de l’import",
  reference: "Référence",
  title: "Titre",
  responsible: "Responsable",
  opened_on: "Ouvert le",
  closed_on: "Clos le",
  billing_mode: "Facturation",
  fixed_fee: "Forfait HT",
  court: "Juridiction",
  court_number: "N° RG",
  opened_despite: "Ouvert malgré",
  matter: "Dossier",
  side: "Côté",
  represents: "Représente",
  party: "Partie",
  timekeeper: "Intervenant",
  effective_from: "À partir du",
  hourly_rate: "Taux horaire HT",
  document: "Convention d’honoraires",
  agreed_on: "Convenu le",
  worked_on: "Date",
  minutes: "Durée",
  narrative: "Libellé",
  billable: "Facturable",
  rate_step: "Règle du taux",
  rate_from: "Taux depuis le",
  rate_source: "Origine du taux",
  billed_on: "Facturé par",
  incurred_on: "Date",
  amount: "Montant",
  "matter.status": "Statut du dossier",
  activity: "Activité",
  scope_reason: "Motif de l’assujettissement",
  purpose: "Objet de la relation",
  funds_origin: "Origine des fonds",
  pep: "Personne exposée",
  pep_note: "Personne exposée : détail",
  countries: "Pays",
  vigilance: "Vigilance",
  vigilance_reason: "Motif de la vigilance",
  risk_note: "Risque",
  review_on: "Prochaine revue",
  file: "Dossier KYC",
  from_state: "De",
  to_state: "À",
  authority: "Délivrée par",
  expires_on: "Expire le",
  seen_on: "Vue le",
  seen_by: "Vue par",
  remote: "À distance",
  copy_name: "Copie",
  outcome: "Suite",
  possible_from: "Possible à partir du",
  answers: "Répond à",
  restricted_at: "Usage limité depuis",
  restriction_reason: "Motif de la limitation",
  erased_at: "Données effacées le",
  "kyc_document.issued_on": "Délivrée le",
  "personal_data_request.received_on": "Reçue le",
  "kyc_document.kind": "Pièce",
  "personal_data_request.kind": "Demande",
  "firm.name": "Nom du cabinet",
  "party.contact": "Qui",
  "negotiated_rate.grade": "Grade",
  "timekeeper_grade.grade": "Grade",
  "standard_rate.grade": "Grade",
  "contact_former_name.name": "Ancien nom",
  "quality.name": "Qualité",
  credits: "Facture corrigée",
  series: "Série",
  sequence: "N° dans la série",
  subject: "Objet",
  issued_on: "Émise le",
  due_on: "Échéance",
  payment_days: "Délai de règlement",
  net: "Total HT",
  vat: "TVA",
  disbursements: "Débours",
  gross: "Total TTC",
  printed: "Mentions imprimées",
  reopens_work: "Travail rendu à facturer",
  mark: "Qualification",
  received_on: "Reçu le",
  account: "Compte",
  method: "Moyen",
  reverses: "Règlement extourné",
  refund: "Règlement rendu",
  payment: "Règlement",
  invoice: "Facture",
  vat_basis_points: "Taux de TVA",
  "invoice.number": "Numéro",
  "invoice.kind": "Pièce",
  "payment.reference": "Référence",
  legal_name: "Dénomination",
  vat_exempt: "Franchise de TVA",
  bank: "Banque",
  share_capital: "Capital social",
  doubtful_after_days: "Créance douteuse après",
  interest: "Pénalités de retard",
  indemnity_cents: "Indemnité forfaitaire",
  mentions: "Mentions",
  basis_points: "Taux",
};

export function importFieldLabel(field: ImportField): string {
  switch (field) {
    case "ignored":
      return "Ne pas importer";
    case "external_ref":
      return "Référence externe";
    case "kind":
      return "Nature";
    case "civility":
      return "Civilité";
    case "first_names":
      return "Prénoms";
    case "middle_names":
      return "Autres prénoms";
    case "birth_name":
      return "Nom de naissance";
    case "usage_name":
      return "Nom d’usage";
    case "full_name":
      return "Nom complet";
    case "organisation_name":
      return "Dénomination";
    case "legal_form":
      return "Forme juridique";
    case "birth_date":
      return "Date de naissance";
    case "siren":
      return "SIREN";
    case "siret":
      return "SIRET";
    case "vat_number":
      return "N° de TVA";
    case "street":
      return "Voie";
    case "postal_code":
      return "Code postal";
    case "town":
      return "Commune";
    case "country":
      return "Pays";
    case "email":
      return "Adresse électronique";
    case "phone":
      return "Téléphone";
    case "mobile":
      return "Téléphone mobile";
    case "quality":
      return "Qualité";
    case "notes":
      return "Notes";
    case "status":
      return "Statut (pour lecture)";
    case "links":
      return "Liens (pour lecture)";
    case "roles":
      return "Rôles (pour lecture)";
    case "acronym":
      return "Sigle";
    case "trade_name":
      return "Enseigne";
    case "former_name":
      return "Ancien nom";
    case "birth_place":
      return "Lieu de naissance";
    case "death_date":
      return "Date de décès";
    case "nationality":
      return "Nationalité";
    case "profession":
      return "Profession";
    case "family_situation":
      return "Situation familiale";
    case "matrimonial_regime":
      return "Régime matrimonial";
    case "identity_type":
      return "Pièce d’identité";
    case "identity_number":
      return "N° de pièce";
    case "identity_authority":
      return "Délivrée par";
    case "identity_country":
      return "Pays de délivrance";
    case "identity_issued_on":
      return "Délivrée le";
    case "identity_expires_on":
      return "Expire le";
    case "rcs":
      return "RCS (ville et SIREN)";
    case "rcs_town":
      return "RCS (ville)";
    case "rcs_letter":
      return "RCS (lettre)";
    case "naf_code":
      return "Code NAF";
    case "naf_nomenclature":
      return "Nomenclature NAF";
    case "share_capital_cents":
      return "Capital social";
    case "share_capital_currency":
      return "Devise du capital";
    case "share_capital_variable":
      return "Capital variable";
    case "court_type":
      return "Type de juridiction";
    case "chambers":
      return "Chambres";
    case "clerk_phone":
      return "Greffe (téléphone)";
    case "clerk_email":
      return "Greffe (e-mail)";
    case "clerk_hours":
      return "Greffe (horaires)";
    case "rpva_identifier":
      return "Identifiant RPVA";
    case "arbitration_institution":
      return "Institution d’arbitrage";
    case "arbitration_rules":
      return "Règlement d’arbitrage";
    case "arbitration_seat":
      return "Siège de l’arbitrage";
    case "address_label":
      return "Libellé de l’adresse suivante";
    case "street_more":
      return "Complément d’adresse";
    case "email_label":
      return "Libellé de l’e-mail suivant";
    case "phone_label":
      return "Libellé du téléphone suivant";
    case "iban_label":
      return "Libellé de l’IBAN suivant";
    case "iban":
      return "IBAN";
    case "bic":
      return "BIC";
    case "origin":
      return "Origine";
    case "referred_by":
      return "Apporteur";
    case "to_check":
      return "À vérifier";
    case "foreign_identifiers":
      return "Identifiants étrangers";
    case "id":
      return "Identifiant Themisia";
  }
}
