//! `themisia-cli`: the commands of the screens, for administrators and scripts.
//!
//! JSON on standard output; errors as JSON on standard error with exit code 1, wrong usage 2.
#![allow(clippy::print_stdout, clippy::print_stderr)] // This is a command line: that is where it speaks.

mod base;
mod identifiers;
mod merge;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand, ValueEnum};
use serde_json::{Value, json};
use themisia_core::backup::{self, Secret};
use themisia_core::commands::{self, dispatch};
use themisia_core::contact::{ContactFilter, ContactView};
use themisia_core::core::store;
use themisia_core::error::{ApiError, Error};
use themisia_core::export::{self, ExportFormat};
use themisia_core::ids::ContactId;
use themisia_core::import::mapping::ImportField;
use themisia_core::vault::Progress;
use themisia_core::vault::folder::BaseFiles;
use themisia_core::{check, demo, duplicate};

use base::{Base, Failure, KeySource};

#[derive(Parser)]
#[command(name = "themisia-cli", version, about = "Contacts of a law firm: the commands of Themisia for scripts")]
struct Cli {
    /// The base file (themisia.db); its key file lies beside it.
    #[arg(long, global = true, value_name = "FILE")]
    base: Option<PathBuf>,
    /// Opens the base with its recovery code (else THEMISIA_KEY, THEMISIA_PASSPHRASE, or the key store of the system).
    #[arg(long, global = true, value_name = "CODE")]
    recovery_code: Option<String>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Makes a new base; prints its recovery code. The key goes to the key store, or comes from THEMISIA_KEY.
    Init(Init),
    /// What the base is: its firm, user, counts, versions.
    Info,
    /// Runs any command of the table with a JSON object of arguments (`-` reads it from standard input).
    Call { name: String, arguments: Option<String> },
    /// The commands of the table, with their types.
    Commands {
        /// Prints the TypeScript client instead.
        #[arg(long)]
        typescript: bool,
    },
    /// Brings a file in.
    Import {
        #[command(subcommand)]
        what: ImportWhat,
    },
    /// Writes contacts to a file.
    Export {
        #[command(subcommand)]
        what: ExportWhat,
    },
    /// Checks identifiers; needs no base.
    Identifiers {
        #[command(subcommand)]
        what: IdentifiersWhat,
    },
    /// Searches contacts, former clients and lost prospects included.
    Search {
        text: String,
        #[arg(long, default_value_t = 10)]
        limit: usize,
        /// Reads one query a line from standard input instead, and prints one JSON line for each, with the time it took.
        #[arg(long)]
        stdin: bool,
    },
    /// The history of a contact, newest first.
    History {
        id: String,
        #[arg(long, default_value_t = 100)]
        limit: u32,
    },
    /// Takes back the last operation of this device, or the one named.
    Undo {
        #[arg(long, value_name = "ID")]
        operation: Option<String>,
        /// Leaves what stands in the way as it is, and takes back the rest.
        #[arg(long)]
        force: bool,
    },
    /// Does again what was taken back last.
    Redo,
    /// Makes a backup in a folder, reads it back and compares it.
    Backup { folder: PathBuf },
    /// Puts a backup where there is no base: a folder, or the path of a .db file.
    Restore {
        file: PathBuf,
        to: PathBuf,
        #[arg(long)]
        passphrase: Option<String>,
    },
    /// Integrity, references, and whether the replayed log gives the same rows.
    Check,
    /// Contacts that may be twice in the base: one JSON line a pair, best first within the base.
    Duplicates {
        /// Least score, from 0 to 1.
        #[arg(long, default_value_t = 0.5)]
        min_score: f64,
        #[arg(long, value_enum, default_value_t = Lines::Jsonl)]
        format: Lines,
    },
    /// Remembers that two contacts are not one, until one of them changes in what was compared.
    NotDuplicates {
        a: String,
        b: String,
        /// Takes it back.
        #[arg(long)]
        undo: bool,
    },
    /// Merges two contacts, or a group into the first one: ids or external references.
    Merge(merge::Merge),
    /// Merges all certain duplicates, as one operation that one undo takes back.
    MergeCertain(merge::MergeCertain),
    /// Who of the base, or related to it, bears these names, and on which side.
    Conflicts(merge::Conflicts),
    /// Makes the demonstration base in a folder.
    Demo { folder: PathBuf },
}

