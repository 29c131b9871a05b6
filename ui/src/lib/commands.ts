// Generated from crates/themisia-core/src/commands.rs by `cargo xtask generate`. Do not edit.

export type AcceptedProposal = { address: string, contact: Id | null, draft: ContactDraft | null, };
export type Account = "firm" | "carpa";
export type AddedDocuments = { documents: Array<Document>, 
/**
 * Files that could not be kept, and why, in French.
 */
refused: Array<RefusedFile>, operation: Id | null, };
export type AddressDraft = { id: Id | null, label: string, street: string, postal_code: string, town: string, country: string, };
export type Ageing = { not_due: Cents, to_30: Cents, to_60: Cents, to_90: Cents, above_90: Cents, overpaid: Cents, };
export type Allocation = { invoice: Id, amount: Cents, };
export type ApiError = { code: ErrorCode, message: string, field?: string, reason?: string, blockers?: Array<Blocker>, };
export type AskedName = { name: string, born: Day | null, 
/**
 * Digits, spaces allowed; a SIRET is read by its SIREN.
 */
siren: string | null, 
/**
 * A contact of the base that is meant: found as itself, and by its name.
 */
contact: Id | null, 
/**
 * On which side it would be; without one, every engagement counts.
 */
side: Side | null, };
export type Attachment = { id: Id, name: string, version: Id, media_type: string, size: number, };
export type BackupFile = { path: string, name: string, made_at: string, size: number, automatic: boolean, };
export type BackupState = { folder: string, last: BackupFile | null, files: Array<BackupFile>, };
export type BillingMode = "hourly" | "fixed" | "success" | "subscription" | "legal_aid" | "pro_bono";
export type Blocker = { table: string, 
/**
 * Name of the thing, as people call it.
 */
record: string, field: string | null, kind: BlockerKind, expected: string, found: string, };
export type BlockerKind = "changed_since" | "deleted_since" | "still_referenced" | "exists_again" | "merged_since" | "came_since" | "follows_since" | "parted_since" | "unalterable";
export type BulkEdit = { add_qualities: Array<Id>, remove_qualities: Array<Id>, 
/**
 * A move of the life cycle, for those that may make it.
 */
status: ContactStatus | null, reason: string, 
/**
 * Text fields to set, by the name of their column: `origin`, of persons `profession`, `nationality` and
 * `family_situation`, of organisations `legal_form`, of courts `court_type`.
 */
set: { [key in string]: string }, };
export type BulkRefusal = { id: Id, name: string, 
/**
 * French sentence.
 */
reason: string, };
export type BulkReport = { changed: number, unchanged: number, 
/**
 * Contacts left as they are, and why; at most 200, the count is whole.
 */
refused: number, refusals: Array<BulkRefusal>, };
export type CalendarExport = { count: number, path: string, };
export type CalendarImport = { created: number, updated: number, unchanged: number, 
/**
 * Entries that were left out.
 */
rejected: number, 
/**
 * What was left out or taken only in part, and why; at most 200.
 */
remarks: Array<CalendarRemark>, };
export type CalendarRemark = { title: string, 
/**
 * French sentence.
 */
reason: string, };
export type Cents = number;
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
stale_rows: number, 
/**
 * Names of documents whose bytes are not in the store.
 */
missing_documents: Array<string>, 
/**
 * Names of documents whose bytes are not those that were kept.
 */
