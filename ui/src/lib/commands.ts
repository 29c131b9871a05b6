// Generated from crates/themisia-core/src/commands.rs by `cargo xtask generate`. Do not edit.

export type AddressDraft = { id: Id | null, label: string, street: string, postal_code: string, town: string, country: string, };
export type ApiError = { code: ErrorCode, message: string, field?: string, reason?: string, blockers?: Array<Blocker>, };
export type BackupFile = { path: string, name: string, made_at: string, size: number, automatic: boolean, };
export type BackupState = { folder: string, last: BackupFile | null, files: Array<BackupFile>, };
export type Blocker = { table: string, 
/**
 * Name of the thing, as people call it.
 */
record: string, field: string | null, kind: BlockerKind, expected: string, found: string, };
export type BlockerKind = "changed_since" | "deleted_since" | "still_referenced" | "exists_again";
export type CheckReport = { ok: boolean, 
/**
 * Pages whose authentication or structure is wrong.
 */
integrity: Array<string>, 
/**
 * Rows that point at nothing.
 */
dangling: number, changes_replayed: number, 
/**
 * Tables where the replayed log gives other rows.
 */
differing_tables: Array<string>, 
/**
 * Contacts that lists and search do not show as they are.
 */
stale_rows: number, };
export type Contact = { draft: ContactDraft, id: Id, 
/**
 * « Mme Anne DURAND »
 */
display_name: string, status: ContactStatus, allowed_moves: Array<ContactStatus>, archived_at: string | null, created_at: string, created_by: string, updated_at: string, updated_by: string, };
export type ContactDraft = { id: Id | null, kind: ContactKind, civility: string, first_names: string, birth_name: string, usage_name: string, organisation_name: string, acronym: string, trade_name: string, legal_form: string, court_type: string, 
/**
 * ISO 8601 date, `1970-03-12`.
 */
birth_date: string | null, siren: string, siret: string, vat_number: string, notes: string, external_ref: string, 
/**
 * Fields whose value the user keeps although the check refused it: « à vérifier ».
 */
to_check: Array<string>, emails: Array<EmailDraft>, phones: Array<PhoneDraft>, addresses: Array<AddressDraft>, former_names: Array<FormerNameDraft>, qualities: Array<Id>, };
export type ContactFilter = { view: ContactView, kind: ContactKind | null, quality: Id | null, 
/**
 * Words to search; the best matches first, whatever the sort.
 */
text: string, };
export type ContactKind = "natural_person" | "legal_person" | "court";
export type ContactPage = { total: number, rows: Array<ContactRow>, };
export type ContactRow = { id: Id, kind: ContactKind, status: ContactStatus, archived: boolean, 
/**
 * « DURAND Anne »
 */
name: string, email: string, phone: string, town: string, qualities: Array<string>, external_ref: string, created_at: string, };
export type ContactSort = { key: ContactSortKey, descending: boolean, };
export type ContactSortKey = "name" | "status" | "town" | "email" | "created_at";
export type ContactStatus = "unqualified" | "prospect" | "active_client" | "former_client" | "lost_prospect";
export type ContactView = "active" | "unqualified" | "prospects" | "active_clients" | "former_clients" | "lost_prospects" | "archived" | "all";
export type Device = { id: Id, name: string, };
export type DeviceSettings = { 
/**
 * Minutes without a key or the mouse after which the base closes; 0 for never.
 */
idle_lock_minutes: number, backup_folder: string, automatic_backup: boolean, };
export type EmailDraft = { id: Id | null, label: string, address: string, to_check: boolean, };
export type ErrorCode = "not_found" | "invalid" | "locked" | "wrong_secret" | "newer_schema" | "already_open" | "unsafe_folder" | "base_exists" | "damaged" | "disk_full" | "cannot_undo" | "key_store" | "file" | "cancelled" | "busy" | "unknown_command" | "internal";
export type FieldChange = "created" | "edited" | "removed";
export type FormerNameDraft = { id: Id | null, name: string, };
export type Grade = "partner" | "associate" | "of_counsel" | "trainee" | "paralegal" | "assistant";
export type HistoryEntry = { operation: OperationSummary, fields: Array<HistoryField>, };
export type HistoryField = { table: string, record: Id, field: string, change: FieldChange, before: string | null, after: string | null, 
/**
 * Whether `restore_value` can bring `before` back.
 */
restorable: boolean, };
export type Home = { counts: ViewCounts, recent: Array<ContactRow>, operations: Array<OperationSummary>, backup: BackupState, };
export type Id = string;
export type ImportField = "ignored" | "external_ref" | "kind" | "civility" | "first_names" | "middle_names" | "birth_name" | "usage_name" | "full_name" | "organisation_name" | "legal_form" | "birth_date" | "siren" | "siret" | "vat_number" | "street" | "postal_code" | "town" | "country" | "email" | "phone" | "mobile" | "quality" | "notes";
export type ImportIssue = { 
/**
 * As a spreadsheet counts: the headers are row 1.
 */
row: number, verdict: ImportRowVerdict, field: ImportField, value: string, 
/**
 * French sentence.
 */
reason: string, };
export type ImportPreview = { path: string, file_name: string, size: number, encoding: string, separator: string, headers: Array<string>, 
/**
 * One field a header: guessed, or as the person left it the last time for a file with these headers.
 */
mapping: Array<ImportField>, 
/**
 * The first rows, as read.
 */
sample: Array<Array<string>>, };
export type ImportReport = { dry_run: boolean, rows: number, created: number, updated: number, unchanged: number, rejected: number, 
/**
 * Rows without anything in them.
 */
skipped: number, 
/**
 * Rows kept with something to look at.
 */
flagged: number, 
/**
 * At most 1,000 of them; the counts are whole.
 */
issues: Array<ImportIssue>, operation: Id | null, seconds: number, };
export type ImportRowVerdict = "created" | "updated" | "unchanged" | "rejected" | "skipped";
export type LockReason = "locked" | "key_missing" | "key_store_unavailable" | "key_wrong";
export type NewBase = { firm_name: string, user_name: string, grade: Grade, passphrase: string | null, };
export type Op = "init" | "create_contact" | "edit_contact" | "change_status" | "archive_contact" | "unarchive_contact" | "import_contacts" | "save_quality" | "save_user" | "save_firm" | "restore_value" | "undo" | "redo" | "demo";
export type OperationSummary = { id: Id, op: Op, 
/**
 * Name of what was changed: a contact's name, a file's name.
 */
label: string, 
/**
 * For undo and redo: the operation taken back or done again.
 */
of_op: Op | null, user: string, device: string, at: string, undone: boolean, 
/**
 * Rows changed.
 */
changes: number, };
export type Page = { offset: number, limit: number, };
export type PhoneDraft = { id: Id | null, label: string, 
/**
 * E.164 once saved (`+33612345678`); kept as typed when it is no number of a dialling plan.
 */
number: string, };
export type Protection = "key_store" | "passphrase";
export type Quality = { id: Id, name: string, };
export type QualityDraft = { id: Id | null, name: string, };
export type RecoveryCode = { code: string, groups: Array<string>, };
export type Restored = { status: VaultStatus, 
/**
 * Where the base that was there before now lies.
 */
moved_aside: string | null, };
export type SearchHit = { contact: ContactRow, 
/**
 * 1 for every word as typed, less for what differs; above 0.
 */
score: number, };
export type ThemisiaEvent = { "type": "changed", tables: Array<string>, } | { "type": "progress", task: string, phase: string, done: number, total: number | null, } | { "type": "vault", status: VaultStatus, };
export type UndoState = { undo: OperationSummary | null, redo: OperationSummary | null, };
export type UnlockWay = "passphrase" | "key_store" | "recovery_code";
export type User = { id: Id, name: string, grade: Grade, };
export type VaultStatus = { "state": "first_run", folder: string, key_store: boolean, } | { "state": "locked", folder: string, way: UnlockWay, reason: LockReason, 
/**
 * Whether the system has a key store to put the key back into.
 */
key_store: boolean, } | { "state": "refused", folder: string, error: ApiError, } | { "state": "open", folder: string, demo: boolean, recovery_confirmed: boolean, protection: Protection, firm_name: string, user: User, device: Device, };
export type ViewCounts = { active: number, unqualified: number, prospects: number, active_clients: number, former_clients: number, lost_prospects: number, archived: number, all: number, };

