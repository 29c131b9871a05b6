//! Every command, one line each. From this table come the dispatcher and the TypeScript client.
//!
//! - `query`: reads; SQLite itself refuses a write.
//! - `write[Op]`: one recorded transaction, signed, undoable.
//! - `core`: works on the log itself (undo, redo).
//! - `local`: belongs to this device, never recorded.
//! - `task`: long work with progress, which can be cancelled.
//! - `vault`: before and around the base: open, lock, restore.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use serde::Deserialize;
use serde_json::{Value, json};

use crate::backup::{self, BackupFile, BackupState, Restored};
use crate::check::{self, CheckReport};
use crate::conflict::{self, AskedName, ConflictCheck, ConflictCheckRow, ConflictDraft, ConflictSearch, DueCheck};
use crate::contact::bulk::{self, BulkEdit, BulkReport};
use crate::contact::court;
use crate::contact::filter::{self, SavedView, SavedViewCount};
use crate::contact::funnel::{self, Funnel};
use crate::contact::identifier::{IdentifierCheck, IdentifierKind};
use crate::contact::link::{self, Link, LinkDraft};
use crate::contact::merge::{self, Merge, MergePair, MergeSide, MergedContact, MergedPairs};
use crate::contact::place::{self, PostalTowns};
use crate::contact::role::{self, ContactRole, Recipients, RoleDraft, RoleShown};
use crate::contact::search::{self, SearchHit};
use crate::contact::status::{self, StatusMove};
use crate::contact::{
    self, Contact, ContactDraft, ContactFilter, ContactPage, ContactSort, ContactStatus, Page, ViewCounts, signature,
};
use crate::core::Done;
use crate::dashboard::{self, Dashboard};
use crate::day::Day;
use crate::document::list::{DocumentFilter, DocumentPage};
use crate::document::open::{DocumentPreview, OpenedCopy};
use crate::document::{self, AddedDocuments, Document, DocumentDraft, DocumentPlace};
use crate::draft;
use crate::duplicate::{
    self, DuplicateCounts, DuplicateGroupPage, DuplicateLevel, DuplicatePairPage, ScanReport, SimilarContact,
};
use crate::email::{self, AcceptedProposal, EmailProposal, EmailReport, EmailView};
use crate::error::{ApiError, Blocker, Error, Result};
use crate::expense::{self, Cost, CostDraft, CostFilter, CostKind, CostPage};
use crate::export::{self, ExportFormat, ExportReport};
use crate::figure::{self, ClientSums, Figures};
use crate::find::{self, FoundKind, FoundRecord};
use crate::firm::compliance::{self, ComplianceSettings};
use crate::firm::logo::{self, Logo};
use crate::firm::settings::{self, FirmSettings, VatRate};
use crate::firm::{self, DeviceSettings, User};
use crate::health::{self, Health};
use crate::home::{self, Home};
use crate::ids::{
    ContactId, DocumentId, InteractionId, InvoiceId, MatterId, OperationId, PartyId, PaymentId, RecordId, ReminderId,
    RetainerId, TimekeeperId, UserId,
};
use crate::import::mapping::ImportField;
use crate::import::{self, ImportPreview, ImportReport};
use crate::invoice::credit::CreditDraft;
use crate::invoice::line::{LineDraft, PricedLines};
use crate::invoice::list::{InvoiceFilter, InvoicePage};
use crate::invoice::work::{WorkFilter, WorkPage};
use crate::invoice::{self, Invoice, InvoiceDraft, InvoiceMark};
use crate::journal::template::{self, JournalTemplate};
use crate::journal::{self, Interaction, InteractionDraft, JournalFilter, JournalPage};
use crate::kyc::decision::{self, KycDecisionDraft};
use crate::kyc::document::{self as kyc_document, KycDocument, KycDocumentDraft};
use crate::kyc::due::{self, KycDueCounts, KycDueLevel, KycDuePage, KycMatterPage};
use crate::kyc::ownership::{self, Ownership};
use crate::kyc::risk::{self, RiskCountry};
use crate::kyc::standing::{self, KycStanding};
use crate::kyc::{self, KycDraft, KycFile};
use crate::letter::field::{self as letter_field, LetterField};
use crate::letter::mail_merge::{self, MailMergePreview, MailMergeReport};
use crate::letter::write::{self as letter_write, WrittenLetter};
use crate::letter::{self, LetterDraft, LetterTemplate, ProposedLetter};
use crate::matter::list::{MatterFilter, MatterPage};
use crate::matter::party::{self, MatterOfContact, Party, PartyDraft};
use crate::matter::{self, Matter, MatterDraft};
use crate::merge_preview::{self, GroupPreview, MergePreview};
use crate::money::Cents;
use crate::notice;
use crate::op::Op;
use crate::operation::{self, HistoryEntry, OperationSummary, UndoState};
use crate::payment::refund::RefundDraft;
use crate::payment::{self, Allocation, Payment, PaymentDraft, PaymentFilter, PaymentPage, PaymentPart};
use crate::personal_data::erase::{self, Erasure};
use crate::personal_data::export::{self as person_export, PersonExport};
use crate::personal_data::retention::{self, Retention};
use crate::personal_data::{self, DataRequest, DataRequestDraft, DataRequestPage};
use crate::print::{self, LabelReport, LabelSheet, PrintedInvoice, SavedLetters};
use crate::quality::{self, Quality, QualityDraft};
use crate::rate::negotiated::{self, NegotiatedRate, RateLine};
use crate::rate::standard::{self, StandardRate};
use crate::rate::{self, RateAnswer, SimulatedRate};
use crate::reminder::{
    self, DueReminderFilter, DueReminderPage, Reminder, ReminderDraft, ReminderFilter, ReminderPage, ReminderPlan,
    RemindersMade,
};
use crate::retainer::{self, Retainer, RetainerDraft, RetainerFilter, RetainerPage};
use crate::summary::{self, ContactSummary};
use crate::time_entry::list::{TimeFilter, TimePage, TimeTotal};
use crate::time_entry::timer::{self, Timer};
use crate::time_entry::{self, SavedTime, TimeDraft};
use crate::timekeeper::{self, Timekeeper, TimekeeperDraft};
use crate::todo::calendar::{self, CalendarExport, CalendarImport};
use crate::todo::list::{self as todos, Notices, TodoCounts, TodoFilter, TodoPage};
use crate::todo::{self, Todo, TodoDraft};
use crate::vault::{self, Event, NewBase, ShownCode, Vault, VaultStatus};

