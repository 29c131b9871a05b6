// French words for what the program names in English. Every switch is exhaustive: a new value is a compile error here.
import type {
  ConflictDecision,
  ConflictLevel,
  ContactKind,
  ContactRole,
  ContactStatus,
  ContactView,
  DuplicateLevel,
  Grade,
  HistoryField,
  ImportRowVerdict,
  Lack,
  LinkKind,
  LockReason,
  Op,
  OperationSummary,
  RecipientSource,
} from "./commands";
import { formatAmount } from "./format";

export { fieldLabel, importFieldLabel, tableLabel } from "./fields-fr";

export const STATUSES: readonly ContactStatus[] = ["unqualified", "prospect", "active_client", "former_client", "lost_prospect"];
export const KINDS: readonly ContactKind[] = ["natural_person", "legal_person", "court"];
export const GRADES: readonly Grade[] = ["partner", "associate", "of_counsel", "trainee", "paralegal", "assistant"];
export const VIEWS: readonly ContactView[] = [
  "active",
  "unqualified",
  "prospects",
  "active_clients",
  "former_clients",
  "lost_prospects",
  "archived",
  "all",
];

export function statusLabel(status: ContactStatus): string {
  switch (status) {
    case "unqualified":
      return "Contact";
    case "prospect":
      return "Prospect";
    case "active_client":
      return "Client actif";
    case "former_client":
      return "Client parti";
    case "lost_prospect":
      return "Prospect perdu";
  }
}

export function kindLabel(kind: ContactKind): string {
  switch (kind) {
    case "natural_person":
      return "Personne physique";
    case "legal_person":
      return "Personne morale";
    case "court":
      return "Juridiction";
  }
}

export function gradeLabel(grade: Grade): string {
  switch (grade) {
    case "partner":
      return "Associé(e)";
    case "associate":
      return "Collaborateur, collaboratrice";
    case "of_counsel":
      return "Of counsel";
    case "trainee":
      return "Stagiaire";
    case "paralegal":
      return "Juriste";
    case "assistant":
      return "Assistant(e)";
  }
}

export function viewLabel(view: ContactView): string {
  switch (view) {
    case "active":
      return "Vue courante";
    case "unqualified":
      return "Contacts";
    case "prospects":
      return "Prospects";
    case "active_clients":
      return "Clients actifs";
    case "former_clients":
      return "Clients partis";
    case "lost_prospects":
      return "Prospects perdus";
    case "archived":
      return "Archivés";
    case "all":
      return "Tous";
  }
}

export function statusView(status: ContactStatus): ContactView {
  switch (status) {
    case "unqualified":
      return "unqualified";
    case "prospect":
      return "prospects";
    case "active_client":
      return "active_clients";
    case "former_client":
      return "former_clients";
    case "lost_prospect":
      return "lost_prospects";
  }
}

/** What the button says that moves a contact to this status. */
export function moveLabel(to: ContactStatus): string {
  switch (to) {
    case "unqualified":
      return "Remettre en contact";
    case "prospect":
      return "Passer en prospect";
    case "active_client":
      return "Passer en client actif";
    case "former_client":
      return "Marquer comme parti";
    case "lost_prospect":
      return "Marquer comme perdu";
  }
}

/** An operation as a sentence: « Modification de « Anne DURAND » ». */
export function operationSentence(operation: Pick<OperationSummary, "op" | "label" | "of_op">): string {
  const { op, label, of_op } = operation;
  if (op === "undo" || op === "redo") {
    const verb = op === "undo" ? "Annulation" : "Rétablissement";
    return of_op === null ? withName(verb, label) : `${verb} : ${lowerFirst(sentence(of_op, label))}`;
  }
  return sentence(op, label);
}