altered_documents: Array<string>, };
export type ChosenRate = { hourly_rate: Cents, step: RateStep, effective_from: Day, 
/**
 * « négocié · Me Martin · depuis le 01/03/2026 »: what an entry keeps.
 */
source: string, };
export type ClientSums = { id: Id, wip: Cents, balance_due: Cents, };
export type ClientTurnover = { client: Id, 
/**
 * « DURAND Anne »
 */
name: string, net: Cents, };
export type ComplianceSettings = { 
/**
 * A beneficial owner holds more than this of the capital or the votes (CMF art. R. 561-1: 25 %).
 */
owner_threshold_basis_points: number, 
/**
 * Whether exactly the threshold is enough.
 */
owner_threshold_included: boolean, 
/**
 * Months from a validation to the next review, by level of vigilance; 0: none is proposed.
 */
review_months_simplified: number, review_months_normal: number, review_months_enhanced: number, 
/**
 * Years from the end of the relation (CMF art. L. 561-12).
 */
kyc_retention_years: number, 
/**
 * Years from the end of the year of issue (C. com. art. L. 123-22).
 */
invoice_retention_years: number, 
/**
 * Years from the end of a matter (C. civ. art. 2225).
 */
matter_retention_years: number, 
/**
 * Years from the last contact with a prospect.
 */
prospect_retention_years: number, };
export type ConflictCheck = { row: ConflictCheckRow, search: ConflictSearch, agreement: string, comment: string, };
export type ConflictCheckRow = { id: Id, names: Array<string>, decision: ConflictDecision, hits: number, matter: Id | null, matter_reference: string, user: string, at: string, };
export type ConflictDecision = "no_conflict" | "accepted" | "refused";
export type ConflictDraft = { asked: Array<AskedName>, depth: number, decision: ConflictDecision, 
/**
 * The written agreement that an acceptance rests upon: its date, who signed.
 */
agreement: string, comment: string, matter: Id | null, };
export type ConflictHit = { 
/**
 * Which of the names asked for, from 0.
 */
asked: number, level: ConflictLevel, contact: Id, name: string, status: ContactStatus, 
/**
 * 1 for the very name, above 0.
 */
closeness: number, 
/**
 * In French: « même nom », « sous le nom de Anne PETIT ».
 */
reasons: Array<string>, 
/**
 * The former name, or that of a merged contact, under which it was found.
 */
as_name: string | null, 
/**
 * From the name asked for to this contact.
 */
through: Array<PathStep>, engagements: Array<Engagement>, 
/**
 * « Paul ROUX, gérant d’Alpha, adversaire dans 2025-0031 »
 */
sentence: string, };
export type ConflictLevel = "direct" | "name_match" | "related";
export type ConflictSearch = { asked: Array<AskedName>, 
/**
 * Links walked from each name.
 */
depth: number, 
/**
 * The gravest and nearest first.
 */
hits: Array<ConflictHit>, 
/**
 * More would have been found than is told: the names are too common, or somebody is related to very many.
 */
cut: boolean, };
export type Contact = { draft: ContactDraft, id: Id, 
/**
 * « Mme Anne DURAND »
 */
display_name: string, status: ContactStatus, allowed_moves: Array<ContactStatus>, archived_at: string | null, 
/**
 * Since when the use of its data is limited, and why (RGPD art. 18).
 */
restricted_at: string | null, restriction_reason: string, 
/**
 * Since when nothing is left of who it was.
 */
erased_at: string | null, created_at: string, created_by: string, updated_at: string, updated_by: string, };
export type ContactDraft = { id: Id | null, kind: ContactKind, civility: string, first_names: string, birth_name: string, usage_name: string, birth_place: string, nationality: string, profession: string, family_situation: string, matrimonial_regime: string, identity_type: string, identity_number: string, identity_authority: string, identity_country: string, organisation_name: string, acronym: string, trade_name: string, legal_form: string, siren: string, siret: string, vat_number: string, rcs_town: string, rcs_letter: string, naf_code: string, naf_nomenclature: string, share_capital_currency: string, court_type: string, clerk_phone: string, clerk_email: string, clerk_hours: string, rpva_identifier: string, arbitration_institution: string, arbitration_rules: string, arbitration_seat: string, origin: string, external_ref: string, notes: string, chambers: string, 
/**
 * ISO 8601 date, `1970-03-12`.
 */
birth_date: string | null, 
/**
 * ISO 8601 date, `1970-03-12`.
 */
death_date: string | null, 
/**
 * ISO 8601 date, `1970-03-12`.
 */
identity_issued_on: string | null, 
/**
 * ISO 8601 date, `1970-03-12`.
 */
identity_expires_on: string | null, 
/**
 * Share capital in cents of its currency.
 */
share_capital_cents: number | null, share_capital_variable: boolean, 
/**
 * The contact that brought this one (apporteur).
 */
referred_by: Id | null, 
/**
 * Fields whose value the user keeps although the check refused it: « à vérifier ».
 */
to_check: Array<string>, 
/**
 * Identifiers that are not French: kept as they are, not checked.
 */
foreign_identifiers: Array<string>, emails: Array<EmailDraft>, phones: Array<PhoneDraft>, addresses: Array<AddressDraft>, ibans: Array<IbanDraft>, former_names: Array<FormerNameDraft>, qualities: Array<Id>, };
export type ContactFilter = { view: ContactView, kind: ContactKind | null, quality: Id | null, 
/**
 * Words to search; the best matches first, whatever the sort.
 */
text: string, 
/**
 * A town, however it is spelt.
 */
town?: string, 
/**
 * ISO dates, both included.
 */
created_from?: string, created_to?: string, 
/**
 * Contacts that lack any of these.
 */
lacking?: Array<Lack>, };
export type ContactKind = "natural_person" | "legal_person" | "court";
export type ContactPage = { total: number, rows: Array<ContactRow>, };
export type ContactRole = "billing" | "collections" | "correspondence";
export type ContactRow = { id: Id, kind: ContactKind, status: ContactStatus, archived: boolean, 
/**
 * « DURAND Anne »
 */
name: string, email: string, phone: string, town: string, qualities: Array<string>, external_ref: string, created_at: string, };
export type ContactSort = { key: ContactSortKey, descending: boolean, };
export type ContactSortKey = "name" | "status" | "town" | "email" | "created_at";
export type ContactStatus = "unqualified" | "prospect" | "active_client" | "former_client" | "lost_prospect";
export type ContactSummary = { id: Id, display_name: string, kind: ContactKind, status: ContactStatus, 
/**
 * The instant since when it has this status.
 */
status_since: string, 
/**
 * The instant when it first became a client.
 */
client_since: string | null, qualities: Array<string>, 
/**
 * Where it comes from, as it was written down.
 */
origin: string, 
/**
 * Who brought it (apporteur).
 */
referred_by: Recipient | null, emails: Array<EmailDraft>, phones: Array<PhoneDraft>, addresses: Array<AddressDraft>, 
/**
 * Who gets its letters, when it is not itself.
 */
correspondence: Array<Recipient>, 
/**
 * Who stands for it, and for whom it stands.
 */
people: SummaryPeople, 
/**
 * What is kept on top of its journal.
 */
pinned: Array<JournalEntry>, 
/**
 * The last that was said, newest first.
 */
exchanges: Array<JournalEntry>, matters: SummaryMatters, overdue: TodoPage, 
/**
 * Tasks and meetings of today and later.
 */
coming: TodoPage, kyc: KycStanding | null, figures: Figures, terms: SummaryTerms, 
/**
 * The gravest first.
 */
warnings: Array<SummaryWarning>, };
export type ContactView = "active" | "unqualified" | "prospects" | "active_clients" | "former_clients" | "lost_prospects" | "archived" | "all";
export type Cost = { id: Id, kind: CostKind, matter: Id, incurred_on: Day, label: string, amount: Cents, billable: boolean, billed_on: Id | null, };
export type CostDraft = { id: Id | null, kind: CostKind, matter: Id, 
/**
 * None: today.
 */
incurred_on: Day | null, label: string, 
/**
 * An expense: before tax. A disbursement: what was paid.
 */
amount: Cents, billable: boolean, };
export type CostFilter = { kind: CostKind, matter: Id | null, client: Id | null, 
/**
 * Only what is billable and on no issued invoice.
 */
unbilled: boolean, };
export type CostKind = "expense" | "disbursement";
export type CostPage = { total: number, amount: Cents, rows: Array<Cost>, };
export type CountryFound = { code: string, name: string, level: CountryRisk, source: string, 
/**
 * « nationalité de Paul ROUX »
 */
through: string, };
export type CountryRisk = "high" | "monitored";
export type CreditDraft = { 
/**
 * The invoice that it corrects.
 */
invoice: Id, 
/**
 * None: today.
 */
issued_on: Day | null, reason: string, 
/**
 * What is given back; none: the whole invoice.
 */
lines: Array<CreditLine> | null, 
/**
 * The work of the invoice becomes work in progress again, to be billed anew. Only with the whole invoice.
 */
reopens_work: boolean, };
export type CreditLine = { label: string, amount: Cents, vat_basis_points: number, 
/**
 * Outside VAT.
 */
disbursement: boolean, };
export type CreditNoteShown = { id: Id, number: string, issued_on: Day, gross: Cents, };
export type Dashboard = { figures: Figures, ageing: Ageing, 
/**
 * Of invoices issued in the period, less credit notes of the period, before tax.
 */
turnover: Cents, 
/**
 * The clients with most first.
 */
turnover_by_client: Array<ClientTurnover>, 
/**
 * In their order; months without an invoice are left out.
 */
turnover_by_month: Array<MonthTurnover>, 
/**
 * Work of the period.
 */
time: Array<TimekeeperTime>, funnel: Funnel, };
export type DataRequest = { draft: DataRequestDraft, id: Id, contact_name: string, 
/**
 * An answer is due a month after a request (RGPD art. 12); none once there is one.
 */
due_on: Day | null, user: string, at: string, };
export type DataRequestDraft = { contact: Id, kind: DataRequestKind, outcome: DataRequestOutcome, 
/**
 * None: today.
 */
received_on: Day | null, reason: string, 
/**
 * Of a refused erasure: the day from which it is possible.
 */
possible_from: Day | null, answers: Id | null, };
export type DataRequestKind = "access" | "rectification" | "erasure" | "restriction" | "objection" | "portability";
export type DataRequestOutcome = "received" | "done" | "refused";
export type DataRequestPage = { total: number, 
/**
 * Requests that wait for an answer.
 */
open: number, rows: Array<DataRequest>, };
export type Day = string;
export type DesktopNotices = "off" | "discreet" | "titles";
export type Device = { id: Id, name: string, };
export type DeviceSettings = { 
/**
 * Minutes without a key or the mouse after which the base closes; 0 for never.
 */
idle_lock_minutes: number, backup_folder: string, automatic_backup: boolean, 
/**
 * Whose e-mails (.eml, .msg) come into the journal by themselves; empty: none.
 */
watched_folder: string, desktop_notices: DesktopNotices, };
export type Direction = "in" | "out";
export type Document = { draft: DocumentDraft, id: Id, created_at: string, created_by: string, 
/**
 * The newest first; never empty.
 */
versions: Array<DocumentVersion>, contact_name: string | null, matter_name: string | null, invoice_number: string | null, };
export type DocumentDraft = { id: Id, name: string, note: string, place: DocumentPlace, };
export type DocumentFilter = { 
/**
 * Its own, those of the matters of which it is the client, and those that came with an exchange with it.
 */
contact?: Id, matter?: Id, invoice?: Id, interaction?: Id, 
/**
 * Words of the name or of the text.
 */
text: string, };
export type DocumentPage = { total: number, rows: Array<DocumentRow>, };
export type DocumentPlace = { contact: Id | null, matter: Id | null, invoice: Id | null, interaction: Id | null, };
export type DocumentPreview = { kind: PreviewKind, file_name: string, media_type: string, size: number, 
/**
 * An image, as a `data:` address.
 */
image: string, 
/**
 * The text of a text, Word, OpenDocument or PDF file.
 */
text: string, 
/**
 * There is more text than is shown.
 */
truncated: boolean, 
/**
 * Why there is nothing to show, in French.
 */
reason: string, };
export type DocumentRow = { id: Id, name: string, note: string, 
/**
 * The newest version.
 */
version: Id, media_type: string, size: number, added_at: string, added_by: string, versions: number, contact: Id | null, matter: Id | null, matter_reference: string | null, invoice_number: string | null, interaction: Id | null, 
/**
 * Of the exchange that it came with.
 */
interaction_subject: string | null, };
export type DocumentVersion = { id: Id, file_name: string, media_type: string, size: number, 
/**
 * BLAKE3, hexadecimal.
 */
hash: string, added_at: string, added_by: string, };
export type DueCheck = { matter: Id, reference: string, title: string, 
/**
 * Of the last check; none was made.
 */
checked_at: string | null, };
export type DueReminder = { invoice: Id, number: string, client: Id, 
/**
 * « DURAND Anne »
 */
client_name: string, subject: string, matter: Id | null, 
/**
 * Whom the roles say today: the matter's before the client's.
 */
recipient: Id, recipient_name: string, issued_on: Day, due_on: Day, days_overdue: number, gross: Cents, open: Cents, mark: Mark | null, last_level: number | null, last_on: Day | null, 
/**
 * The letter to come; none after the formal notice.
 */
next_level: number | null, };
export type DueReminderFilter = { client: Id | null, 
/**
 * Days since the last reminder; none: 15.
 */
waited_days: number | null, 
/**
 * Every overdue invoice, also those just reminded or under formal notice.
 */
all: boolean, 
/**
 * Words of the number, the subject or the client's names.
 */
text: string, };
export type DueReminderPage = { total: number, clients: number, open: Cents, rows: Array<DueReminder>, };
export type DuplicateCounts = { certain: number, same_company: number, probable: number, possible: number, 
/**
 * Groups that the pairs make.
 */
groups: number, 
/**
 * When the whole base was scanned last; nothing before the first scan.
 */
scanned_at: string | null, 
/**
 * Contacts changed since the pairs were brought up to date.
 */
changed_since: number, };
export type DuplicateGroup = { contacts: Array<ContactRow>, 
/**
 * Best first; `a` and `b` are among `contacts`.
 */
links: Array<DuplicateLink>, level: DuplicateLevel, score: number, };
export type DuplicateGroupPage = { total: number, groups: Array<DuplicateGroup>, };
export type DuplicateLevel = "certain" | "same_company" | "probable" | "possible";
export type DuplicateLink = { a: Id, b: Id, level: DuplicateLevel, score: number, reasons: Array<string>, };
export type DuplicatePair = { a: ContactRow, b: ContactRow, level: DuplicateLevel, score: number, reasons: Array<string>, };
export type DuplicatePairPage = { total: number, pairs: Array<DuplicatePair>, };
export type EarlierFile = { id: Id, draft: KycDraft, decisions: Array<KycDecision>, };
export type EmailDraft = { id: Id | null, label: string, address: string, to_check: boolean, };
export type EmailPerson = { part: InteractionPart, name: string, address: string, };
export type EmailProposal = { address: string, 
/**
 * As the messages bear it; may be empty.
 */
name: string, 
/**
 * Messages that bear it.
 */
emails: number, last_at: string, 
/**
 * The contact that it would become.
 */
draft: ContactDraft, 
/**
 * Contacts that may be this one, under another address.
 */
similar: Array<SimilarContact>, };
export type EmailReport = { files: number, filed: number, unfiled: number, already: number, broken: number, rejected: number, 
/**
 * At most 1,000 of them; the counts are whole.
 */
verdicts: Array<EmailVerdict>, 
/**
 * Addresses on these messages that no contact bears.
 */
proposals: Array<EmailProposal>, operation: Id | null, };
export type EmailVerdict = { file: string, verdict: EmailVerdictKind, interaction: Id | null, subject: string, 
/**
 * Names of the contacts under which it is filed.
 */
contacts: Array<string>, matter: string | null, attachments: number, 
/**
 * What is wrong, in French.
 */
reason: string, };
export type EmailVerdictKind = "filed" | "unfiled" | "already" | "broken" | "rejected";
export type EmailView = { subject: string, at: string, people: Array<EmailPerson>, text: string, 
/**
 * Empty when the message has none, or its file is not on this device.
 */
html: string, 
/**
 * Pictures and other things that the HTML would have loaded from elsewhere.
 */
blocked: number, 
/**
 * The message as it came: a version of a document, to open or to save.
 */
original: Id | null, problem: string, };
export type Engagement = { matter: Id, reference: string, title: string, archived: boolean, side: Side, is_client: boolean, };
export type Erasure = { contact: Id, 
/**
 * Rows that went, and rows that stayed without the person.
 */
removed: number, redacted: number, 
/**
 * Changes of the log that were written anew.
 */
changes: number, 
/**
 * Issued invoices and payments, which keep what they printed.
 */
kept_in_books: number, };
export type ErrorCode = "not_found" | "invalid" | "locked" | "wrong_secret" | "newer_schema" | "already_open" | "unsafe_folder" | "base_exists" | "damaged" | "disk_full" | "cannot_undo" | "key_store" | "file" | "cancelled" | "busy" | "unknown_command" | "internal";
export type ExportFormat = "csv" | "xlsx" | "vcf";
export type ExportReport = { count: number, 
/**
 * Left out: the use of their data is limited, or was erased (RGPD art. 17 and 18).
 */
limited: number, path: string, };
export type FieldChange = "created" | "edited" | "removed";
export type Figures = { 
/**
 * Encours: billable time and expenses on no issued invoice, before tax. Behind it: `list_time` and `list_costs`, unbilled.
 */
wip: Cents, wip_time: Cents, wip_expenses: Cents, 
/**
 * Beside it: disbursements on no issued invoice, outside VAT.
 */
unbilled_disbursements: Cents, 
/**
 * Solde dû: issued invoices less credit notes and allocated payments. Behind it: `list_invoices`, open.
 */
balance_due: Cents, 
/**
 * Beside it: what was received and pays no invoice yet. Behind it: `list_payments`, unallocated.
 */
unallocated: Cents, 
/**
 * The part of it that was received as provisions. Behind it: `list_retainers`, available.
 */
retained: Cents, 
/**
 * Créances douteuses, a part of `balance_due`. Behind it: `list_invoices`, doubtful.
 */
doubtful_debt: Cents, 
/**
 * Behind them: `list_matters`.
 */
open_matters: number, archived_matters: number, };
export type FirmSettings = { legal_name: string, 
/**
 * « SELARL », « AARPI », « EI »…
 */
legal_form: string, street: string, postal_code: string, town: string, country: string, phone: string, email: string, siren: string, vat_number: string, 
/**
 * No VAT is asked (CGI art. 293 B).
 */
vat_exempt: boolean, bank: string, iban: string, bic: string, 
/**
 * As printed: « 10 000 € ».
 */
share_capital: string, 
/**
 * Days from issue to the due date.
 */
payment_days: number, 
/**
 * An invoice overdue by more than this is a doubtful debt.
 */
doubtful_after_days: number, 
/**
 * Late interest as agreed; empty: three times the legal rate (C. com. art. L. 441-10).
 */
interest: string, 
/**
 * The flat indemnity for collection costs, of professionals (C. com. art. D. 441-5).
 */
indemnity_cents: Cents, 
/**
 * Printed at the foot of an invoice.
 */
mentions: string, 
/**
 * The letter of the series of this device; empty until its first invoice.
 */
series: string, };
export type FormerNameDraft = { id: Id | null, name: string, };
export type FoundKind = "matter" | "invoice" | "payment";
export type FoundRecord = { id: Id, client: Id, 
/**
 * « DURAND Anne »
 */
client_name: string, 
/**
 * Reference of a matter, number of an invoice (empty: a draft), reference of a payment.
 */
number: string, 
/**
 * Title of a matter, subject of an invoice, method of a payment.
 */
about: string, on: Day | null, amount: Cents | null, invoice_kind: InvoiceKind | null, 
/**
 * A matter that is archived, a payment that is reversed.
 */
closed: boolean, };
export type FrozenRate = { 
/**
 * Cents an hour, before tax.
 */
hourly_rate: Cents, step: RateStep, effective_from: Day | null, 
/**
 * « négocié · Me Martin · depuis le 01/03/2026 »
 */
source: string, };
export type Funnel = { 
/**
 * ISO dates, both included.
 */
from: string, to: string, steps: Array<FunnelStep>, };
export type FunnelStep = { status: ContactStatus, entered: number, 
/**
 * Of those, how many later entered `next`.
 */
went_on: number, next: ContactStatus | null, 
/**
 * Median days from entering this status to entering the next, of those that did.
 */
median_days: number | null, };
export type Grade = "partner" | "associate" | "of_counsel" | "trainee" | "paralegal" | "assistant";
export type GroupField = { field: string, 
/**
 * What each says, the kept one first. A contact of another kind, to which the field means nothing, is left out.
 */
values: Array<GroupValue>, 
/**
 * Whose value is the better one; none: every text, one after the other.
 */
proposed: Id | null, 
/**
 * Whose value is taken.
 */
chosen: Id | null, 
/**
 * Why it is proposed, in French: « plus complète ».
 */
reason: string, };
export type GroupKyc = { 
/**
 * The contacts that have a file for themselves, the kept one first.
 */
files: Array<KycOf>, result: KycStanding, 
/**
 * Whose file counts, and why, in French.
 */
sentence: string, };
export type GroupMember = { id: Id, name: string, status: ContactStatus, created_at: string, };
export type GroupPreview = { 
/**
 * None when no contact that is absorbed has a KYC file.
 */
kyc: GroupKyc | null, 
/**
 * The scopes for which a rate is agreed; empty when no contact that is absorbed has any.
 */
terms: Array<GroupTerms>, 
/**
 * The kept one first.
 */
members: Array<GroupMember>, 
/**
 * The one that says most: it would best be kept.
 */
best: Id, fields: Array<GroupField>, 
/**
 * Summed over the contacts that are absorbed.
 */
moves: Array<MergeMove>, status: ContactStatus, 
/**
 * French sentence.
 */
status_reason: string, 
/**
 * The contact that comes out of it.
 */
result: Contact, 
/**
 * What to look at before, in French.
 */
warnings: Array<string>, };
export type GroupTerms = { 
/**
 * « Me Martin », « Associés », « Tous les intervenants »
 */
who: string, matter: string | null, 
/**
 * The kept contact's first, newest first.
 */
rates: Array<RateOf>, 
/**
 * The one that applies today once all are together.
 */
in_force: RateLine | null, };
export type GroupValue = { contact: Id, 
/**
 * As in [`super::MergeField`].
 */
value: string, };
export type Health = { contacts: number, clients: number, lacks: Array<LackCount>, duplicates: DuplicateCounts, };
export type HeldGrade = { grade: Grade, effective_from: Day, };
export type HeldRole = { id: Id, role: PartyRole, label: string, starts_on: Day, };
export type HistoryEntry = { operation: OperationSummary, fields: Array<HistoryField>, };
export type HistoryField = { table: string, record: Id, field: string, change: FieldChange, before: string | null, after: string | null, 
/**
 * Whether `restore_value` can bring `before` back.
 */
restorable: boolean, };
export type Home = { counts: ViewCounts, recent: Array<ContactRow>, operations: Array<OperationSummary>, backup: BackupState, 
/**
 * Of the person who uses this device, and of nobody in particular.
 */
todos: TodoCounts, };
export type IbanDraft = { id: Id | null, label: string, 
/**
 * ISO 13616, without spaces.
 */
iban: string, bic: string, to_check: boolean, };
export type Id = string;
export type IdentifierCheck = { valid: boolean, 
/**
 * The value in the form in which it is kept; as given when it is wrong.
 */
value: string, 
/**
 * What else it tells: the VAT number of a SIREN, the SIREN of a VAT number, the town of a registration.
 */
siren: string | null, vat_number: string | null, rcs_town: string | null, rcs_letter: string | null, 
/**
 * Code and French sentence of what is wrong.
 */
reason: string | null, message: string | null, };
export type IdentifierKind = "siren" | "siret" | "vat_number" | "rcs" | "iban" | "bic" | "email" | "phone";
export type ImportField = "ignored" | "external_ref" | "kind" | "civility" | "first_names" | "middle_names" | "birth_name" | "usage_name" | "full_name" | "organisation_name" | "acronym" | "trade_name" | "legal_form" | "former_name" | "birth_date" | "birth_place" | "death_date" | "nationality" | "profession" | "family_situation" | "matrimonial_regime" | "identity_type" | "identity_number" | "identity_authority" | "identity_country" | "identity_issued_on" | "identity_expires_on" | "siren" | "siret" | "vat_number" | "rcs" | "rcs_town" | "rcs_letter" | "naf_code" | "naf_nomenclature" | "share_capital_cents" | "share_capital_currency" | "share_capital_variable" | "court_type" | "chambers" | "clerk_phone" | "clerk_email" | "clerk_hours" | "rpva_identifier" | "arbitration_institution" | "arbitration_rules" | "arbitration_seat" | "address_label" | "street" | "street_more" | "postal_code" | "town" | "country" | "email_label" | "email" | "phone_label" | "phone" | "mobile" | "iban_label" | "iban" | "bic" | "quality" | "origin" | "referred_by" | "notes" | "status" | "links" | "roles" | "to_check" | "foreign_identifiers" | "id";
export type ImportFormat = "csv" | "sheet" | "vcard";
export type ImportIssue = { 
/**
 * As a spreadsheet counts: the headers are row 1.
 */
row: number, verdict: ImportRowVerdict, field: ImportField, value: string, 
/**
 * French sentence.
 */
reason: string, };
export type ImportPreview = { path: string, file_name: string, size: number, format: ImportFormat, 
/**
 * The sheet of the workbook that is read.
 */
sheet: string | null, 
/**
 * Of a CSV; empty for the others.
 */
encoding: string, separator: string, headers: Array<string>, 
/**
 * One field a header: guessed, or as the person left it the last time for a file with these headers. Of vCards, always
 * the same: it can't be changed.
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
 * Of the created ones: those that may double a contact of the base or an earlier row.
 */
probable_duplicates: number, 
/**
 * Contacts that were too many to be held against one another as they came: « Doublons » finds what they double.
 */
not_compared: number, 
/**
 * At most 1,000 of them; the counts are whole.
 */
issues: Array<ImportIssue>, operation: Id | null, 
/**
 * Where the rejected rows were kept, to mend and import again.
 */
rejected_file: string | null, seconds: number, };
export type ImportRowVerdict = "created" | "probable_duplicate" | "updated" | "unchanged" | "rejected" | "skipped";
export type Interaction = { draft: InteractionDraft, id: Id, user_name: string, matter_name: string | null, contacts: Array<JournalContact>, 
/**
 * Of an e-mail.
 */
people: Array<EmailPerson>, documents: Array<Attachment>, 
/**
 * Why an e-mail could not be read whole.
 */
problem: string, created_at: string, };
export type InteractionDraft = { id: Id | null, kind: InteractionKind, 
/**
 * An instant (RFC 3339), a day, or a day with its time here (`2026-11-24T14:30`); empty: now.
 */
at: string, subject: string, body: string, minutes: number | null, direction: Direction | null, matter: Id | null, pinned: boolean, 
/**
 * Whom it was with, or is about.
 */
about: Array<Id>, 
/**
 * Who is spoken of.
 */
mentioned: Array<Id>, };
export type InteractionKind = "email" | "call" | "meeting" | "note" | "letter";
export type InteractionPart = "about" | "mentioned" | "sender" | "recipient" | "copy";
export type Invoice = { id: Id, kind: InvoiceKind, 
/**
 * Empty for a draft.
 */
number: string, client: Id, 
/**
 * « DURAND Anne », as it is today.
 */
client_name: string, recipient: Id, 
/**
 * As printed once issued; before, as it would be today.
 */
recipient_name: string, matter: Id | null, 
/**
 * « 2026-0042 Bail »; empty without a matter.
 */
matter_name: string, 
/**
 * A credit note: the invoice that it corrects.
 */
credits: Id | null, 
/**
 * Its number.
 */
credits_number: string, 
/**
 * Of an invoice: its credit notes, in their order.
 */
credit_notes: Array<CreditNoteShown>, subject: string, note: string, issued_on: Day | null, due_on: Day | null, payment_days: number, lines: Array<InvoiceLine>, totals: Totals, 
/**
 * What was frozen with the number: the firm, the recipient, the mentions.
 */
printed: Printed | null, 
/**
 * An issued invoice: what credit notes took back, and what payments paid.
 */
credited: Cents, paid: Cents, 
/**
 * An issued invoice: what is still to be paid; below zero when too much was.
 */
open: Cents, mark: InvoiceMark | null, created_at: string, };
export type InvoiceDraft = { id: Id | null, client: Id, 
/**
 * Who receives it: one of the client's billing contacts or the client itself; none: the default of today.
 */
recipient: Id | null, matter: Id | null, subject: string, note: string, 
/**
 * Days from issue to the due date; none: the firm's.
 */
payment_days: number | null, lines: Array<LineDraft>, };
export type InvoiceFilter = { view: InvoiceView, client: Id | null, matter: Id | null, 
/**
 * Days of issue, both included.
 */
from: Day | null, to: Day | null, 
/**
 * Words of the number, the subject or the client's names.
 */
text: string, 
/**
 * None: drafts, then the newest first.
 */
sort: InvoiceSort | null, };
export type InvoiceKind = "invoice" | "credit_note";
export type InvoiceLine = { id: Id, kind: LineKind, label: string, worked_on: Day | null, minutes: number | null, hourly_rate: Cents | null, amount: Cents, vat_basis_points: number, time_entry: Id | null, expense: Id | null, disbursement: Id | null, 
/**
 * Who did the work, as it is printed; empty where no work is billed.
 */
timekeeper: string, 
/**
 * The work as it was when the line was saved: what the line says beside it was adjusted.
 */
work_minutes: number | null, work_rate: Cents | null, work_amount: Cents | null, };
export type InvoiceMark = { mark: Mark, reason: string, };
export type InvoicePage = { total: number, net: Cents, gross: Cents, open: Cents, doubtful: Cents, rows: Array<InvoiceRow>, };
export type InvoiceRow = { id: Id, kind: InvoiceKind, number: string, client: Id, 
/**
 * « DURAND Anne »
 */
client_name: string, subject: string, issued_on: Day | null, due_on: Day | null, net: Cents, gross: Cents, 
/**
 * What is still to be paid of an issued invoice.
 */
open: Cents, days_overdue: number, doubtful: boolean, mark: Mark | null, 
/**
 * Number of the invoice that a credit note corrects.
 */
credits_number: string, };
export type InvoiceSort = { key: InvoiceSortKey, descending: boolean, };
export type InvoiceSortKey = "issued_on" | "due_on" | "client" | "gross" | "open";
export type InvoiceView = "drafts" | "issued" | "open" | "overdue" | "doubtful" | "credit_notes" | "all";
export type JournalContact = { id: Id, name: string, part: InteractionPart, };
export type JournalEntry = { 
/**
 * Of the row of its source.
 */
id: Id, 
/**
 * The table of its row: `interaction`, `invoice`…
 */
source: string, kind: JournalKind, at: string, 
/**
 * The day it falls on here.
 */
day: Day, 
/**
 * `14:30`; none for what happened on a day.
 */
time: string | null, 
/**
 * What was written, or a French sentence of what the program knows.
 */
subject: string, 
/**
 * The beginning of the text.
 */
excerpt: string, minutes: number | null, direction: Direction | null, user_name: string, matter: JournalMatter | null, pinned: boolean, contacts: Array<JournalContact>, documents: Array<Attachment>, amount: Cents | null, 
/**
 * Why an e-mail could not be read whole.
 */
problem: string, };
export type JournalFilter = { 
/**
 * With its matters and those who stand for it; neither this nor a matter: the whole firm.
 */
contact?: Id, matter?: Id, 
/**
 * Empty: all.
 */
kinds: Array<JournalKind>, 
/**
 * Only what this contact takes part in.
 */
person?: Id, from?: Day, to?: Day, 
/**
 * Words, or their beginnings, of what an entry or one of its documents says.
 */
text: string, };
export type JournalKind = "email" | "call" | "meeting" | "note" | "letter" | "document" | "status" | "invoice" | "credit_note" | "payment" | "reversal" | "reminder" | "retainer" | "refund" | "task" | "kyc" | "kyc_document" | "merge" | "import";
export type JournalMatter = { id: Id, reference: string, title: string, };
export type JournalPage = { entries: Array<JournalEntry>, 
/**
 * What to ask for the next page with; none after the last.
 */
next: string | null, 
/**
 * With the first page: what is kept on top.
 */
pinned: Array<JournalEntry>, };
export type JournalTemplate = { id: Id | null, name: string, kind: InteractionKind, subject: string, body: string, minutes: number | null, };
export type KycActivity = "transaction" | "real_estate" | "funds" | "accounts" | "contributions" | "companies" | "trust" | "endowment" | "tax" | "other";
export type KycBeside = { 
/**
 * None: no file.
 */
kept: KycStanding | null, absorbed: KycStanding | null, result: KycStanding, 
/**
 * Whose file counts, and why, in French.
 */
sentence: string, };
export type KycDecision = { id: Id, from: KycState, to: KycState, reason: string, vigilance: Vigilance | null, 
/**
 * What was missing then, in words.
 */
missing: Array<string>, user: string, at: string, };
export type KycDecisionDraft = { client: Id, matter: Id | null, to: KycState, reason: string, };
export type KycDocument = { draft: KycDocumentDraft, id: Id, seen_by: string, };
export type KycDocumentDraft = { id: Id | null, contact: Id, kind: KycDocumentKind, number: string, authority: string, country: string, issued_on: Day | null, expires_on: Day | null, 
/**
 * Not in the presence of the person.
 */
remote: boolean, 
/**
 * None: today.
 */
seen_on: Day | null, 
/**
 * Name of the file that holds the copy; empty: no copy.
 */
copy_name: string, 
/**
 * BLAKE3 of its bytes, where it is kept.
 */
copy_hash: string, note: string, };
export type KycDocumentKind = "identity_card" | "passport" | "residence_permit" | "driving_licence" | "registration_extract" | "articles" | "owners_register" | "address_proof" | "mandate" | "other";
export type KycDraft = { client: Id, matter: Id | null, activity: KycActivity | null, scope_reason: string, 
/**
 * Object and nature of the relation.
 */
purpose: string, funds_origin: string, pep: Pep, 
/**
 * Who, and which office.
 */
pep_note: string, 
/**
 * Codes of further countries that the relation touches.
 */
countries: Array<string>, vigilance: Vigilance | null, 
/**
 * Where it is not the level proposed.
 */
vigilance_reason: string, risk_note: string, review_on: Day | null, };
export type KycDueCounts = { expired: number, missing: number, soon: number, later: number, };
export type KycDueLevel = "expired" | "missing" | "soon" | "later";
export type KycDuePage = { total: number, rows: Array<KycDueRow>, };
export type KycDueRow = { client: Id, 
/**
 * « DURAND Anne »
 */
client_name: string, matter: Id | null, matter_name: string | null, state: KycState, level: KycDueLevel, renew_on: Day | null, 
/**
 * Open matters that wait for it.
 */
matters: number, };
export type KycFile = { draft: KycDraft, client_name: string, client_kind: ContactKind, matter_name: string | null, standing: KycStanding, allowed_moves: Array<KycState>, 
/**
 * The file's fields can be changed: it is neither submitted nor decided upon.
 */
is_open: boolean, missing: Array<KycMissing>, proposal: VigilanceProposal, countries_found: Array<CountryFound>, 
/**
 * The review that the level of vigilance calls for, counted from today.
 */
proposed_review: Day | null, 
/**
 * Of a company.
 */
ownership: Ownership | null, 
/**
 * Of the client, then of those behind it.
 */
documents: Array<KycDocument>, 
/**
 * The steps of the file, the last first.
 */
decisions: Array<KycDecision>, 
/**
 * Files of contacts that were merged into this one: kept, decided upon earlier.
 */
earlier: Array<EarlierFile>, };
export type KycMatterPage = { total: number, rows: Array<KycMatterRow>, };
export type KycMatterRow = { matter: Id, name: string, is_open: boolean, state: KycState, 
/**
 * It has a file of its own.
 */
has_file: boolean, 
/**
 * Why it was opened all the same, where somebody said so.
 */
opened_despite: string, opened_by: string, };
export type KycMissing = { code: string, 
/**
 * « Date de naissance »
 */
label: string, contact: Id, name: string, 
/**
 * Of the client itself, and not of somebody behind it.
 */
is_client: boolean, };
export type KycOf = { contact: Id, name: string, standing: KycStanding, };
export type KycStanding = { state: KycState, 
/**
 * Validated, or out of scope with a reason: no warning.
 */
is_clear: boolean, file: Id | null, 
/**
 * The matter has a file of its own.
 */
is_of_matter: boolean, 
/**
 * The last step: when, by whom and why.
 */
at: string | null, user: string | null, reason: string, 
/**
 * The first day on which a document has expired or the review is due.
 */
renew_on: Day | null, };
export type KycState = "to_do" | "in_progress" | "submitted" | "validated" | "refused" | "to_renew" | "out_of_scope";
export type LabelReport = { path: string, count: number, 
/**
 * Contacts left out, for they have no address.
 */
without_address: number, };
export type LabelSheet = "l7159" | "s70x37";
export type Lack = "email" | "phone" | "address" | "identification" | "certainty" | "reach";
export type LackCount = { lack: Lack, contacts: number, 
/**
 * Those of them that are active clients.
 */
clients: number, };
export type LetterDraft = { 
/**
 * Whom it is about, in whose journal it stands.
 */
contact: Id, matter: Id | null, 
/**
 * Who receives it.
 */
recipient: Id, 
/**
 * None: today.
 */
on: Day | null, 
/**
 * The name and the address, a line each.
 */
addressee: string, subject: string, body: string, 
/**
 * Below the text.
 */
signed: string, };
export type LetterField = { 
/**
 * « contact.nom »
 */
name: string, label: string, 
/**
 * « Destinataire »
 */
group: string, };
export type LetterTemplate = { id: Id | null, name: string, subject: string, body: string, };
export type LineDraft = { kind: LineKind, label: string, 
/**
 * Of time, where the invoice says otherwise than the entry. None: of the entry.
 */
minutes: number | null, 
/**
 * Cents an hour, before tax; as `minutes`.
 */
hourly_rate: Cents | null, 
/**
 * Before tax; a discount is below zero. None: of the work billed, or of minutes and rate.
 */
amount: Cents | null, 
/**
 * 2000 is 20 %. None: the rate proposed first; a disbursement has none.
 */
vat_basis_points: number | null, time_entry: Id | null, expense: Id | null, disbursement: Id | null, };
export type LineKind = "time" | "expense" | "disbursement" | "fee" | "discount";
export type Link = { link: LinkDraft, 
/**
 * The contact at the other end is `link.contact`: it says what *this* contact is to it.
 */
reversed: boolean, other_id: Id, other_name: string, other_status: ContactStatus, through_name: string | null, };
export type LinkDraft = { id: Id | null, contact: Id, other: Id, kind: LinkKind, 
/**
 * « gérant », « président », « tutrice »…
 */
function: string, capital_basis_points: number | null, votes_basis_points: number | null, 
/**
 * An indirect owner: through whom.
 */
through: Id | null, starts_on: string | null, ends_on: string | null, note: string, };
export type LinkKind = "representative" | "beneficial_owner" | "spouse" | "parent" | "sibling" | "parent_company" | "group_member" | "employer" | "assistant" | "adviser" | "guardian" | "related";
export type LockReason = "locked" | "key_missing" | "key_store_unavailable" | "key_wrong";
export type Logo = { width: number, height: number, 
/**
 * PNG, in base 64.
 */
png: string, };
export type MailMergeEmpty = { 
/**
 * « dossier.rg »
 */
field: string, letters: number, };
export type MailMergePreview = { 
/**
 * Letters that would be made.
 */
letters: number, 
/**
 * The first of them.
 */
first: Array<ProposedLetter>, 
/**
 * What to look at again before they are made.
 */
empty: Array<MailMergeEmpty>, 
/**
 * Contacts without a letter; at most 200 are named, the count is whole.
 */
refused: number, refusals: Array<MailMergeRefusal>, };
export type MailMergeRefusal = { id: Id, name: string, 
/**
 * French sentence.
 */
reason: string, };
export type MailMergeReport = { written: number, refused: number, refusals: Array<MailMergeRefusal>, 
/**
 * Where the PDF, or the folder of the PDFs, was written.
 */
path: string | null, operation: Id | null, };
export type Mark = "doubtful" | "disputed";
export type Matter = { draft: MatterDraft, id: Id, reference: string, status: MatterStatus, closed_on: Day | null, client_name: string, client_status: ContactStatus, 
/**
 * Whether the client can become an active one: to be proposed.
 */
client_can_become_active: boolean, responsible_name: string | null, court_name: string | null, 
/**
 * Whether its client is identified: when it is not clear, the matter is shown with a warning.
 */
kyc: KycStanding, 
/**
 * The clients among its parties who are not identified, by name.
 */
unidentified: Array<string>, parties: Array<Party>, created_at: string, created_by: string, };
export type MatterDraft = { id: Id | null, 
/**
 * Empty: the next one of the series, `2026-0042`.
 */
reference: string, title: string, client: Id, responsible: Id | null, 
/**
 * None: today.
 */
opened_on: Day | null, billing_mode: BillingMode, 
/**
 * Before tax.
 */
fixed_fee: Cents | null, court: Id | null, 
/**
 * RG
 */
court_number: string, notes: string, 
/**
 * Why it is opened although the identification of the client is not validated.
 */
opened_despite: string, 
/**
 * Makes the client an active one: proposed with its first matter.
 */
make_client_active: boolean, };
export type MatterFilter = { view: MatterView, client?: Id, responsible?: Id, 
/**
 * Only those whose client is not identified.
 */
without_kyc?: boolean, 
/**
 * Words of the reference, the title, the client's name or the court's number.
 */
text: string, 
/**
 * Without one, the matters opened last come first.
 */
sort?: MatterSort, };
export type MatterOfContact = { matter: Id, reference: string, title: string, status: MatterStatus, opened_on: Day, client: Id, client_name: string, side: Side, 
/**
 * The newest.
 */
role: PartyRole, label: string, 
/**
 * Where the identification of its client stands.
 */
kyc: KycState, };
export type MatterPage = { total: number, rows: Array<MatterRow>, };
export type MatterRow = { id: Id, reference: string, title: string, status: MatterStatus, client: Id, 
/**
 * « DURAND Anne »
 */
client_name: string, responsible_name: string | null, opened_on: Day, closed_on: Day | null, court_number: string, 
/**
 * Where the identification of its client stands.
 */
kyc: KycState, };
export type MatterSort = { key: MatterSortKey, descending: boolean, };
export type MatterSortKey = "reference" | "title" | "client" | "responsible" | "opened_on" | "closed_on";
export type MatterStatus = "open" | "archived";
export type MatterView = "open" | "archived" | "all";
export type Merge = { kept: Contact, absorbed: Contact, fields: Array<MergeField>, moves: Array<MergeMove>, status: MergeStatus, 
/**
 * The contact that comes out of it.
 */
result: Contact, 
/**
 * What to look at before, in French.
 */
warnings: Array<string>, 
/**
 * The other one says more: it would better be the one kept.
 */
better_swapped: boolean, };
export type MergeField = { field: string, kept: string, absorbed: string, 
/**
 * The better value.
 */
proposed: MergeSide, 
/**
 * The value that is taken.
 */
chosen: MergeSide, 
/**
 * Why it is proposed, in French: « plus complète ».
 */
reason: string, };
export type MergeMove = { table: string, moved: number, 
/**
 * Said the same thing as a row of the kept contact: one row holds both.
 */
joined: number, 
/**
 * Would have linked the contact with itself.
 */
with_itself: number, };
export type MergePair = { a: Id, b: Id, 
/**
 * Somebody has seen that both have a KYC file or rates of their own.
 */
knowingly: boolean, };
export type MergePreview = { 
/**
 * None when the absorbed contact has no KYC file: that of the kept one stays as it is.
 */
kyc: KycBeside | null, 
/**
 * The scopes for which a rate is agreed; empty when the absorbed contact has none.
 */
terms: Array<TermsBeside>, kept: Contact, absorbed: Contact, fields: Array<MergeField>, moves: Array<MergeMove>, status: MergeStatus, 
/**
 * The contact that comes out of it.
 */
result: Contact, 
/**
 * What to look at before, in French.
 */
warnings: Array<string>, 
/**
 * The other one says more: it would better be the one kept.
 */
better_swapped: boolean, };
export type MergeRefusal = { a: Id, a_name: string, b: Id, b_name: string, 
/**
 * French sentence.
 */
reason: string, };
export type MergeSide = "kept" | "absorbed" | "both";
export type MergeStatus = { kept: ContactStatus, absorbed: ContactStatus, result: ContactStatus, 
/**
 * French sentence.
 */
reason: string, };
export type MergedContact = { id: Id, name: string, external_ref: string, 
/**
 * The operation that merged it, to take it back.
 */
operation: Id | null, at: string | null, user: string | null, };
export type MergedPairs = { dry_run: boolean, merged: Array<PairMerged>, 
/**
 * Pairs that a pair before had already made one.
 */
already_one: number, 
/**
 * Left, because nobody said knowingly that they are merged.
 */
aside: Array<PairAside>, refused: Array<MergeRefusal>, operation: Id | null, };
export type MonthTurnover = { 
/**
 * « 2026-03 »
 */
month: string, net: Cents, };
export type NegotiatedRate = { id: Id | null, client: Id, matter: Id | null, timekeeper: Id | null, grade: Grade | null, effective_from: Day, hourly_rate: Cents, note: string, 
/**
 * The name of the fee agreement (convention d’honoraires).
 */
document: string, 
/**
 * The agreement itself, where the firm keeps it.
 */
agreement: Id | null, agreed_on: Day | null, };
export type NewBase = { firm_name: string, user_name: string, grade: Grade, passphrase: string | null, };
export type NotReminded = { invoice: Id, reason: string, };
export type Notices = { 
/**
 * Meetings that begin soon.
 */
meetings: Array<Todo>, 
/**
 * Tasks of today, at most fifty.
 */
tasks: Array<Todo>, overdue: number, kyc: KycDueCounts, };
export type Op = "init" | "create_contact" | "edit_contact" | "change_status" | "archive_contact" | "unarchive_contact" | "import_contacts" | "save_quality" | "save_user" | "save_firm" | "restore_value" | "save_link" | "remove_link" | "save_role" | "remove_role" | "save_view" | "remove_view" | "bulk_edit" | "add_courts" | "not_duplicates" | "maybe_duplicates" | "save_firm_settings" | "save_vat_rate" | "save_timekeeper" | "save_standard_rate" | "remove_standard_rate" | "save_negotiated_rate" | "remove_negotiated_rate" | "open_matter" | "edit_matter" | "archive_matter" | "reopen_matter" | "save_party" | "remove_party" | "record_time" | "edit_time" | "move_time" | "remove_time" | "save_cost" | "remove_cost" | "save_invoice" | "remove_invoice" | "issue_invoice" | "issue_credit_note" | "mark_invoice" | "record_payment" | "allocate_payment" | "reverse_payment" | "set_firm_logo" | "record_reminder" | "request_retainer" | "withdraw_retainer" | "refund_retainer" | "merge_contacts" | "record_conflict_check" | "save_interaction" | "edit_interaction" | "remove_interaction" | "pin_interaction" | "move_interaction" | "save_template" | "remove_template" | "save_letter_template" | "remove_letter_template" | "write_letter" | "mail_merge" | "import_emails" | "file_emails" | "add_documents" | "add_document_version" | "save_document" | "remove_document" | "save_compliance_settings" | "save_kyc" | "decide_kyc" | "save_kyc_document" | "remove_kyc_document" | "save_risk_country" | "remove_risk_country" | "save_todo" | "complete_todo" | "reopen_todo" | "snooze_todo" | "remove_todo" | "import_todos" | "record_data_request" | "restrict_contact" | "lift_restriction" | "erase_contact" | "undo" | "redo" | "demo";
export type OpenedCopy = { path: string, file_name: string, };
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
export type Owner = { contact: Id, name: string, kind: ContactKind, 
/**
 * `None`: can't be computed.
 */
capital: number | null, votes: number | null, direct_capital: number, direct_votes: number, 
/**
 * Whether it is a beneficial owner, and why.
 */
reason: OwnerReason | null, 
/**
 * « par Holding Béta (60 %), puis Alpha Participations (50 %) », at most five.
 */
ways: Array<string>, };
export type OwnerReason = "shares" | "control" | "representative";
export type Ownership = { company: Id, 
/**
 * Natural persons who are beneficial owners.
 */
owners: Array<Owner>, 
/**
 * Everybody at the end of a chain, the largest first; the owners are among them unless they are so by default.
 */
holders: Array<Owner>, by_default: boolean, tree: OwnershipNode, 
/**
 * The tree was too large and was cut.
 */
cut: boolean, 
/**
 * What the figures rest upon and lack, in French.
 */
remarks: Array<string>, threshold_basis_points: number, 
/**
 * Whether exactly the threshold is enough.
 */
threshold_included: boolean, };
export type OwnershipNode = { contact: Id, name: string, kind: ContactKind, 
/**
 * Of the one above; the company looked at has none. Millionths.
 */
capital: number | null, votes: number | null, 
/**
 * It stands above itself already: a crossed holding.
 */
is_crossed: boolean, holders: Array<OwnershipNode>, };
export type Page = { offset: number, limit: number, };
export type PairAside = { kyc: boolean, rates: boolean, 
/**
 * The pair as it was given; one of them may have been merged by a pair before.
 */
asked: MergePair, kept: Id, kept_name: string, absorbed: Id, absorbed_name: string, 
/**
 * Fields whose value changes in the kept contact.
 */
fields: Array<string>, moves: Array<MergeMove>, };
export type PairMerged = { 
/**
 * The pair as it was given; one of them may have been merged by a pair before.
 */
asked: MergePair, kept: Id, kept_name: string, absorbed: Id, absorbed_name: string, 
/**
 * Fields whose value changes in the kept contact.
 */
fields: Array<string>, moves: Array<MergeMove>, };
export type Party = { id: Id, matter: Id, contact: Id, name: string, status: ContactStatus, side: Side, represents: Id | null, note: string, 
/**
 * Newest first; never empty.
 */
roles: Array<HeldRole>, };
export type PartyDraft = { id: Id | null, matter: Id, contact: Id, side: Side, role: PartyRole, 
/**
 * The role in words, where none of the list fits.
 */
label: string, 
/**
 * Since when it has that role; none: since the matter was opened. Earlier roles are kept.
 */
role_from: Day | null, 
/**
 * A lawyer: for which party of the matter.
 */
represents: Id | null, note: string, };
export type PartyRole = "client" | "claimant" | "defendant" | "appellant" | "respondent" | "cassation_claimant" | "cassation_defendant" | "voluntary_intervener" | "forced_intervener" | "civil_party" | "accused" | "victim" | "creditor" | "debtor" | "buyer" | "seller" | "counsel" | "expert" | "notary" | "bailiff" | "insurer" | "witness" | "other";
export type PathStep = { says: string, contact: Id, name: string, };
export type Payment = { id: Id, client: Id, client_name: string, received_on: Day, 
/**
 * Below zero: it reverses another.
 */
amount: Cents, account: Account, method: string, reference: string, note: string, 
/**
 * The provision that it answers.
 */
retainer: Id | null, 
/**
 * What pays no invoice yet and was not given back.
 */
unallocated: Cents, 
/**
 * What of it was given back to the client.
 */
refunded: Cents, 
/**
 * Below zero: the payment from which it takes.
 */
reverses: Id | null, 
/**
 * Below zero: the receipt of which money is given back; above: the refund that it takes back.
 */
refund: Id | null, reversed_by: Id | null, allocations: Array<ShownAllocation>, };
export type PaymentDraft = { client: Id, 
/**
 * None: today.
 */
received_on: Day | null, amount: Cents, account: Account, 
/**
 * « Virement », « Chèque », « Carte »…
 */
method: string, reference: string, note: string, 
/**
 * The provision that it answers.
 */
retainer?: Id | null, allocations: Array<Allocation>, };
export type PaymentFilter = { client: Id | null, 
/**
 * Only those that pay this one, or once did.
 */
invoice: Id | null, 
/**
 * Only those that answer this provision, their counter-entries too.
 */
retainer: Id | null, from: Day | null, to: Day | null, 
/**
 * Only those with a rest that pays no invoice.
 */
unallocated: boolean, };
export type PaymentPage = { total: number, amount: Cents, unallocated: Cents, 
/**
 * In no figure.
 */
carpa: Cents, rows: Array<Payment>, };
export type PaymentPart = { payment: Id, amount: Cents, };
export type Pep = "unasked" | "no" | "yes";
export type PersonExport = { path: string, 
/**
 * The files written there.
 */
files: Array<string>, rows: number, };
export type PhoneDraft = { id: Id | null, label: string, 
/**
 * E.164 once saved (`+33612345678`); kept as typed when it is no number of a dialling plan.
 */
number: string, };
export type PlannedInvoice = { invoice: Id, number: string, open: Cents, days_overdue: number, };
export type PlannedReminder = { client: Id, client_name: string, recipient: Id, recipient_name: string, level: number, invoices: Array<PlannedInvoice>, open: Cents, };
export type PostalTowns = { 
/**
 * The largest first.
 */
towns: Array<string>, 
/**
 * Of a whole code without any, a French sentence that says why; the town is typed.
 */
none_because: string | null, };
export type PreviewKind = "image" | "text" | "none";
export type PricedLines = { 
/**
 * In the order of the lines asked.
 */
amounts: Array<Cents>, totals: Totals, };
export type Printed = { firm_name: string, firm: FirmSettings, recipient: PrintedParty, client: PrintedParty, matter: string, 
/**
 * Due date, late interest, indemnity, exemption: the sentences of the law.
 */
mentions: Array<string>, 
/**
 * The logo of that day.
 */
logo: Id | null, };
export type PrintedInvoice = { path: string, 
/**
 * Factur-X: programs read it too. Never a draft.
 */
electronic: boolean, 
/**
 * Why not, in French, for each thing that is missing.
 */
lacking: Array<string>, };
export type PrintedParty = { name: string, street: string, postal_code: string, town: string, country: string, siren: string, vat_number: string, 
/**
 * Everyone but a natural person: late interest and indemnity are asked of professionals.
 */
professional: boolean, };
export type ProposedLetter = { draft: LetterDraft, recipient_name: string, 
/**
 * Who may receive it, and why.
 */
recipients: Recipients, 
/**
 * Fields that the template asks for and that say nothing here: « dossier.rg ».
 */
empty: Array<string>, 
/**
 * What stands in the way, in French: no address, limited use.
 */
problems: Array<string>, };
export type Protection = "key_store" | "passphrase";
export type Quality = { id: Id, name: string, };
export type QualityDraft = { id: Id | null, name: string, };
export type RateAnswer = { 
/**
 * None when no rule has a rate.
 */
chosen: ChosenRate | null, 
/**
 * Every rule in its order.
 */
steps: Array<RateTried>, };
export type RateLine = { rate: NegotiatedRate, matter_name: string | null, timekeeper_name: string | null, agreement_name: string | null, 
/**
 * Whether it is the one of its scope that applies today; older ones are history, later ones are to come.
 */
in_force: boolean, created_at: string, created_by: string, };
export type RateOf = { contact: Id, name: string, line: RateLine, };
export type RateStep = "matter_timekeeper" | "matter_grade" | "matter" | "client_timekeeper" | "client_grade" | "client" | "standard_timekeeper" | "standard_grade" | "firm" | "manual";
export type RateTried = { step: RateStep, 
/**
 * « négocié · Me Martin »
 */
label: string, hourly_rate: Cents | null, effective_from: Day | null, chosen: boolean, };
export type Recipient = { id: Id, name: string, is_default: boolean, };
export type RecipientSource = "billing" | "collections" | "correspondence" | "client";
export type Recipients = { 
/**
 * The default first.
 */
contacts: Array<Recipient>, 
/**
 * The role that answered: the one asked for, the one it falls back on, or the client itself.
 */
from: RecipientSource, 
/**
 * Whether it is a role for the matter asked for, rather than for the client.
 */
of_matter: boolean, 
/**
 * The same as a French sentence.
 */
why: string, };
export type RecoveryCode = { code: string, groups: Array<string>, };
export type Recurrence = "daily" | "weekly" | "monthly" | "yearly";
export type RefundDraft = { retainer: Id, amount: Cents, 
/**
 * None: today.
 */
given_on: Day | null, method: string, reference: string, 
/**
 * Why.
 */
note: string, };
export type RefusedFile = { file: string, reason: string, };
export type Reminder = { id: Id, client: Id, client_name: string, recipient: Id, 
/**
 * As the letter has it.
 */
recipient_name: string, level: number, reminded_on: Day, note: string, interest_basis_points: number | null, lines: Array<ReminderLine>, open: Cents, interest: Cents, indemnity: Cents, 
/**
 * All three.
 */
total: Cents, 
/**
 * Who made it.
 */
user: string, created_at: string, };
export type ReminderDraft = { client: Id, 
/**
 * Overdue invoices of the client.
 */
invoices: Array<Id>, 
/**
 * 1 to 3; none: the next one of the invoice that was asked for the least.
 */
level: number | null, 
/**
 * None: today.
 */
reminded_on: Day | null, 
/**
 * None: whom the roles say on that day.
 */
recipient: Id | null, 
/**
 * Added to the letter.
 */
note: string, 
/**
 * A year's late interest to compute and ask for: 828 is 8,28 %. None: the letter only recalls what was agreed.
 */
interest_basis_points: number | null, 
/**
 * Whether late interest and the flat indemnity are asked for; none: from the second letter on.
 */
penalties: boolean | null, };
export type ReminderFilter = { client: Id | null, invoice: Id | null, };
export type ReminderLine = { invoice: Id, number: string, issued_on: Day, due_on: Day, gross: Cents, open: Cents, days_overdue: number, interest: Cents, indemnity: Cents, };
export type ReminderPage = { total: number, rows: Array<Reminder>, };
export type ReminderPlan = { letters: Array<PlannedReminder>, left_out: Array<NotReminded>, open: Cents, };
export type RemindersMade = { reminders: Array<Reminder>, left_out: Array<NotReminded>, };
export type Restored = { status: VaultStatus, 
/**
 * Where the base that was there before now lies.
 */
moved_aside: string | null, 
/**
 * Documents whose bytes are neither beside the backup nor on this device.
 */
missing_documents: number, };
export type Retainer = { id: Id, client: Id, client_name: string, recipient: Id, 
/**
 * As the letter has it.
 */
recipient_name: string, matter: Id | null, 
/**
 * « 2026-0042 Bail »; empty without a matter.
 */
matter_name: string, requested_on: Day, due_on: Day | null, subject: string, note: string, net: Cents, vat_basis_points: number, vat: Cents, gross: Cents, 
/**
 * Payments that answer it, less those reversed.
 */
received: Cents, 
/**
 * What of it was given back to the client.
 */
refunded: Cents, 
/**
 * What of it pays no invoice yet and was not given back.
 */
available: Cents, 
/**
 * What is still asked for; nothing once it is withdrawn.
 */
open: Cents, withdrawn_on: Day | null, withdrawn_because: string, };
export type RetainerDraft = { client: Id, matter: Id | null, 
/**
 * None: the client's billing contact of that day.
 */
recipient: Id | null, 
/**
 * None: today.
 */
requested_on: Day | null, due_on: Day | null, subject: string, note: string, 
/**
 * Before tax.
 */
net: Cents, 
/**
 * None: the rate proposed first.
 */
vat_basis_points: number | null, };
export type RetainerFilter = { client: Id | null, matter: Id | null, 
/**
 * Only those of which something is still asked for.
 */
open: boolean, 
/**
 * Only those of which something is left to pay invoices with.
 */
available: boolean, };
export type RetainerPage = { total: number, gross: Cents, received: Cents, refunded: Cents, open: Cents, available: Cents, rows: Array<Retainer>, };
export type Retention = { clocks: Array<RetentionClock>, 
/**
 * Nothing stands in the way of an erasure.
 */
is_erasable: boolean, 
/**
 * The first day on which nothing will; none while the relation lasts, or where nothing ever did.
 */
erasable_from: Day | null, };
export type RetentionClock = { kind: RetentionKind, 
/**
 * What is kept: « Dernière facture du 12/03/2020 ».
 */
what: string, 
/**
 * Why, and for how long: « 10 ans après la clôture de l’exercice (C. com., art. L. 123-22) ».
 */
text: string, 
/**
 * The day from which the time runs; none while the relation lasts.
 */
runs_from: Day | null, 
/**
 * The first day on which it no longer holds.
 */
until: Day | null, is_over: boolean, };
export type RetentionKind = "relation" | "kyc" | "invoice" | "matter" | "conflict_check" | "prospect";
export type RiskCountry = { id: Id | null, 
/**
 * ISO 3166-1, two letters.
 */
code: string, name: string, 
/**
 * Other names and nationalities under which it is known again, by commas.
 */
words: string, level: CountryRisk, 
/**
 * Which list, of which day.
 */
source: string, 
/**
 * Day of that list.
 */
listed_on: Day | null, };
export type RoleDraft = { id: Id | null, client: Id, recipient: Id, role: ContactRole, 
/**
 * One matter of the client: there it comes before the client's own roles.
 */
matter: Id | null, 
/**
 * The one proposed first.
 */
is_default: boolean, starts_on: string | null, ends_on: string | null, };
export type RoleShown = { role: RoleDraft, client_name: string, recipient_name: string, 
/**
 * « 2026-0042 Bail de la rue Mercière »
 */
matter_name: string | null, };
export type SavedLetters = { folder: string, count: number, };
export type SavedTime = { entry: TimeEntry, 
/**
 * The rate that the entry had, when a change of timekeeper, matter or date gave it another.
 */
rate_before: FrozenRate | null, };
export type SavedView = { id: Id | null, name: string, filter: ContactFilter, };
export type SavedViewCount = { saved: SavedView, count: number, };
export type ScanReport = { contacts: number, counts: DuplicateCounts, seconds: number, };
export type SearchHit = { contact: ContactRow, 
/**
 * 1 for every word as typed, less for what differs; above 0.
 */
score: number, };
export type ShownAllocation = { invoice: Id, number: string, amount: Cents, };
export type Side = "for" | "against" | "neutral";
export type SimilarContact = { contact: ContactRow, level: DuplicateLevel, 
/**
 * From 0 to 1.
 */
score: number, 
/**
 * French, what speaks for it first.
 */
reasons: Array<string>, };
export type SimulatedRate = { timekeeper: Id, name: string, grade: Grade, answer: RateAnswer, };
export type StandardRate = { id: Id | null, timekeeper: Id | null, grade: Grade | null, effective_from: Day, hourly_rate: Cents, };
export type StatusMove = { from: ContactStatus, to: ContactStatus, reason: string, at: string, user: string, };
export type SummaryMatters = { 
/**
 * Open ones, on any side.
 */
total: number, rows: Array<MatterOfContact>, };
export type SummaryPeople = { total: number, rows: Array<SummaryPerson>, };
export type SummaryPerson = { id: Id, name: string, kind: LinkKind, 
/**
 * It is the contact that is this to the other.
 */
reversed: boolean, function: string, phone: string, email: string, };
export type SummaryTerms = { total: number, 
/**
 * Those in force today.
 */
rows: Array<RateLine>, };
export type SummaryWarning = { code: WarningCode, 
/**
 * French sentence.
 */
text: string, };
export type TermsBeside = { 
/**
 * « Me Martin », « Associés », « Tous les intervenants »
 */
who: string, matter: string | null, 
/**
 * Newest first.
 */
kept: Array<RateLine>, absorbed: Array<RateLine>, 
/**
 * The one that applies today once both are together.
 */
in_force: RateLine | null, };
export type ThemisiaEvent = { "type": "changed", tables: Array<string>, } | { "type": "progress", task: string, phase: string, done: number, total: number | null, } | { "type": "vault", status: VaultStatus, };
export type TimeDraft = { id: Id | null, matter: Id, timekeeper: Id, 
/**
 * None: today.
 */
worked_on: Day | null, 
/**
 * As typed: « 1h30 », « 1:30 », « 90 », « 0,5h ».
 */
duration: string, narrative: string, billable: boolean, 
/**
 * A rate typed by hand instead of the one that applies; cents an hour, before tax.
 */
manual_rate: Cents | null, 
/**
 * Takes the rate that applies now instead of the one that the entry keeps (one typed by hand, say).
 */
resolve_again: boolean, 
/**
 * The clock that gave the duration: it is put away with the save.
 */
timer: Id | null, };
export type TimeEntry = { id: Id, matter: Id, timekeeper: Id, worked_on: Day, minutes: number, narrative: string, billable: boolean, 
/**
 * Before tax.
 */
amount: Cents, rate: FrozenRate, 
/**
 * The issued invoice: from then on the entry does not change.
 */
billed_on: Id | null, };
export type TimeFilter = { from: Day | null, to: Day | null, timekeeper: Id | null, matter: Id | null, client: Id | null, 
/**
 * Only what is billable and on no issued invoice: work in progress.
 */
unbilled: boolean, };
export type TimePage = { total: number, minutes: number, 
/**
 * Before tax, of what is billable.
 */
amount: Cents, rows: Array<TimeRow>, };
export type TimeRow = { entry: TimeEntry, reference: string, matter_title: string, client: Id, 
/**
 * « DURAND Anne »
 */
client_name: string, timekeeper_name: string, 
/**
 * Number of the issued invoice, or empty.
 */
invoice_number: string, };
export type TimeTotal = { worked_on: Day, timekeeper: Id, timekeeper_name: string, entries: number, minutes: number, billable_minutes: number, 
/**
 * Before tax, of what is billable.
 */
amount: Cents, };
export type Timekeeper = { draft: TimekeeperDraft, id: Id, 
/**
 * The grade held today.
 */
grade: Grade, };
export type TimekeeperDraft = { id: Id | null, 
/**
 * « Me Julie Martin »
 */
name: string, initials: string, 
/**
 * The user of the program that this is, if any.
 */
user: Id | null, 
/**
 * No longer proposed from that day.
 */
left_on: Day | null, 
/**
 * The grades held, each from a day.
 */
grades: Array<HeldGrade>, };
export type TimekeeperTime = { timekeeper: Id, name: string, billable_minutes: number, other_minutes: number, 
/**
 * Of the billable minutes, before tax.
 */
amount: Cents, 
/**
 * Of them, on an issued invoice.
 */
billed: Cents, };
export type Timer = { id: Id, matter: Id | null, timekeeper: Id | null, narrative: string, running: boolean, 
/**
 * Gathered so far.
 */
seconds: number, 
/**
 * What goes into an entry: a minute begun counts.
 */
minutes: number, created_at: string, };
export type Todo = { draft: TodoDraft, id: Id, assignee_name: string | null, contact_name: string | null, matter_name: string | null, 
/**
 * It leaves the lists of the day until then.
 */
snoozed_until: Day | null, 
/**
 * A task whose day is past, or a meeting that is over.
 */
is_late: boolean, done_at: string | null, done_by: string | null, created_by: string, };
export type TodoCounts = { overdue: number, today: number, upcoming: number, open: number, };
export type TodoDraft = { id: Id | null, kind: TodoKind, title: string, notes: string, place: string, 
/**
 * The day of a task; a meeting has the one on which it begins.
 */
due_on: Day | null, 
/**
 * Of a meeting, as the clock of the place shows it: `2026-03-02T14:30`.
 */
starts_at: string | null, ends_at: string | null, assignee: Id | null, contact: Id | null, matter: Id | null, recurrence: Recurrence | null, 
/**
 * Every so many days, weeks, months or years.
 */
every: number, 
/**
 * No occurrence after that day.
 */
until_on: Day | null, };
export type TodoFilter = { view: TodoView, kind?: TodoKind, 
/**
 * Assigned to them, or to nobody.
 */
assignee?: Id, 
/**
 * Of a contact, or of a matter of which it is the client.
 */
contact?: Id, matter?: Id, };
export type TodoKind = "task" | "meeting";
export type TodoPage = { total: number, rows: Array<Todo>, };
export type TodoView = "overdue" | "today" | "upcoming" | "open" | "done" | "all";
export type Totals = { 
/**
 * The lines under VAT, before tax.
 */
net: Cents, vat: Cents, 
/**
 * Outside VAT.
 */
disbursements: Cents, gross: Cents, 
/**
 * By rate, the highest first.
 */
vat_by_rate: Array<VatTotal>, };
export type UndoState = { undo: OperationSummary | null, redo: OperationSummary | null, };
export type UnlockWay = "passphrase" | "key_store" | "recovery_code";
export type User = { id: Id, name: string, grade: Grade, };
export type VatRate = { id: Id | null, name: string, 
/**
 * 2000 is 20 %.
 */
basis_points: number, starts_on: Day, ends_on: Day | null, };
export type VatTotal = { basis_points: number, net: Cents, vat: Cents, };
export type VaultStatus = { "state": "first_run", folder: string, key_store: boolean, } | { "state": "locked", folder: string, way: UnlockWay, reason: LockReason, 
/**
 * Whether the system has a key store to put the key back into.
 */
key_store: boolean, } | { "state": "refused", folder: string, error: ApiError, } | { "state": "open", folder: string, demo: boolean, recovery_confirmed: boolean, protection: Protection, firm_name: string, user: User, device: Device, };
export type ViewCounts = { active: number, unqualified: number, prospects: number, active_clients: number, former_clients: number, lost_prospects: number, archived: number, all: number, };
export type Vigilance = "simplified" | "normal" | "enhanced";
export type VigilanceProposal = { level: Vigilance, reasons: Array<string>, };
export type WarningCode = "erased" | "restricted" | "kyc" | "matters_kyc" | "conflict" | "doubtful_debt" | "identification" | "to_check" | "no_email" | "no_address" | "archived";
export type WorkFilter = { view: WorkView, client: Id | null, matter: Id | null, 
/**
 * Only work done until that day, included.
 */
to: Day | null, 
/**
 * Only what a draft may take: work on no draft, or on this one.
 */
free: boolean, invoice: Id | null, };
export type WorkMatter = { id: Id, reference: string, title: string, count: number, amount: Cents, };
export type WorkPage = { total: number, amount: Cents, 
/**
 * Only where a client is asked: their matters with such work.
 */
matters: Array<WorkMatter>, rows: Array<WorkRow>, };
export type WorkRow = { kind: LineKind, 
/**
 * Of the entry, the expense or the disbursement.
 */
id: Id, matter: Id, reference: string, matter_title: string, client: Id, 
/**
 * « DURAND Anne »
 */
client_name: string, worked_on: Day, label: string, 
/**
 * Of time only.
 */
timekeeper_name: string, minutes: number | null, hourly_rate: Cents | null, 
/**
 * Before tax; what was paid, for a disbursement.
 */
amount: Cents, 
/**
 * The draft that it stands on.
 */
draft: Id | null, };
export type WorkView = "wip" | "disbursements" | "all";
export type WrittenLetter = { interaction: Id, document: Id, 
/**
 * The version to open, print or save.
 */
version: Id, file_name: string, operation: Id | null, };