commands! {
    // what there is
    vault home() -> Home = home::home;
    query base_health() -> Health = health::health;
    query list_contacts(filter: ContactFilter, sort: ContactSort, page: Page) -> ContactPage = contact::list;
    query contact_counts() -> ViewCounts = contact::counts;
    query search_contacts(text: String, include_hidden: bool, limit: usize) -> Vec<SearchHit> = search::search;
    query find_records(text: String, kind: FoundKind, limit: u32) -> Vec<FoundRecord> = find::find_records;
    query get_contact(id: ContactId) -> Contact = contact::get;
    query contact_summary(id: ContactId) -> ContactSummary = summary::contact_summary;
    query qualities() -> Vec<Quality> = quality::list;
    query contact_links(id: ContactId) -> Vec<Link> = link::of;
    query contact_roles(id: ContactId) -> Vec<RoleShown> = role::of;
    query recipients_for(client: ContactId, matter: Option<MatterId>, purpose: ContactRole, on: String) -> Recipients = role::recipients_for;
    query status_moves(id: ContactId) -> Vec<StatusMove> = status::moves;
    query funnel(from: String, to: String) -> Funnel = funnel::funnel;
    query saved_views() -> Vec<SavedViewCount> = filter::saved_views;
    query preview_bulk_edit(ids: Vec<ContactId>, edit: BulkEdit) -> BulkReport = bulk::preview;
    query check_identifier(kind: IdentifierKind, value: String) -> IdentifierCheck = identifier_check;
    query towns(postal_code: String) -> PostalTowns = place::towns;
    query read_signature(text: String) -> ContactDraft = signature::read;
    // contacts
    write[EditContact] save_contact(draft: ContactDraft) -> Contact = contact::save;
    write[ChangeStatus] set_contact_status(id: ContactId, to: ContactStatus, reason: String) -> Contact = status::change;
    write[ArchiveContact] archive_contacts(ids: Vec<ContactId>, archived: bool) -> usize = contact::archive;
    write[SaveLink] save_link(link: LinkDraft) -> LinkDraft = link::save;
    write[RemoveLink] remove_link(id: RecordId) -> () = link::remove;
    write[SaveRole] save_role(role: RoleDraft) -> RoleDraft = role::save;
    write[RemoveRole] remove_role(id: RecordId) -> () = role::remove;
    write[SaveView] save_view(view: SavedView) -> SavedView = filter::save_view;
    write[RemoveView] remove_view(id: RecordId) -> () = filter::remove_view;
    task bulk_edit(ids: Vec<ContactId>, edit: BulkEdit) -> BulkReport = bulk_edit;
    write[AddCourts] add_courts() -> u32 = court::add_all;
    // merges
    core preview_merge(kept: ContactId, absorbed: ContactId, choices: BTreeMap<String, MergeSide>) -> MergePreview = merge_preview::preview;
    write[MergeContacts] merge_contacts(kept: ContactId, absorbed: ContactId, choices: BTreeMap<String, MergeSide>) -> Merge = merge::merge;
    core preview_group(contacts: Vec<ContactId>, kept: Option<ContactId>, choices: BTreeMap<String, ContactId>) -> GroupPreview = merge_preview::preview_group;
    write[MergeContacts] merge_group(kept: ContactId, absorbed: Vec<ContactId>, choices: BTreeMap<String, ContactId>) -> Contact = merge::merge_group;
    task merge_pairs(pairs: Vec<MergePair>, dry_run: bool) -> MergedPairs = merge_pairs;
    query search_conflicts(asked: Vec<AskedName>, depth: u32) -> ConflictSearch = conflict::search;
    write[RecordConflictCheck] record_conflict_check(check: ConflictDraft) -> ConflictCheck = conflict::record;
    query conflict_checks(matter: Option<MatterId>, page: Page) -> Vec<ConflictCheckRow> = conflict::checks;
    query get_conflict_check(id: RecordId) -> ConflictCheck = conflict::get;
    query conflict_report(id: RecordId) -> String = conflict::report;
    query due_conflict_checks() -> Vec<DueCheck> = conflict::due;
    query merged_contacts(id: ContactId) -> Vec<MergedContact> = merge::merged_contacts;
    write[SaveQuality] save_quality(quality: QualityDraft) -> Quality = quality::save;
    // duplicates
    query similar_contacts(draft: ContactDraft) -> Vec<SimilarContact> = duplicate::similar_contacts;
    query duplicates_of(id: ContactId) -> Vec<SimilarContact> = duplicate::duplicates_of;
    query duplicate_counts() -> DuplicateCounts = duplicate::duplicate_counts;
    query duplicate_pairs(min_level: DuplicateLevel, page: Page) -> DuplicatePairPage = duplicate::pair::pairs;
    query duplicate_groups(min_level: DuplicateLevel, page: Page) -> DuplicateGroupPage = duplicate::pair::groups;
    task scan_duplicates() -> ScanReport = duplicate::scan_duplicates;
    task refresh_duplicates() -> DuplicateCounts = duplicate::refresh_duplicates;
    write[NotDuplicates] not_duplicates(a: ContactId, b: ContactId) -> () = duplicate::pair::not_duplicates;
    write[MaybeDuplicates] maybe_duplicates(a: ContactId, b: ContactId) -> () = duplicate::pair::maybe_duplicates;
    // matters and who takes part
    write[EditMatter] save_matter(draft: MatterDraft) -> Matter = matter::save;
    write[ArchiveMatter] archive_matter(id: MatterId, archived: bool, closed_on: Option<Day>) -> Matter = matter::archive;
    query get_matter(id: MatterId) -> Matter = matter::get;
    query next_matter_reference(opened_on: Option<Day>) -> String = matter::proposed_reference;
    query list_matters(filter: MatterFilter, page: Page) -> MatterPage = matter::list::list;
    query matters_of_contact(id: ContactId) -> Vec<MatterOfContact> = party::matters_of;
    write[SaveParty] save_party(party: PartyDraft) -> Party = party::save;
    write[RemoveParty] remove_party(id: PartyId) -> () = party::remove;
    // KYC
    query kyc_file(client: ContactId, matter: Option<MatterId>) -> KycFile = kyc::kyc_file;
    query kyc_state(client: ContactId, matter: Option<MatterId>) -> KycStanding = standing::kyc_state;
    query kyc_matters(client: ContactId, page: Page) -> KycMatterPage = due::matters;
    query kyc_due(level: Option<KycDueLevel>, page: Page) -> KycDuePage = due::due;
    query kyc_due_counts() -> KycDueCounts = due::counts;
    query kyc_ownership(company: ContactId, on: Option<Day>) -> Ownership = ownership::ownership;
    write[SaveKyc] save_kyc(draft: KycDraft) -> KycFile = kyc::save;
    write[DecideKyc] decide_kyc(decision: KycDecisionDraft) -> KycFile = decision::decide;
    write[SaveKycDocument] save_kyc_document(document: KycDocumentDraft) -> KycDocument = kyc_document::save;
    write[RemoveKycDocument] remove_kyc_document(id: RecordId) -> () = kyc_document::remove;
    query risk_countries() -> Vec<RiskCountry> = risk::countries;
    write[SaveRiskCountry] save_risk_country(country: RiskCountry) -> RiskCountry = risk::save_country;
    write[RemoveRiskCountry] remove_risk_country(id: RecordId) -> () = risk::remove_country;
    // tasks and meetings
    query list_todos(filter: TodoFilter, page: Page) -> TodoPage = todos::list;
    query todo_counts(assignee: Option<UserId>) -> TodoCounts = todos::counts;
    query get_todo(id: RecordId) -> Todo = todo::get_todo;
    query notices(minutes: u32) -> Notices = todos::notices;
    vault remember_told(ids: Vec<RecordId>) -> () = notice::remember_told;
    write[SaveTodo] save_todo(todo: TodoDraft) -> Todo = todo::save;
    write[CompleteTodo] complete_todo(id: RecordId, done: bool) -> Todo = todo::complete;
    write[SnoozeTodo] snooze_todo(id: RecordId, until: Option<Day>) -> Todo = todo::snooze;
    write[RemoveTodo] remove_todo(id: RecordId) -> () = todo::remove;
    query export_todos(path: String, filter: TodoFilter) -> CalendarExport = calendar::export;
    core preview_todos(path: String) -> CalendarImport = calendar::preview;
    write[ImportTodos] import_todos(path: String, contact: Option<ContactId>, matter: Option<MatterId>) -> CalendarImport = calendar::import;
    // personal data
    query retention(id: ContactId) -> Retention = retention::retention;
    query data_requests(contact: Option<ContactId>, page: Page) -> DataRequestPage = personal_data::requests;
    write[RecordDataRequest] record_data_request(request: DataRequestDraft) -> DataRequest = personal_data::record;
    write[RestrictContact] restrict_contact(id: ContactId, reason: String) -> () = personal_data::restrict;
    write[LiftRestriction] lift_restriction(id: ContactId) -> () = personal_data::lift_restriction;
    vault export_person(id: ContactId, path: String) -> PersonExport = person_export::export;
    vault erase_contact(id: ContactId, reason: String) -> Erasure = erase::erase;
    // timekeepers and rates
    query timekeepers() -> Vec<Timekeeper> = timekeeper::list;
    write[SaveTimekeeper] save_timekeeper(timekeeper: TimekeeperDraft) -> Timekeeper = timekeeper::save;
    query standard_rates() -> Vec<StandardRate> = standard::list;
    write[SaveStandardRate] save_standard_rate(rate: StandardRate) -> StandardRate = standard::save;
    write[RemoveStandardRate] remove_standard_rate(id: RecordId) -> () = standard::remove;
    query negotiated_rates(client: ContactId) -> Vec<RateLine> = negotiated::of_client;
    write[SaveNegotiatedRate] save_negotiated_rate(rate: NegotiatedRate) -> NegotiatedRate = negotiated::save;
    write[RemoveNegotiatedRate] remove_negotiated_rate(id: RecordId) -> () = negotiated::remove;
    query resolve_rate(matter: MatterId, timekeeper: TimekeeperId, on: Day) -> RateAnswer = rate::resolve_rate;
    query simulate_rates(client: ContactId, matter: Option<MatterId>, on: Day) -> Vec<SimulatedRate> = rate::simulate;
    // time and costs
    query parse_duration(text: String) -> u32 = time_entry::parse_duration;
    write[RecordTime] record_time(draft: TimeDraft) -> SavedTime = time_entry::save;
    write[MoveTime] move_time(ids: Vec<RecordId>, matter: MatterId) -> Vec<SavedTime> = time_entry::move_all;
    write[RemoveTime] remove_time(id: RecordId) -> () = time_entry::remove;
    query list_time(filter: TimeFilter, page: Page) -> TimePage = time_entry::list::list;
    query time_totals(filter: TimeFilter) -> Vec<TimeTotal> = time_entry::list::totals;
    vault timers() -> Vec<Timer> = timer::list;
    vault start_timer(id: Option<RecordId>, matter: Option<MatterId>, timekeeper: Option<TimekeeperId>, narrative: String) -> Timer = timer::start;
    vault pause_timer(id: RecordId) -> Timer = timer::pause;
    vault discard_timer(id: RecordId) -> () = timer::discard;
    write[SaveCost] save_cost(cost: CostDraft) -> Cost = expense::save;
    write[RemoveCost] remove_cost(kind: CostKind, id: RecordId) -> () = expense::remove;
    query list_costs(filter: CostFilter, page: Page) -> CostPage = expense::list;
    // invoices, payments and figures
    query get_invoice(id: InvoiceId) -> Invoice = invoice::get;
    query list_invoices(filter: InvoiceFilter, page: Page) -> InvoicePage = invoice::list::list;
    query list_work(filter: WorkFilter, page: Page) -> WorkPage = invoice::work::list;
    query price_invoice(lines: Vec<LineDraft>) -> PricedLines = invoice::line::priced;
    query unbilled_work(client: ContactId, matter: Option<MatterId>) -> Vec<LineDraft> = invoice::line::unbilled;
    write[SaveInvoice] save_invoice(draft: InvoiceDraft) -> Invoice = invoice::save;
    write[RemoveInvoice] remove_invoice(id: InvoiceId) -> () = invoice::remove;
    write[IssueInvoice] issue_invoice(id: InvoiceId, issued_on: Option<Day>) -> Invoice = invoice::issue::issue;
    write[IssueCreditNote] issue_credit_note(draft: CreditDraft) -> Invoice = invoice::credit::issue;
    write[MarkInvoice] mark_invoice(id: InvoiceId, mark: Option<InvoiceMark>) -> Invoice = invoice::mark;
    query list_payments(filter: PaymentFilter, page: Page) -> PaymentPage = payment::list;
    query propose_allocation(client: ContactId, amount: Cents) -> Vec<Allocation> = payment::proposed;
    write[RecordPayment] record_payment(payment: PaymentDraft) -> Payment = payment::record;
    write[AllocatePayment] allocate_payment(id: PaymentId, allocations: Vec<Allocation>) -> Payment = payment::allocate;
    query get_payment(id: PaymentId) -> Payment = payment::get;
    write[AllocatePayment] pay_invoice(invoice: InvoiceId, parts: Vec<PaymentPart>) -> () = payment::pay_invoice;
    write[ReversePayment] reverse_payment(id: PaymentId, on: Option<Day>, reason: String) -> Payment = payment::reverse;
    // reminders and provisions
    query due_reminders(filter: DueReminderFilter, page: Page) -> DueReminderPage = reminder::due;
    query list_reminders(filter: ReminderFilter, page: Page) -> ReminderPage = reminder::list;
    query get_reminder(id: ReminderId) -> Reminder = reminder::get;
    query plan_reminders(invoices: Vec<InvoiceId>) -> ReminderPlan = reminder::plan;
    write[RecordReminder] record_reminders(invoices: Vec<InvoiceId>, note: String) -> RemindersMade = reminder::record_all;
    write[RecordReminder] record_reminder(reminder: ReminderDraft) -> Reminder = reminder::record;
    query list_retainers(filter: RetainerFilter, page: Page) -> RetainerPage = retainer::list;
    query get_retainer(id: RetainerId) -> Retainer = retainer::get;
    write[RequestRetainer] request_retainer(retainer: RetainerDraft) -> Retainer = retainer::request;
    write[WithdrawRetainer] withdraw_retainer(id: RetainerId, reason: String) -> Retainer = retainer::withdraw;
    write[RefundRetainer] refund_retainer(refund: RefundDraft) -> Vec<Payment> = payment::refund::give_back;
    query sums_of_clients(ids: Vec<ContactId>) -> Vec<ClientSums> = figure::of_clients;
    query client_figures(id: ContactId) -> Figures = figure::of_client;
    query dashboard(from: Day, to: Day) -> Dashboard = dashboard::dashboard;
    vault export_dashboard(path: String, from: Day, to: Day) -> ExportReport = dashboard::file::export;
    // on paper
    vault invoice_pdf(id: InvoiceId, path: String) -> PrintedInvoice = print::invoice_pdf;
    vault reminder_pdf(id: ReminderId, path: String) -> String = print::reminder_pdf;
    task reminders_pdf(ids: Vec<ReminderId>, folder: String) -> SavedLetters = print::reminders_pdf;
    vault retainer_pdf(id: RetainerId, path: String) -> String = print::retainer_pdf;
    vault payment_receipt_pdf(id: PaymentId, path: String) -> String = print::payment_receipt_pdf;
    vault conflict_report_pdf(id: RecordId, path: String) -> String = print::conflict_report_pdf;
    vault recovery_code_pdf(code: String, path: String) -> String = print::recovery_code_pdf;
    task labels_pdf(path: String, sheet: LabelSheet, skip: u32, filter: ContactFilter, ids: Option<Vec<ContactId>>) -> LabelReport = print::labels_pdf;
    // the journal: exchanges, e-mails, documents
    query list_journal(filter: JournalFilter, cursor: Option<String>, limit: usize) -> JournalPage = journal::list::list;
    query get_interaction(id: InteractionId) -> Interaction = journal::get;
    write[SaveInteraction] save_interaction(draft: InteractionDraft) -> Interaction = journal::save;
    write[RemoveInteraction] remove_interaction(id: InteractionId) -> () = journal::remove;
    write[PinInteraction] pin_interaction(id: InteractionId, pinned: bool) -> () = journal::pin;
    write[MoveInteraction] move_interactions(ids: Vec<InteractionId>, matter: Option<MatterId>) -> usize = journal::move_to;
    query journal_templates() -> Vec<JournalTemplate> = template::list;
    write[SaveTemplate] save_journal_template(template: JournalTemplate) -> JournalTemplate = template::save;
    write[RemoveTemplate] remove_journal_template(id: RecordId) -> () = template::remove;
    task import_emails(paths: Vec<String>) -> EmailReport = email::import::import;
    task check_watched_folder() -> Option<EmailReport> = email::watch::check;
    vault email_view(id: InteractionId) -> EmailView = email::view::view;
    query email_proposals(page: Page) -> Vec<EmailProposal> = email::proposal::list;
    write[FileEmails] accept_email_proposals(accepted: Vec<AcceptedProposal>) -> Vec<ContactId> = email::proposal::accept;
    local ignore_email_addresses(addresses: Vec<String>) -> () = email::proposal::ignore;
    query list_documents(filter: DocumentFilter, page: Page) -> DocumentPage = document::list::list;
    query get_document(id: DocumentId) -> Document = document::get;
    task add_documents(paths: Vec<String>, place: DocumentPlace) -> AddedDocuments = document::add;
    task add_document_version(id: DocumentId, path: String) -> Document = document::add_version;
    write[SaveDocument] save_document(draft: DocumentDraft) -> Document = document::save;
    write[RemoveDocument] remove_document(id: DocumentId) -> () = document::remove;
    vault document_preview(version: RecordId) -> DocumentPreview = document::open::preview;
    vault open_document(version: RecordId) -> OpenedCopy = document::open::open_copy;
    task save_document_copy(version: RecordId, path: String) -> String = document::open::save_copy;
    vault receive_file(path: Option<String>, name: String, chunk: String) -> String = document::open::receive;
    // letters
    query letter_templates() -> Vec<LetterTemplate> = letter::templates;
    query letter_fields() -> Vec<LetterField> = letter_field::list;
    write[SaveLetterTemplate] save_letter_template(template: LetterTemplate) -> LetterTemplate = letter::save_template;
    write[RemoveLetterTemplate] remove_letter_template(id: RecordId) -> () = letter::remove_template;
    query propose_letter(template: Option<RecordId>, contact: ContactId, matter: Option<MatterId>, recipient: Option<ContactId>) -> ProposedLetter = letter::propose;
    query preview_letter_template(template: LetterTemplate, contact: ContactId, matter: Option<MatterId>) -> ProposedLetter = letter::preview;
    query letter_text(letter: LetterDraft) -> String = letter_write::text;
    task write_letter(letter: LetterDraft) -> WrittenLetter = letter_write::write;
    vault export_letter(letter: LetterDraft, path: String) -> String = letter_write::export;
    query preview_mail_merge(template: RecordId, filter: ContactFilter, ids: Option<Vec<ContactId>>, in_matter: bool) -> MailMergePreview = mail_merge::preview;
    task mail_merge(template: RecordId, filter: ContactFilter, ids: Option<Vec<ContactId>>, in_matter: bool, path: Option<String>, each: bool) -> MailMergeReport = mail_merge::run;
    // what was done
    query contact_history(id: ContactId, page: Page) -> Vec<HistoryEntry> = operation::contact_history;
    query matter_history(id: MatterId, page: Page) -> Vec<HistoryEntry> = operation::matter_history;
    query operations(page: Page) -> Vec<OperationSummary> = operation::list;
    query undo_state() -> UndoState = operation::undo_state;
    core undo_blockers(operation: OperationId) -> Vec<Blocker> = operation::blockers;
    core undo_operation(operation: OperationId, force: bool) -> OperationSummary = operation::undo;
    core undo_last() -> Option<OperationSummary> = operation::undo_last;
    core redo_last() -> Option<OperationSummary> = operation::redo_last;
    write[RestoreValue] restore_value(operation: OperationId, table: String, record: RecordId, field: String) -> () = operation::restore_value;
    // what is being typed
    query get_draft(key: String) -> Option<String> = draft::get;
    query drafts() -> Vec<String> = draft::keys;
    local save_draft(key: String, value: String) -> () = draft::save;
    local discard_draft(key: String) -> () = draft::discard;
    // in and out
    query preview_import(path: String) -> ImportPreview = import::preview;
    vault save_import_template(path: String) -> String = export::save_template;
    task export_contacts(path: String, format: ExportFormat, filter: ContactFilter, ids: Option<Vec<ContactId>>) -> ExportReport = export::contacts;
    task import_contacts(path: String, mapping: Vec<ImportField>, dry_run: bool) -> ImportReport = import_contacts;
    task backup_now(folder: Option<String>) -> BackupFile = backup::now;
    task restore_backup(file: String, code: Option<String>, passphrase: Option<String>) -> Restored = backup::restore;
    task check_base() -> CheckReport = check_base;
    vault backup_state() -> BackupState = backup::state;
    vault cancel_task(task: String) -> () = vault::cancel_task;
    // the firm and this device
    query users() -> Vec<User> = firm::users;
    write[SaveUser] save_user(user: User) -> User = firm::save_user;
    query firm_settings() -> FirmSettings = settings::firm_settings;
    write[SaveFirmSettings] save_firm_settings(settings: FirmSettings) -> FirmSettings = settings::save_firm_settings;
    query firm_logo() -> Option<Logo> = logo::get;
    vault set_firm_logo(path: Option<String>) -> Option<Logo> = set_firm_logo;
    query compliance_settings() -> ComplianceSettings = compliance::read;
    write[SaveComplianceSettings] save_compliance_settings(settings: ComplianceSettings) -> ComplianceSettings = compliance::save;
    query vat_rates() -> Vec<VatRate> = settings::vat_rates;
    write[SaveVatRate] save_vat_rate(rate: VatRate) -> VatRate = settings::save_vat_rate;
    write[SaveFirm] save_firm(firm_name: String) -> String = firm::save_firm;
    vault device_settings() -> DeviceSettings = firm::device_settings;
    vault save_device_settings(settings: DeviceSettings) -> DeviceSettings = firm::save_device_settings;
    // the vault
    vault vault_status() -> VaultStatus = vault::status;
    vault create_base(new: NewBase) -> ShownCode = vault::create;
    vault open_demo() -> VaultStatus = vault::open_demo;
    vault leave_demo() -> VaultStatus = vault::leave_demo;
    vault unlock(passphrase: String) -> VaultStatus = vault::unlock;
    vault recover(code: String, passphrase: Option<String>) -> VaultStatus = vault::recover;
    vault lock() -> VaultStatus = vault::lock;
    vault renew_recovery_code() -> ShownCode = vault::renew_recovery_code;
    vault confirm_recovery_code(code: String) -> () = vault::confirm_recovery_code;
    vault set_passphrase(current: Option<String>, passphrase: Option<String>) -> VaultStatus = vault::set_passphrase;
}