function sentence(op: Op, label: string): string {
  switch (op) {
    case "init":
      return "Création de la base";
    case "create_contact":
      return withName("Création", label);
    case "edit_contact":
      return withName("Modification", label);
    case "change_status":
      return withName("Changement de statut", label);
    case "archive_contact":
      return withName("Archivage", label);
    case "unarchive_contact":
      return withName("Retour d’archive", label);
    case "import_contacts":
      return withName("Import", label);
    case "save_quality":
      return label ? `Qualité ${quoted(label)} enregistrée` : "Qualité enregistrée";
    case "save_user":
      return label ? `Utilisateur ${quoted(label)} enregistré` : "Utilisateur enregistré";
    case "save_firm":
      return label ? `Nom du cabinet : ${quoted(label)}` : "Nom du cabinet enregistré";
    case "restore_value":
      return label ? `Valeur rétablie dans ${quoted(label)}` : "Valeur rétablie";
    case "save_link":
      return withName("Lien", label);
    case "remove_link":
      return withName("Retrait du lien", label);
    case "save_role":
      return withName("Rôle", label);
    case "remove_role":
      return withName("Retrait du rôle", label);
    case "save_view":
      return label ? `Vue ${quoted(label)} enregistrée` : "Vue enregistrée";
    case "remove_view":
      return label ? `Vue ${quoted(label)} supprimée` : "Vue supprimée";
    case "bulk_edit":
      return label ? `Modification groupée : ${label}` : "Modification groupée";
    case "add_courts":
      return "Ajout des juridictions";
    case "not_duplicates":
      return label ? `Pas des doublons : ${quoted(label)}` : "Pas des doublons";
    case "maybe_duplicates":
      return label ? `Doublons à revoir : ${quoted(label)}` : "Doublons à revoir";
    case "save_firm_settings":
      return "Réglages du cabinet enregistrés";
    case "save_vat_rate":
      return label ? `Taux de TVA ${quoted(label)} enregistré` : "Taux de TVA enregistré";
    case "save_timekeeper":
      return label ? `Intervenant ${quoted(label)} enregistré` : "Intervenant enregistré";
    case "save_standard_rate":
      return label ? `Taux standard : ${label}` : "Taux standard enregistré";
    case "remove_standard_rate":
      return label ? `Retrait du taux standard : ${label}` : "Retrait d’un taux standard";
    case "save_negotiated_rate":
      return label ? `Taux négocié avec ${quoted(label)}` : "Taux négocié enregistré";
    case "remove_negotiated_rate":
      return label ? `Retrait d’un taux négocié avec ${quoted(label)}` : "Retrait d’un taux négocié";
    case "open_matter":
      return label ? `Ouverture du dossier ${quoted(label)}` : "Ouverture d’un dossier";
    case "edit_matter":
      return label ? `Modification du dossier ${quoted(label)}` : "Modification d’un dossier";
    case "archive_matter":
      return label ? `Archivage du dossier ${quoted(label)}` : "Archivage d’un dossier";
    case "reopen_matter":
      return label ? `Réouverture du dossier ${quoted(label)}` : "Réouverture d’un dossier";
    case "save_party":
      return label ? `Partie : ${label}` : "Partie enregistrée";
    case "remove_party":
      return label ? `Retrait de la partie : ${label}` : "Retrait d’une partie";
    case "record_time":
      return label ? `Temps saisi dans ${quoted(label)}` : "Temps saisi";
    case "edit_time":
      return label ? `Temps modifié dans ${quoted(label)}` : "Temps modifié";
    case "move_time":
      return label ? `Temps déplacé vers ${quoted(label)}` : "Temps déplacé";
    case "remove_time":
      return label ? `Temps retiré de ${quoted(label)}` : "Temps retiré";
    case "save_cost":
      return label ? `Frais ou débours dans ${quoted(label)}` : "Frais ou débours enregistrés";
    case "remove_cost":
      return label ? `Frais ou débours retirés de ${quoted(label)}` : "Frais ou débours retirés";
    case "save_invoice":
      return label ? `Projet de facture pour ${quoted(label)}` : "Projet de facture enregistré";
    case "remove_invoice":
      return label ? `Suppression du projet de facture pour ${quoted(label)}` : "Suppression d’un projet de facture";
    case "issue_invoice":
      return label ? `Émission de la facture ${label}` : "Émission d’une facture";
    case "issue_credit_note":
      return label ? `Émission de l’avoir ${label}` : "Émission d’un avoir";
    case "mark_invoice":
      return label ? `Facture ${label} qualifiée` : "Facture qualifiée";
    case "record_payment":
      return label ? `Règlement de ${quoted(label)}` : "Règlement enregistré";
    case "allocate_payment":
      return label ? `Règlement de ${quoted(label)} affecté` : "Règlement affecté";
    case "reverse_payment":
      return label ? `Extourne d’un règlement de ${quoted(label)}` : "Extourne d’un règlement";
    case "set_firm_logo":
      return "Changement du logo du cabinet";
    case "record_reminder":
      return label ? `Relance de ${quoted(label)}` : "Relance d’un client";
    case "request_retainer":
      return label ? `Demande de provision à ${quoted(label)}` : "Demande de provision";
    case "withdraw_retainer":
      return label ? `Retrait de la demande de provision à ${quoted(label)}` : "Retrait d’une demande de provision";
    case "refund_retainer":
      return label ? `Provision rendue à ${quoted(label)}` : "Provision rendue";
    case "merge_contacts":
      return label ? `Fusion : ${label}` : "Fusion de fiches";
    case "record_conflict_check":
      return label ? `Recherche de conflit : ${label}` : "Recherche de conflit";
    case "save_letter_template":
      return label ? `Modèle de lettre ${quoted(label)}` : "Modèle de lettre";
    case "remove_letter_template":
      return label ? `Suppression du modèle de lettre ${quoted(label)}` : "Suppression d’un modèle de lettre";
    case "write_letter":
      return label ? `Lettre : ${label}` : "Lettre";
    case "mail_merge":
      return label ? `Publipostage : ${label}` : "Publipostage";
    case "save_interaction":
      return label ? `Journal : ${label}` : "Journal complété";
    case "edit_interaction":
      return label ? `Journal modifié : ${label}` : "Journal modifié";
    case "remove_interaction":
      return label ? `Retiré du journal : ${label}` : "Retrait du journal";
    case "pin_interaction":
      return label ? `Épinglage : ${label}` : "Épinglage";
    case "move_interaction":
      return label ? `Classement : ${label}` : "Classement dans un dossier";
    case "save_template":
      return withName("Modèle", label);
    case "remove_template":
      return withName("Suppression du modèle", label);
    case "import_emails":
      return label ? `Import d’e-mails : ${label}` : "Import d’e-mails";
    case "file_emails":
      return label ? `E-mails classés : ${label}` : "E-mails classés";
    case "add_documents":
      return label ? `Ajout : ${label}` : "Ajout de documents";
    case "add_document_version":
      return label ? `Nouvelle version : ${label}` : "Nouvelle version d’un document";
    case "save_document":
      return label ? `Document modifié : ${label}` : "Document modifié";
    case "remove_document":
      return label ? `Document retiré : ${label}` : "Document retiré";
    case "save_compliance_settings":
      return "Réglages KYC et données personnelles enregistrés";
    case "save_kyc":
      return withName("Dossier KYC", label);
    case "decide_kyc":
      return label ? `Dossier KYC : ${label}` : "Étape d’un dossier KYC";
    case "save_kyc_document":
      return label ? `Pièce vue : ${label}` : "Pièce vue";
    case "remove_kyc_document":
      return label ? `Retrait d’une pièce vue : ${label}` : "Retrait d’une pièce vue";
    case "save_risk_country":
      return label ? `Pays à risque ${quoted(label)} enregistré` : "Pays à risque enregistré";
    case "remove_risk_country":
      return label ? `Pays à risque ${quoted(label)} retiré` : "Pays à risque retiré";
    case "save_todo":
      return label ? `Tâche ou rendez-vous ${quoted(label)}` : "Tâche ou rendez-vous enregistré";
    case "complete_todo":
      return label ? `Tâche faite : ${quoted(label)}` : "Tâche faite";
    case "reopen_todo":
      return label ? `Tâche à refaire : ${quoted(label)}` : "Tâche à refaire";
    case "snooze_todo":
      return label ? `Tâche reportée : ${quoted(label)}` : "Tâche reportée";
    case "remove_todo":
      return label ? `Suppression de la tâche ${quoted(label)}` : "Suppression d’une tâche";
    case "import_todos":
      return label ? `Import de l’agenda ${quoted(label)}` : "Import d’un agenda";
    case "record_data_request":
      return label ? `Demande sur les données de ${quoted(label)}` : "Demande sur des données personnelles";
    case "restrict_contact":
      return label ? `Limitation des données de ${quoted(label)}` : "Limitation de données personnelles";
    case "lift_restriction":
      return label ? `Fin de la limitation des données de ${quoted(label)}` : "Fin d’une limitation de données";
    case "erase_contact":
      return "Effacement de données personnelles";
    case "undo":
      return withName("Annulation", label);
    case "redo":
      return withName("Rétablissement", label);
    case "demo":
      return "Mise en place de la démonstration";
  }
}