#[derive(Args)]
struct Init {
    #[arg(long, default_value = "Cabinet")]
    firm: String,
    #[arg(long, default_value = "Administrateur")]
    user: String,
    /// partner, associate, of_counsel, trainee, paralegal or assistant.
    #[arg(long, default_value = "partner")]
    grade: String,
    /// Guards the base with this passphrase instead of the key store.
    #[arg(long)]
    passphrase: Option<String>,
}

#[derive(Subcommand)]
enum ImportWhat {
    /// E-mails (.eml, .msg): files, and folders of them. Each message once, under the contacts whose addresses it bears.
    Emails {
        #[arg(required_unless_present = "watched")]
        paths: Vec<PathBuf>,
        /// What is new in the watched folder of this device, instead.
        #[arg(long, conflicts_with = "paths")]
        watched: bool,
    },
    Contacts {
        file: PathBuf,
        /// A JSON object: header → field. Headers it does not name are guessed.
        #[arg(long, value_name = "FILE")]
        map: Option<PathBuf>,
        /// Tells what importing would do; writes nothing.
        #[arg(long)]
        dry_run: bool,
    },
}

#[derive(Subcommand)]
enum ExportWhat {
    Contacts {
        #[arg(long, value_enum, default_value_t = Format::Csv)]
        format: Format,
        /// Where to write; standard output by default.
        #[arg(long, short)]
        output: Option<PathBuf>,
        /// active, all, prospects, active_clients, former_clients, lost_prospects, unqualified or archived; else the name of a
        /// saved view.
        #[arg(long, default_value = "all")]
        view: String,
        /// Only these contacts (their ids, by commas or with the option repeated).
        #[arg(long, value_delimiter = ',', conflicts_with = "view")]
        ids: Option<Vec<String>>,
    },
    /// The empty table that `import contacts` knows, to fill in with a spreadsheet.
    Template {
        /// Where to write; standard output by default.
        #[arg(long, short)]
        output: Option<PathBuf>,
    },
}

#[derive(Subcommand)]
enum IdentifiersWhat {
    /// Tells whether a value has the form and the key of its kind, and why not. A right key proves no existence.
    Check {
        /// siren, siret, vat (or vat_number, tva), rcs, iban, email or phone.
        #[arg(required_unless_present = "stdin")]
        kind: Option<String>,
        #[arg(required_unless_present = "stdin")]
        value: Option<String>,
        /// Reads one JSON object a line, {"kind": …, "value": …}, from standard input instead, and prints one JSON line for each.
        /// With KIND, each line is a value as it stands.
        #[arg(long)]
        stdin: bool,
    },
}

#[derive(Clone, Copy, ValueEnum)]
enum Lines {
    /// One JSON object a line.
    Jsonl,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Csv,
    Xlsx,
    Vcf,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    if std::env::var_os("THEMISIA_LOG").is_some() {
        tracing_subscriber::fmt().with_writer(std::io::stderr).init();
    }
    match run(cli) {
        Ok(Value::Null) => ExitCode::SUCCESS,
        // A reader that stopped reading (`| head`) is no failure.
        Ok(output) => match writeln!(std::io::stdout(), "{output:#}") {
            Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
                eprintln!("{}", json!(ApiError::from(&Error::from(error))));
                ExitCode::FAILURE
            }
            _ => ExitCode::SUCCESS,
        },
        Err(Failure::Usage(message)) => {
            eprintln!("{}", json!({ "code": "usage", "message": message }));
            ExitCode::from(2)
        }
        Err(Failure::Error(error)) => {
            eprintln!("{}", json!(error));
            ExitCode::FAILURE
        }
    }
}