/// Runs a command by its name, with its arguments as a JSON object. A panic is an error, and its transaction rolls back.
///
/// # Errors
/// The error as the page and the command line show it.
pub fn dispatch(vault: &Vault, name: &str, arguments: Value) -> Result<Value, ApiError> {
    let arguments = if arguments.is_null() { json!({}) } else { arguments };
    let outcome = catch_unwind(AssertUnwindSafe(|| run(vault, name, arguments)));
    let result = outcome.unwrap_or_else(|_| Err(Error::Internal(format!("panic in {name}"))));
    result.map_err(|error| {
        if matches!(error, Error::Internal(_) | Error::KeyStore(_) | Error::Damaged(_)) {
            tracing::error!(command = name, cause = error.cause(), "command failed");
        }
        (&error).into()
    })
}

fn import_contacts(
    vault: &Vault,
    progress: &vault::Progress,
    path: String,
    mapping: Vec<ImportField>,
    dry_run: bool,
) -> Result<ImportReport> {
    let open = vault.open_base()?;
    let report = import::import(&open.core, progress, path, mapping, dry_run);
    if !dry_run {
        much_changed(vault);
    }
    report
}

fn bulk_edit(vault: &Vault, progress: &vault::Progress, ids: Vec<ContactId>, edit: BulkEdit) -> Result<BulkReport> {
    let report = bulk::edit(&vault.open_base()?.core, progress, ids, &edit);
    much_changed(vault);
    report
}