export type Commands = {
  home: { args: {  }; output: Home };
  base_health: { args: {  }; output: Health };
  list_contacts: { args: { filter: ContactFilter; sort: ContactSort; page: Page }; output: ContactPage };
  contact_counts: { args: {  }; output: ViewCounts };
  search_contacts: { args: { text: string; include_hidden: boolean; limit: number }; output: Array<SearchHit> };
  find_records: { args: { text: string; kind: FoundKind; limit: number }; output: Array<FoundRecord> };
  get_contact: { args: { id: Id }; output: Contact };
  contact_summary: { args: { id: Id }; output: ContactSummary };
  qualities: { args: {  }; output: Array<Quality> };
  contact_links: { args: { id: Id }; output: Array<Link> };
  contact_roles: { args: { id: Id }; output: Array<RoleShown> };
  recipients_for: { args: { client: Id; matter: Id | null; purpose: ContactRole; on: string }; output: Recipients };
  status_moves: { args: { id: Id }; output: Array<StatusMove> };
  funnel: { args: { from: string; to: string }; output: Funnel };
  saved_views: { args: {  }; output: Array<SavedViewCount> };
  preview_bulk_edit: { args: { ids: Array<Id>; edit: BulkEdit }; output: BulkReport };
  check_identifier: { args: { kind: IdentifierKind; value: string }; output: IdentifierCheck };
  towns: { args: { postal_code: string }; output: PostalTowns };
  read_signature: { args: { text: string }; output: ContactDraft };
  save_contact: { args: { draft: ContactDraft }; output: Contact };
  set_contact_status: { args: { id: Id; to: ContactStatus; reason: string }; output: Contact };
  archive_contacts: { args: { ids: Array<Id>; archived: boolean }; output: number };
  save_link: { args: { link: LinkDraft }; output: LinkDraft };
  remove_link: { args: { id: Id }; output: null };
  save_role: { args: { role: RoleDraft }; output: RoleDraft };
  remove_role: { args: { id: Id }; output: null };
  save_view: { args: { view: SavedView }; output: SavedView };
  remove_view: { args: { id: Id }; output: null };
  bulk_edit: { args: { task: string; ids: Array<Id>; edit: BulkEdit }; output: BulkReport };
  add_courts: { args: {  }; output: number };
  preview_merge: { args: { kept: Id; absorbed: Id; choices: { [key in string]: MergeSide } }; output: MergePreview };
  merge_contacts: { args: { kept: Id; absorbed: Id; choices: { [key in string]: MergeSide } }; output: Merge };
  preview_group: { args: { contacts: Array<Id>; kept: Id | null; choices: { [key in string]: Id } }; output: GroupPreview };
  merge_group: { args: { kept: Id; absorbed: Array<Id>; choices: { [key in string]: Id } }; output: Contact };
  merge_pairs: { args: { task: string; pairs: Array<MergePair>; dry_run: boolean }; output: MergedPairs };
  search_conflicts: { args: { asked: Array<AskedName>; depth: number }; output: ConflictSearch };
  record_conflict_check: { args: { check: ConflictDraft }; output: ConflictCheck };
  conflict_checks: { args: { matter: Id | null; page: Page }; output: Array<ConflictCheckRow> };
  get_conflict_check: { args: { id: Id }; output: ConflictCheck };
  conflict_report: { args: { id: Id }; output: string };
  due_conflict_checks: { args: {  }; output: Array<DueCheck> };
  merged_contacts: { args: { id: Id }; output: Array<MergedContact> };
  save_quality: { args: { quality: QualityDraft }; output: Quality };
  similar_contacts: { args: { draft: ContactDraft }; output: Array<SimilarContact> };
  duplicates_of: { args: { id: Id }; output: Array<SimilarContact> };
  duplicate_counts: { args: {  }; output: DuplicateCounts };
  duplicate_pairs: { args: { min_level: DuplicateLevel; page: Page }; output: DuplicatePairPage };
  duplicate_groups: { args: { min_level: DuplicateLevel; page: Page }; output: DuplicateGroupPage };
  scan_duplicates: { args: { task: string }; output: ScanReport };
  refresh_duplicates: { args: { task: string }; output: DuplicateCounts };
  not_duplicates: { args: { a: Id; b: Id }; output: null };
  maybe_duplicates: { args: { a: Id; b: Id }; output: null };
  save_matter: { args: { draft: MatterDraft }; output: Matter };
  archive_matter: { args: { id: Id; archived: boolean; closed_on: Day | null }; output: Matter };
  get_matter: { args: { id: Id }; output: Matter };
  next_matter_reference: { args: { opened_on: Day | null }; output: string };
  list_matters: { args: { filter: MatterFilter; page: Page }; output: MatterPage };
  matters_of_contact: { args: { id: Id }; output: Array<MatterOfContact> };
  save_party: { args: { party: PartyDraft }; output: Party };
  remove_party: { args: { id: Id }; output: null };
  kyc_file: { args: { client: Id; matter: Id | null }; output: KycFile };
  kyc_state: { args: { client: Id; matter: Id | null }; output: KycStanding };
  kyc_matters: { args: { client: Id; page: Page }; output: KycMatterPage };
  kyc_due: { args: { level: KycDueLevel | null; page: Page }; output: KycDuePage };
  kyc_due_counts: { args: {  }; output: KycDueCounts };
  kyc_ownership: { args: { company: Id; on: Day | null }; output: Ownership };
  save_kyc: { args: { draft: KycDraft }; output: KycFile };
  decide_kyc: { args: { decision: KycDecisionDraft }; output: KycFile };
  save_kyc_document: { args: { document: KycDocumentDraft }; output: KycDocument };
  remove_kyc_document: { args: { id: Id }; output: null };
  risk_countries: { args: {  }; output: Array<RiskCountry> };
  save_risk_country: { args: { country: RiskCountry }; output: RiskCountry };
  remove_risk_country: { args: { id: Id }; output: null };
  list_todos: { args: { filter: TodoFilter; page: Page }; output: TodoPage };
  todo_counts: { args: { assignee: Id | null }; output: TodoCounts };
  get_todo: { args: { id: Id }; output: Todo };
  notices: { args: { minutes: number }; output: Notices };
  remember_told: { args: { ids: Array<Id> }; output: null };
  save_todo: { args: { todo: TodoDraft }; output: Todo };
  complete_todo: { args: { id: Id; done: boolean }; output: Todo };
  snooze_todo: { args: { id: Id; until: Day | null }; output: Todo };
  remove_todo: { args: { id: Id }; output: null };
  export_todos: { args: { path: string; filter: TodoFilter }; output: CalendarExport };
  preview_todos: { args: { path: string }; output: CalendarImport };
  import_todos: { args: { path: string; contact: Id | null; matter: Id | null }; output: CalendarImport };
  retention: { args: { id: Id }; output: Retention };
  data_requests: { args: { contact: Id | null; page: Page }; output: DataRequestPage };
  record_data_request: { args: { request: DataRequestDraft }; output: DataRequest };
  restrict_contact: { args: { id: Id; reason: string }; output: null };
  lift_restriction: { args: { id: Id }; output: null };
  export_person: { args: { id: Id; path: string }; output: PersonExport };
  erase_contact: { args: { id: Id; reason: string }; output: Erasure };
  timekeepers: { args: {  }; output: Array<Timekeeper> };
  save_timekeeper: { args: { timekeeper: TimekeeperDraft }; output: Timekeeper };
  standard_rates: { args: {  }; output: Array<StandardRate> };
  save_standard_rate: { args: { rate: StandardRate }; output: StandardRate };
  remove_standard_rate: { args: { id: Id }; output: null };
  negotiated_rates: { args: { client: Id }; output: Array<RateLine> };
  save_negotiated_rate: { args: { rate: NegotiatedRate }; output: NegotiatedRate };
  remove_negotiated_rate: { args: { id: Id }; output: null };
  resolve_rate: { args: { matter: Id; timekeeper: Id; on: Day }; output: RateAnswer };
  simulate_rates: { args: { client: Id; matter: Id | null; on: Day }; output: Array<SimulatedRate> };
  parse_duration: { args: { text: string }; output: number };
  record_time: { args: { draft: TimeDraft }; output: SavedTime };
  move_time: { args: { ids: Array<Id>; matter: Id }; output: Array<SavedTime> };
  remove_time: { args: { id: Id }; output: null };
  list_time: { args: { filter: TimeFilter; page: Page }; output: TimePage };
  time_totals: { args: { filter: TimeFilter }; output: Array<TimeTotal> };
  timers: { args: {  }; output: Array<Timer> };
  start_timer: { args: { id: Id | null; matter: Id | null; timekeeper: Id | null; narrative: string }; output: Timer };
  pause_timer: { args: { id: Id }; output: Timer };
  discard_timer: { args: { id: Id }; output: null };
  save_cost: { args: { cost: CostDraft }; output: Cost };
  remove_cost: { args: { kind: CostKind; id: Id }; output: null };
  list_costs: { args: { filter: CostFilter; page: Page }; output: CostPage };
  get_invoice: { args: { id: Id }; output: Invoice };
  list_invoices: { args: { filter: InvoiceFilter; page: Page }; output: InvoicePage };
  list_work: { args: { filter: WorkFilter; page: Page }; output: WorkPage };
  price_invoice: { args: { lines: Array<LineDraft> }; output: PricedLines };
  unbilled_work: { args: { client: Id; matter: Id | null }; output: Array<LineDraft> };
  save_invoice: { args: { draft: InvoiceDraft }; output: Invoice };
  remove_invoice: { args: { id: Id }; output: null };
  issue_invoice: { args: { id: Id; issued_on: Day | null }; output: Invoice };
  issue_credit_note: { args: { draft: CreditDraft }; output: Invoice };
  mark_invoice: { args: { id: Id; mark: InvoiceMark | null }; output: Invoice };
  list_payments: { args: { filter: PaymentFilter; page: Page }; output: PaymentPage };
  propose_allocation: { args: { client: Id; amount: Cents }; output: Array<Allocation> };
  record_payment: { args: { payment: PaymentDraft }; output: Payment };
  allocate_payment: { args: { id: Id; allocations: Array<Allocation> }; output: Payment };
  get_payment: { args: { id: Id }; output: Payment };
  pay_invoice: { args: { invoice: Id; parts: Array<PaymentPart> }; output: null };
  reverse_payment: { args: { id: Id; on: Day | null; reason: string }; output: Payment };
  due_reminders: { args: { filter: DueReminderFilter; page: Page }; output: DueReminderPage };
  list_reminders: { args: { filter: ReminderFilter; page: Page }; output: ReminderPage };
  get_reminder: { args: { id: Id }; output: Reminder };
  plan_reminders: { args: { invoices: Array<Id> }; output: ReminderPlan };
  record_reminders: { args: { invoices: Array<Id>; note: string }; output: RemindersMade };
  record_reminder: { args: { reminder: ReminderDraft }; output: Reminder };
  list_retainers: { args: { filter: RetainerFilter; page: Page }; output: RetainerPage };
  get_retainer: { args: { id: Id }; output: Retainer };
  request_retainer: { args: { retainer: RetainerDraft }; output: Retainer };
  withdraw_retainer: { args: { id: Id; reason: string }; output: Retainer };
  refund_retainer: { args: { refund: RefundDraft }; output: Array<Payment> };
  sums_of_clients: { args: { ids: Array<Id> }; output: Array<ClientSums> };
  client_figures: { args: { id: Id }; output: Figures };
  dashboard: { args: { from: Day; to: Day }; output: Dashboard };
  export_dashboard: { args: { path: string; from: Day; to: Day }; output: ExportReport };
  invoice_pdf: { args: { id: Id; path: string }; output: PrintedInvoice };
  reminder_pdf: { args: { id: Id; path: string }; output: string };
  reminders_pdf: { args: { task: string; ids: Array<Id>; folder: string }; output: SavedLetters };
  retainer_pdf: { args: { id: Id; path: string }; output: string };
  payment_receipt_pdf: { args: { id: Id; path: string }; output: string };
  conflict_report_pdf: { args: { id: Id; path: string }; output: string };
  recovery_code_pdf: { args: { code: string; path: string }; output: string };
  labels_pdf: { args: { task: string; path: string; sheet: LabelSheet; skip: number; filter: ContactFilter; ids: Array<Id> | null }; output: LabelReport };
  list_journal: { args: { filter: JournalFilter; cursor: string | null; limit: number }; output: JournalPage };
  get_interaction: { args: { id: Id }; output: Interaction };
  save_interaction: { args: { draft: InteractionDraft }; output: Interaction };
  remove_interaction: { args: { id: Id }; output: null };
  pin_interaction: { args: { id: Id; pinned: boolean }; output: null };
  move_interactions: { args: { ids: Array<Id>; matter: Id | null }; output: number };
  journal_templates: { args: {  }; output: Array<JournalTemplate> };
  save_journal_template: { args: { template: JournalTemplate }; output: JournalTemplate };
  remove_journal_template: { args: { id: Id }; output: null };
  import_emails: { args: { task: string; paths: Array<string> }; output: EmailReport };
  check_watched_folder: { args: { task: string }; output: EmailReport | null };
  email_view: { args: { id: Id }; output: EmailView };
  email_proposals: { args: { page: Page }; output: Array<EmailProposal> };
  accept_email_proposals: { args: { accepted: Array<AcceptedProposal> }; output: Array<Id> };
  ignore_email_addresses: { args: { addresses: Array<string> }; output: null };
  list_documents: { args: { filter: DocumentFilter; page: Page }; output: DocumentPage };
  get_document: { args: { id: Id }; output: Document };
  add_documents: { args: { task: string; paths: Array<string>; place: DocumentPlace }; output: AddedDocuments };
  add_document_version: { args: { task: string; id: Id; path: string }; output: Document };
  save_document: { args: { draft: DocumentDraft }; output: Document };
  remove_document: { args: { id: Id }; output: null };
  document_preview: { args: { version: Id }; output: DocumentPreview };
  open_document: { args: { version: Id }; output: OpenedCopy };
  save_document_copy: { args: { task: string; version: Id; path: string }; output: string };
  receive_file: { args: { path: string | null; name: string; chunk: string }; output: string };
  letter_templates: { args: {  }; output: Array<LetterTemplate> };
  letter_fields: { args: {  }; output: Array<LetterField> };
  save_letter_template: { args: { template: LetterTemplate }; output: LetterTemplate };
  remove_letter_template: { args: { id: Id }; output: null };
  propose_letter: { args: { template: Id | null; contact: Id; matter: Id | null; recipient: Id | null }; output: ProposedLetter };
  preview_letter_template: { args: { template: LetterTemplate; contact: Id; matter: Id | null }; output: ProposedLetter };
  letter_text: { args: { letter: LetterDraft }; output: string };
  write_letter: { args: { task: string; letter: LetterDraft }; output: WrittenLetter };
  export_letter: { args: { letter: LetterDraft; path: string }; output: string };
  preview_mail_merge: { args: { template: Id; filter: ContactFilter; ids: Array<Id> | null; in_matter: boolean }; output: MailMergePreview };
  mail_merge: { args: { task: string; template: Id; filter: ContactFilter; ids: Array<Id> | null; in_matter: boolean; path: string | null; each: boolean }; output: MailMergeReport };
  contact_history: { args: { id: Id; page: Page }; output: Array<HistoryEntry> };
  matter_history: { args: { id: Id; page: Page }; output: Array<HistoryEntry> };
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
  save_import_template: { args: { path: string }; output: string };
  export_contacts: { args: { task: string; path: string; format: ExportFormat; filter: ContactFilter; ids: Array<Id> | null }; output: ExportReport };
  import_contacts: { args: { task: string; path: string; mapping: Array<ImportField>; dry_run: boolean }; output: ImportReport };
  backup_now: { args: { task: string; folder: string | null }; output: BackupFile };
  restore_backup: { args: { task: string; file: string; code: string | null; passphrase: string | null }; output: Restored };
  check_base: { args: { task: string }; output: CheckReport };
  backup_state: { args: {  }; output: BackupState };
  cancel_task: { args: { task: string }; output: null };
  users: { args: {  }; output: Array<User> };
  save_user: { args: { user: User }; output: User };
  firm_settings: { args: {  }; output: FirmSettings };
  save_firm_settings: { args: { settings: FirmSettings }; output: FirmSettings };
  firm_logo: { args: {  }; output: Logo | null };
  set_firm_logo: { args: { path: string | null }; output: Logo | null };
  compliance_settings: { args: {  }; output: ComplianceSettings };
  save_compliance_settings: { args: { settings: ComplianceSettings }; output: ComplianceSettings };
  vat_rates: { args: {  }; output: Array<VatRate> };
  save_vat_rate: { args: { rate: VatRate }; output: VatRate };
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