fn run(cli: Cli) -> Result<Value, Failure> {
    let source = KeySource::new(cli.recovery_code);
    let base_file = || cli.base.clone().map_or_else(Base::default_file, Ok);
    let open = || Base::open(&base_file()?, &source);
    match cli.command {
        Command::Commands { typescript: true } => {
            print!("{}", commands::typescript::generate());
            Ok(Value::Null)
        }
        Command::Commands { typescript: false } => Ok(json!(commands::list())),
        Command::Init(init) => Base::create(&base_file()?, &init),
        Command::Info => info(&open()?),
        Command::Call { name, arguments } => {
            let arguments = json_argument(arguments)?;
            Ok(dispatch(open()?.vault(), &name, arguments)?)
        }
        Command::Import { what: ImportWhat::Contacts { file, map, dry_run } } => {
            import(&open()?, &file, map.as_deref(), dry_run)
        }
        Command::Import { what: ImportWhat::Emails { watched: true, .. } } => {
            Ok(dispatch(open()?.vault(), "check_watched_folder", json!({ "task": "cli" }))?)
        }
        Command::Import { what: ImportWhat::Emails { paths, .. } } => {
            let paths = paths.iter().map(|path| absolute(path)).collect::<Result<Vec<_>, _>>()?;
            Ok(dispatch(open()?.vault(), "import_emails", json!({ "task": "cli", "paths": paths }))?)
        }
        Command::Export { what: ExportWhat::Contacts { format, output, view, ids } } => {
            export_contacts(&open()?, format, output.as_deref(), &view, ids)
        }
        Command::Export { what: ExportWhat::Template { output } } => {
            written_or_printed(output.as_deref(), "csv", |path| {
                export::template(path)?;
                Ok(json!({ "file": path }))
            })
        }
        Command::Identifiers { what: IdentifiersWhat::Check { kind, stdin: true, .. } } => {
            identifiers::check_lines(kind.as_deref())
        }
        Command::Identifiers { what: IdentifiersWhat::Check { kind, value, .. } } => {
            identifiers::check(&kind.unwrap_or_default(), &value.unwrap_or_default())
        }
        Command::Search { text, limit, stdin: false } => search(&open()?, &text, limit),
        Command::Search { limit, stdin: true, .. } => search_lines(&open()?, limit),
        Command::History { id, limit } => {
            let arguments = json!({ "id": id, "page": { "offset": 0, "limit": limit } });
            Ok(dispatch(open()?.vault(), "contact_history", arguments)?)
        }
        Command::Undo { operation: None, .. } => Ok(dispatch(open()?.vault(), "undo_last", json!({}))?),
        Command::Undo { operation: Some(operation), force } => {
            let arguments = json!({ "operation": operation, "force": force });
            Ok(dispatch(open()?.vault(), "undo_operation", arguments)?)
        }
        Command::Redo => Ok(dispatch(open()?.vault(), "redo_last", json!({}))?),
        Command::Backup { folder } => {
            let arguments = json!({ "task": "cli", "folder": absolute(&folder)? });
            Ok(dispatch(open()?.vault(), "backup_now", arguments)?)
        }
        Command::Restore { file, to, passphrase } => {
            let secret = Secret {
                code: source.recovery_code.as_deref(),
                passphrase: passphrase.as_deref(),
                key: source.key_from_environment()?,
            };
            let to = absolute(&to)?;
            let place = if to.extension().is_some_and(|is| is == "db") {
                BaseFiles::of(&to)
            } else {
                BaseFiles::in_folder(&to)
            };
            backup::restore_to(&file, &place, secret)?;
            Ok(json!({ "base": place.base }))
        }
        Command::Check => {
            let base = open()?;
            let report = check::check(&*base.vault().open_base()?, &Progress::silent())?;
            if report.ok {
                return Ok(json!(report));
            }
            println!("{:#}", json!(report));
            Err(Error::Damaged("La base n’est pas saine : le détail est au-dessus. Restaurez une sauvegarde.".into())
                .into())
        }
        Command::Duplicates { min_score, format: Lines::Jsonl } => duplicates(&open()?, min_score),
        Command::NotDuplicates { a, b, undo } => {
            let command = if undo { "maybe_duplicates" } else { "not_duplicates" };
            Ok(dispatch(open()?.vault(), command, json!({ "a": a, "b": b }))?)
        }
        Command::Merge(arguments) => merge::merge(&open()?, &arguments),
        Command::MergeCertain(arguments) => merge::merge_certain(&open()?, &arguments),
        Command::Conflicts(arguments) => merge::conflicts(&open()?, &arguments),
        Command::Demo { folder } => {
            let files = BaseFiles::in_folder(&absolute(&folder)?);
            demo::create(&files)?;
            Ok(json!({ "base": files.base, "key": *demo::key().to_hex() }))
        }
    }
}