fn merge_pairs(vault: &Vault, progress: &vault::Progress, pairs: Vec<MergePair>, dry_run: bool) -> Result<MergedPairs> {
    let report = merge::merge_pairs(&vault.open_base()?.core, progress, &pairs, dry_run);
    if !dry_run {
        much_changed(vault);
    }
    report
}

/// After long work, also after a cancelled one: what it had written came and went.
fn much_changed(vault: &Vault) {
    vault.emit(Event::Changed { tables: crate::SYNCED.iter().map(|table| table.name.to_owned()).collect() });
}

/// The picture is read before the base waits for it.
fn set_firm_logo(vault: &Vault, path: Option<String>) -> Result<Option<Logo>> {
    let image = path.map(|path| logo::read(Path::new(&path))).transpose()?;
    Ok(told(vault, vault.open_base()?.core.transact(Op::SetFirmLogo, |tx| logo::set(tx, image))?))
}

fn identifier_check(_: &crate::core::Reader, kind: IdentifierKind, value: String) -> Result<IdentifierCheck> {
    Ok(contact::identifier::check(kind, &value))
}

fn check_base(vault: &Vault, progress: &vault::Progress) -> Result<CheckReport> {
    check::check(&*vault.open_base()?, progress)
}

fn told<T>(vault: &Vault, done: Done<T>) -> T {
    if !done.changed.is_empty() {
        vault.emit(Event::Changed { tables: done.changed });
    }
    done.output
}