function withName(noun: string, label: string): string {
  return label ? `${noun} de ${quoted(label)}` : noun;
}

/** « Anne DURAND », with the no-break spaces of French quotation marks. */
export function quoted(text: string): string {
  return `«\u00a0${text}\u00a0»`;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

export function changeLabel(change: HistoryField["change"]): string {
  switch (change) {
    case "created":
      return "Ajout";
    case "edited":
      return "Modification";
    case "removed":
      return "Suppression";
  }
}

/** What the contact at the other end of a link is to this one; `reversed`: what this one is to it, told from the other end. */
const LINKS: { [kind in LinkKind]: readonly [forth: string, back: string] } = {
  representative: ["Représentant légal", "Représente"],
  beneficial_owner: ["Bénéficiaire effectif", "Bénéficiaire effectif de"],
  spouse: ["Conjoint ou partenaire", "Conjoint ou partenaire"],
  parent: ["Parent", "Enfant"],
  sibling: ["Frère ou sœur", "Frère ou sœur"],
  parent_company: ["Société mère", "Filiale"],
  group_member: ["Même groupe", "Même groupe"],
  employer: ["Employeur", "Salarié(e)"],
  assistant: ["Assistant(e)", "Assiste"],
  adviser: ["Conseil", "Conseille"],
  guardian: ["Tuteur ou curateur", "Protégé(e)"],
  related: ["En relation avec", "En relation avec"],
};

export const LINK_KINDS = Object.keys(LINKS) as LinkKind[];

export function linkLabel(kind: LinkKind, reversed: boolean): string {
  return LINKS[kind][reversed ? 1 : 0];
}

export const ROLES: readonly ContactRole[] = ["billing", "collections", "correspondence"];

export function roleLabel(role: ContactRole | RecipientSource): string {
  switch (role) {
    case "billing":
      return "Facturation";
    case "collections":
      return "Recouvrement";
    case "correspondence":
      return "Correspondance";
    case "client":
      return "Client";
  }
}

/** What a role gives its holder. */
export function roleMeaning(role: ContactRole): string {
  switch (role) {
    case "billing":
      return "reçoit les factures";
    case "collections":
      return "reçoit les relances";
    case "correspondence":
      return "reçoit les courriers";
  }
}

/** Why these recipients: the role asked for, or what it falls back on. */
export function recipientReason(asked: ContactRole, from: RecipientSource): string {
  if (asked === from) return `rôle ${quoted(roleLabel(asked))}`;
  if (from === "client") return "faute de rôle, le client lui-même";
  return `faute de rôle ${quoted(roleLabel(asked))}, rôle ${quoted(roleLabel(from))}`;
}

/** 2550 → « 25,5 % ». */
export function shareLabel(basisPoints: number): string {
  return `${formatAmount(basisPoints)}\u00a0%`;
}

export const DUPLICATE_LEVELS: readonly DuplicateLevel[] = ["certain", "same_company", "probable", "possible"];

export function duplicateLevelLabel(level: DuplicateLevel): string {
  switch (level) {
    case "certain":
      return "Doublon certain";
    case "same_company":
      return "Même société, autre établissement";
    case "probable":
      return "Doublon probable";
    case "possible":
      return "Doublon possible";
  }
}

export function conflictLevelLabel(level: ConflictLevel): string {
  switch (level) {
    case "direct":
      return "Conflit direct";
    case "name_match":
      return "Même nom ou proche";
    case "related":
      return "Par relation";
  }
}

export const CONFLICT_DECISIONS: readonly ConflictDecision[] = ["no_conflict", "accepted", "refused"];

export function conflictDecisionLabel(decision: ConflictDecision): string {
  switch (decision) {
    case "no_conflict":
      return "Pas de conflit";
    case "accepted":
      return "Accepté avec accord écrit";
    case "refused":
      return "Refusé";
  }
}

export function lackLabel(lack: Lack): string {
  switch (lack) {
    case "email":
      return "Sans e-mail";
    case "phone":
      return "Sans téléphone";
    case "address":
      return "Sans adresse";
    case "identification":
      return "Identification incomplète";
    case "certainty":
      return "À vérifier";
    case "reach":
      return "Injoignable";
  }
}

export const LACKS: readonly Lack[] = ["email", "phone", "address", "identification", "certainty", "reach"];

export function verdictLabel(verdict: ImportRowVerdict): string {
  switch (verdict) {
    case "created":
      return "Créée";
    case "probable_duplicate":
      return "Doublon probable";
    case "updated":
      return "Mise à jour";
    case "unchanged":
      return "Inchangée";
    case "rejected":
      return "Rejetée";
    case "skipped":
      return "Ignorée";
  }
}

export function lockReasonSentence(reason: LockReason): string {
  switch (reason) {
    case "locked":
      return "La base est verrouillée.";
    case "key_missing":
      return "La clé de cette base n’est plus dans le trousseau de ce poste. Rien n’est perdu : votre code de récupération ouvre la base et y remet la clé.";
    case "key_store_unavailable":
      return "Le trousseau de ce poste (où la clé est rangée) ne répond pas. Déverrouillez-le puis réessayez, ou ouvrez avec votre code de récupération.";
    case "key_wrong":
      return "La clé rangée dans le trousseau n’est pas celle de cette base. Votre code de récupération ouvre la base et remet la bonne clé.";
  }
}

/** What a long task is doing, from the name of its phase. */
export function phaseLabel(phase: string): string {
  switch (phase) {
    case "backup":
      return "Écriture de la sauvegarde";
    case "verify":
      return "Relecture de la sauvegarde";
    case "restore":
      return "Ouverture de la sauvegarde";
    case "check":
      return "Vérification de la base";
    case "documents":
    case "document":
      return "Documents";
    case "emails":
      return "Import des e-mails";
    case "dry_run":
      return "Essai sans rien écrire";
    case "bulk_edit":
      return "Modification des fiches";
    case "import":
      return "Import";
    case "letters":
      return "Écriture des lettres";
    default:
      return "En cours";
  }
}

/** `plural(3, "fiche")` → « 3 fiches »; in French, 0 and 1 are singular. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${integer.format(count)}\u00a0${Math.abs(count) < 2 ? one : many}`;
}

const integer = new Intl.NumberFormat("fr-FR");

/** « à l’instant », « il y a 5 min », « hier à 14:32 », then the date. */
export function relativeTime(iso: string, now: Date = new Date()): string {
  const then = new Date(iso);
  if (Number.isNaN(then.getTime())) return "";
  const seconds = Math.round((now.getTime() - then.getTime()) / 1000);
  if (seconds < 45 && seconds > -45) return "à l’instant";
  const minutes = Math.round(seconds / 60);
  if (minutes > 0 && minutes < 60) return `il y a ${minutes}\u00a0min`;
  const days = dayNumber(now) - dayNumber(then);
  const clock = then.toLocaleTimeString("fr-FR", { hour: "2-digit", minute: "2-digit" });
  if (days === 0) return minutes > 0 ? `il y a ${Math.round(minutes / 60)}\u00a0h` : `aujourd’hui à ${clock}`;
  if (days === 1) return `hier à ${clock}`;
  if (days > 1 && days < 7) return `il y a ${days}\u00a0jours`;
  return `le ${then.toLocaleDateString("fr-FR")}`;
}

/** Days since 1970 of the local calendar day. */
function dayNumber(date: Date): number {
  return Math.round(Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / 86_400_000);
}