/// One line a pair, as it is found; nothing is kept.
fn duplicates(base: &Base, least: f64) -> Result<Value, Failure> {
    let open = base.vault().open_base()?;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let written = open.core.read(|reader| {
        duplicate::each_pair(reader, &Progress::silent(), least, |pair| writeln!(out, "{}", json!(pair)))
    });
    match written {
        // A reader that stopped reading (`| head`) is no failure.
        Err(Error::File { .. }) => Ok(Value::Null),
        Err(error) => Err(error.into()),
        Ok(_) => {
            out.flush().map_err(Error::from)?;
            Ok(Value::Null)
        }
    }
}

fn info(base: &Base) -> Result<Value, Failure> {
    let vault = base.vault();
    let open = vault.open_base()?;
    Ok(json!({
        "version": env!("CARGO_PKG_VERSION"),
        "schema": store::SCHEMA,
        "sqlite": store::sqlite_version(),
        "file": open.core.path(),
        "status": dispatch(vault, "vault_status", json!({}))?,
        "contacts": dispatch(vault, "contact_counts", json!({}))?,
    }))
}

fn import(base: &Base, file: &Path, map: Option<&Path>, dry_run: bool) -> Result<Value, Failure> {
    let vault = base.vault();
    let path = absolute(file)?;
    let preview = dispatch(vault, "preview_import", json!({ "path": path }))?;
    let headers: Vec<String> = serde_json::from_value(preview["headers"].clone()).map_err(Error::from)?;
    let mut mapping: Vec<ImportField> = serde_json::from_value(preview["mapping"].clone()).map_err(Error::from)?;
    if let Some(map) = map {
        let text = std::fs::read_to_string(map).map_err(Error::from)?;
        let chosen: std::collections::HashMap<String, ImportField> = serde_json::from_str(&text)
            .map_err(|error| Failure::Usage(format!("--map: a JSON object of header → field is expected ({error})")))?;
        for (header, field) in chosen {
            let at = headers.iter().position(|known| *known == header).ok_or_else(|| {
                Failure::Usage(format!("--map: the file has no column « {header} » (it has {})", headers.join(", ")))
            })?;
            mapping[at] = field;
        }
    }
    let arguments = json!({ "task": "cli", "path": path, "mapping": mapping, "dry_run": dry_run });
    Ok(dispatch(vault, "import_contacts", arguments)?)
}