/// A command in the table, for the command line and the tests.
#[derive(Debug, Clone, serde::Serialize)]
pub struct CommandInfo {
    pub name: &'static str,
    pub kind: &'static str,
    pub arguments: Vec<(&'static str, String)>,
    pub output: String,
}

macro_rules! commands {
    ($($kind:ident $([$op:ident])? $name:ident($($arg:ident: $type:ty),*) -> $output:ty = $function:path;)*) => {
        fn run(vault: &Vault, name: &str, arguments: Value) -> Result<Value> {
            match name {
                $(stringify!($name) => {
                    #[derive(Deserialize)]
                    struct Arguments { $($arg: $type),* }
                    let task = arguments.get("task").and_then(Value::as_str).unwrap_or_default().to_owned();
                    #[allow(unused_variables)]
                    let Arguments { $($arg),* } = serde_json::from_value(arguments)?;
                    let output: $output = call!($kind $([$op])? vault, task, $function, $($arg),*);
                    Ok(serde_json::to_value(output)?)
                })*
                _ => Err(Error::UnknownCommand(name.to_owned())),
            }
        }

        /// The table as data.
        pub fn list() -> Vec<CommandInfo> {
            use ts_rs::TS;
            let config = ts_rs::Config::new().with_large_int("number");
            vec![$(CommandInfo {
                name: stringify!($name),
                kind: stringify!($kind),
                arguments: vec![$((stringify!($arg), <$type as TS>::name(&config))),*],
                output: <$output as TS>::name(&config),
            }),*]
        }

        fn visit_types(types: &mut typescript::Types) {
            $($(types.add::<$type>();)* types.add::<$output>();)*
        }
    };
}
use commands;

macro_rules! call {
    (query $vault:ident, $task:ident, $function:path, $($arg:ident),*) => {{
        let _ = $task;
        $vault.open_base()?.core.read(|reader| $function(reader, $($arg),*))?
    }};
    (write[$op:ident] $vault:ident, $task:ident, $function:path, $($arg:ident),*) => {{
        let _ = $task;
        told($vault, $vault.open_base()?.core.transact(Op::$op, |tx| $function(tx, $($arg),*))?)
    }};
    (core $vault:ident, $task:ident, $function:path, $($arg:ident),*) => {{
        let _ = $task;
        told($vault, $function(&$vault.open_base()?.core, $($arg),*)?)
    }};
    (local $vault:ident, $task:ident, $function:path, $($arg:ident),*) => {{
        let _ = $task;
        $vault.open_base()?.core.write_local(|conn| $function(conn, $($arg),*))?
    }};
    (vault $vault:ident, $task:ident, $function:path, $($arg:ident),*) => {{
        let _ = $task;
        $function($vault, $($arg),*)?
    }};
    (task $vault:ident, $task:ident, $function:path, $($arg:ident),*) => {{
        let progress = $vault.begin_task(&$task);
        let outcome = $function($vault, &progress, $($arg),*);
        $vault.end_task(&$task);
        outcome?
    }};
}
use call;

/// The TypeScript client: `ui/src/lib/commands.ts`.
pub mod typescript {
    use std::collections::BTreeMap;