export type Commands = {
  home: { args: {  }; output: Home };
  list_contacts: { args: { filter: ContactFilter; sort: ContactSort; page: Page }; output: ContactPage };
  contact_counts: { args: {  }; output: ViewCounts };
  search_contacts: { args: { text: string; include_hidden: boolean; limit: number }; output: Array<SearchHit> };
  get_contact: { args: { id: Id }; output: Contact };
  qualities: { args: {  }; output: Array<Quality> };
  save_contact: { args: { draft: ContactDraft }; output: Contact };
  set_contact_status: { args: { id: Id; to: ContactStatus; reason: string }; output: Contact };
  archive_contacts: { args: { ids: Array<Id>; archived: boolean }; output: number };
  save_quality: { args: { quality: QualityDraft }; output: Quality };
  contact_history: { args: { id: Id; page: Page }; output: Array<HistoryEntry> };
  operations: { args: { page: Page }; output: Array<OperationSummary> };
  undo_state: { args: {  }; output: UndoState };
  undo_blockers: { args: { operation: Id }; output: Array<Blocker> };
  undo_operation: { args: { operation: Id; force: boolean }; output: OperationSummary };
  undo_last: { args: {  }; output: OperationSummary | null };
  redo_last: { args: {  }; output: OperationSummary | null };
  restore_value: { args: { operation: Id; table: string; record: Id; field: string }; output: null };
  get_draft: { args: { key: string }; output: string | null };
  drafts: { args: {  }; output: Array<string> };
  save_draft: { args: { key: string; value: string }; output: null };
  discard_draft: { args: { key: string }; output: null };
  preview_import: { args: { path: string }; output: ImportPreview };
  import_contacts: { args: { task: string; path: string; mapping: Array<ImportField>; dry_run: boolean }; output: ImportReport };
  backup_now: { args: { task: string; folder: string | null }; output: BackupFile };
  restore_backup: { args: { task: string; file: string; code: string | null; passphrase: string | null }; output: Restored };
  check_base: { args: { task: string }; output: CheckReport };
  backup_state: { args: {  }; output: BackupState };
  cancel_task: { args: { task: string }; output: null };
  save_user: { args: { user: User }; output: User };
  save_firm: { args: { firm_name: string }; output: string };
  device_settings: { args: {  }; output: DeviceSettings };
  save_device_settings: { args: { settings: DeviceSettings }; output: DeviceSettings };
  vault_status: { args: {  }; output: VaultStatus };
  create_base: { args: { new: NewBase }; output: RecoveryCode };
  open_demo: { args: {  }; output: VaultStatus };
  leave_demo: { args: {  }; output: VaultStatus };
  unlock: { args: { passphrase: string }; output: VaultStatus };
  recover: { args: { code: string; passphrase: string | null }; output: VaultStatus };
  lock: { args: {  }; output: VaultStatus };
  renew_recovery_code: { args: {  }; output: RecoveryCode };
  confirm_recovery_code: { args: { code: string }; output: null };
  set_passphrase: { args: { current: string | null; passphrase: string | null }; output: VaultStatus };
};