fn export_contacts(
    base: &Base,
    format: Format,
    output: Option<&Path>,
    view: &str,
    ids: Option<Vec<String>>,
) -> Result<Value, Failure> {
    let filter = view_filter(base, view)?;
    let ids: Option<Vec<ContactId>> = serde_json::from_value(json!(ids))
        .map_err(|_| Failure::Usage("--ids: ids of contacts are expected, separated by commas".to_owned()))?;
    let (format, extension) = match format {
        Format::Csv => (ExportFormat::Csv, "csv"),
        Format::Xlsx => (ExportFormat::Xlsx, "xlsx"),
        Format::Vcf => (ExportFormat::Vcf, "vcf"),
    };
    written_or_printed(output, extension, |path| {
        let path = absolute(path)?.display().to_string();
        let written = export::contacts(base.vault(), &Progress::silent(), path, format, filter, ids)?;
        Ok(json!({ "exported": written.count, "file": written.path }))
    })
}

/// A view of the list by its code, or one that somebody saved by its name.
fn view_filter(base: &Base, view: &str) -> Result<ContactFilter, Failure> {
    if let Ok(view) = serde_json::from_value::<ContactView>(json!(view)) {
        return Ok(ContactFilter::of_view(view));
    }
    let saved = dispatch(base.vault(), "saved_views", json!({}))?;
    let filter = saved.as_array().into_iter().flatten().find(|one| one["saved"]["name"] == view);
    let unknown = || Failure::Usage(format!("--view: unknown view « {view} »"));
    let filter = filter.ok_or_else(unknown)?["saved"]["filter"].clone();
    Ok(serde_json::from_value(filter).map_err(Error::from)?)
}

/// Writes to a file and tells about it; without a file, what is written goes to standard output.
fn written_or_printed(
    output: Option<&Path>,
    extension: &str,
    write: impl FnOnce(&Path) -> Result<Value, Failure>,
) -> Result<Value, Failure> {
    if let Some(path) = output {
        return write(path);
    }
    let path = std::env::temp_dir().join(format!("themisia-export-{}.{extension}", std::process::id()));
    let written = write(&path);
    let copied = written.and_then(|_| {
        let mut file = std::fs::File::open(&path).map_err(Error::from)?;
        std::io::copy(&mut file, &mut std::io::stdout()).map_err(Error::from)?;
        Ok(Value::Null)
    });
    let _ = std::fs::remove_file(&path);
    copied
}

fn hits(base: &Base, text: &str, limit: usize) -> Result<Vec<Value>, Failure> {
    let arguments = json!({ "text": text, "include_hidden": true, "limit": limit });
    let hits = dispatch(base.vault(), "search_contacts", arguments)?;
    let shown = |hit: &Value| {
        let contact = &hit["contact"];
        json!({
            "id": contact["id"], "name": contact["name"], "external_ref": contact["external_ref"],
            "status": contact["status"], "score": hit["score"],
        })
    };
    Ok(hits.as_array().map(|hits| hits.iter().map(shown).collect()).unwrap_or_default())
}

fn search(base: &Base, text: &str, limit: usize) -> Result<Value, Failure> {
    Ok(json!(hits(base, text, limit)?))
}

fn search_lines(base: &Base, limit: usize) -> Result<Value, Failure> {
    for line in std::io::stdin().lines() {
        let line = line.map_err(Error::from)?;
        let started = std::time::Instant::now();
        let hits = hits(base, &line, limit)?;
        let milliseconds = started.elapsed().as_secs_f64() * 1000.0;
        println!("{}", json!({ "query": line, "milliseconds": milliseconds, "hits": hits }));
    }
    Ok(Value::Null)
}

fn json_argument(text: Option<String>) -> Result<Value, Failure> {
    let text = match text.as_deref() {
        None => return Ok(json!({})),
        Some("-") => std::io::read_to_string(std::io::stdin()).map_err(Error::from)?,
        Some(text) => text.to_owned(),
    };
    serde_json::from_str(&text).map_err(|error| Failure::Usage(format!("the arguments are no JSON object: {error}")))
}

fn absolute(path: &Path) -> Result<PathBuf, ApiError> {
    std::path::absolute(path).map_err(|error| (&Error::from(error)).into())
}