    use ts_rs::{Config, TS, TypeVisitor};

    use crate::error::ApiError;
    use crate::vault::Event;

    /// The declarations of the types that commands take and give, each once.
    pub(super) struct Types {
        config: Config,
        declarations: BTreeMap<String, String>,
    }

    impl Types {
        pub(super) fn add<T: TS + 'static + ?Sized>(&mut self) {
            // Arrays, options and the like have no path: only what they hold is declared.
            if T::output_path().is_some() {
                let name = T::ident(&self.config);
                if self.declarations.contains_key(&name) {
                    return;
                }
                let declaration = T::decl(&self.config);
                self.declarations.insert(name, declaration);
                T::visit_dependencies(self);
            }
            // Of an array, an option and the like, what it holds; its own dependencies would go round for a tree.
            T::visit_generics(self);
        }
    }

    impl TypeVisitor for Types {
        fn visit<T: TS + 'static + ?Sized>(&mut self) {
            self.add::<T>();
        }
    }

    pub fn generate() -> String {
        let config = Config::new().with_large_int("number");
        let mut types = Types { config, declarations: BTreeMap::new() };
        super::visit_types(&mut types);
        types.add::<ApiError>();
        types.add::<Event>();
        let mut text = String::from(
            "// Generated from crates/themisia-core/src/commands.rs by `cargo xtask generate`. Do not edit.\n\n",
        );
        for declaration in types.declarations.values() {
            text.push_str(&format!("export {declaration}\n"));
        }
        text.push_str("\nexport type Commands = {\n");
        for command in super::list() {
            let mut arguments: Vec<String> =
                command.arguments.iter().map(|(name, type_name)| format!("{name}: {type_name}")).collect();
            if command.kind == "task" {
                arguments.insert(0, "task: string".to_owned());
            }
            text.push_str(&format!(
                "  {}: {{ args: {{ {} }}; output: {} }};\n",
                command.name,
                arguments.join("; "),
                command.output
            ));
        }
        text.push_str("};\n");
        text
    }
}
