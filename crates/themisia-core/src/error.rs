//! What can go wrong, for three readers: a code for the program, a French sentence for the person, a cause for the log.
//!
//! A variant exists only where the screen or the caller does something different.

use serde::Serialize;
use ts_rs::TS;

pub type Result<T, E = Error> = std::result::Result<T, E>;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("Cette fiche ou cet élément n’existe plus. Actualisez la liste.")]
    NotFound,
    #[error("{message}")]
    Invalid { field: String, reason: &'static str, message: String },
    #[error("La base est verrouillée. Déverrouillez-la pour continuer.")]
    Locked,
    #[error("{0}")]
    WrongSecret(&'static str),
    #[error(
        "Cette base a été créée par une version plus récente de Themisia (schéma {found}, cette version en connaît {known}). Mettez Themisia à jour sur ce poste."
    )]
    NewerSchema { found: u32, known: u32 },
    #[error("Cette base est déjà ouverte par une autre fenêtre ou un autre programme. Fermez-le, puis réessayez.")]
    AlreadyOpen,
    #[error(
        "Le dossier « {folder} » est {what}. Une base chiffrée y serait abîmée par la synchronisation : choisissez un dossier local du disque."
    )]
    UnsafeFolder { folder: String, what: String },
    #[error(
        "Il y a déjà des fichiers Themisia dans « {0} ». Rien n’a été modifié : restaurez une sauvegarde ou choisissez un autre dossier."
    )]
    BaseExists(String),
    #[error("{0}")]
    Damaged(String),
    #[error(
        "Le disque est plein : la modification n’a pas été enregistrée, rien n’est perdu. Libérez de la place, puis réessayez."
    )]
    DiskFull,
    #[error("Cette opération ne peut pas être annulée entièrement : des données ont changé depuis.")]
    CannotUndo(Vec<Blocker>),
    #[error("Le trousseau de clés de l’ordinateur ne répond pas. Déverrouillez la session, puis réessayez.")]
    KeyStore(String),
    #[error("{message}")]
    File { message: String, cause: String },
    #[error("Opération interrompue à votre demande. Ce qui avait été écrit a été retiré.")]
    Cancelled,
    #[error("Une autre opération longue est en cours. Attendez qu’elle se termine.")]
    Busy,
    #[error("Commande inconnue : {0}.")]
    UnknownCommand(String),
    #[error("Une erreur inattendue s’est produite ; rien n’a été enregistré. Réessayez, puis relancez Themisia.")]
    Internal(String),
}

/// A part of an operation that can't be taken back as it stands: what the operation had left there is no longer there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Blocker {
    pub table: String,
    /// Name of the thing, as people call it.
    pub record: String,
    pub field: Option<String>,
    pub kind: BlockerKind,
    pub expected: String,
    pub found: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum BlockerKind {
    ChangedSince,
    DeletedSince,
    StillReferenced,
    ExistsAgain,
    /// The contact was merged; `found` names the one that is kept.
    MergedSince,
    /// Came to the kept contact since the merge, and stays with the one that `found` names. Without `record`: `expected` more.
    CameSince,
    /// Came since the merge, hangs on what goes back, and goes with it to the contact that `found` names.
    FollowsSince,
    /// A payment of the contact that `expected` names will pay an invoice of the one that `found` names.
    PartedSince,
    /// Kept for good, by law or by the rules of the profession.
    Unalterable,
}

/// An error as the page and the command line receive it.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ApiError {
    pub code: ErrorCode,
    pub message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub field: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub blockers: Option<Vec<Blocker>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    NotFound,
    Invalid,
    Locked,
    WrongSecret,
    NewerSchema,
    AlreadyOpen,
    UnsafeFolder,
    BaseExists,
    Damaged,
    DiskFull,
    CannotUndo,
    KeyStore,
    File,
    Cancelled,
    Busy,
    UnknownCommand,
    Internal,
}

impl Error {
    pub fn invalid(field: &str, reason: &'static str, message: impl Into<String>) -> Self {
        Error::Invalid { field: field.to_owned(), reason, message: message.into() }
    }

    pub fn file(message: impl Into<String>, cause: impl std::fmt::Display) -> Self {
        Error::File { message: message.into(), cause: cause.to_string() }
    }

    pub fn code(&self) -> ErrorCode {
        match self {
            Error::NotFound => ErrorCode::NotFound,
            Error::Invalid { .. } => ErrorCode::Invalid,
            Error::Locked => ErrorCode::Locked,
            Error::WrongSecret(_) => ErrorCode::WrongSecret,
            Error::NewerSchema { .. } => ErrorCode::NewerSchema,
            Error::AlreadyOpen => ErrorCode::AlreadyOpen,
            Error::UnsafeFolder { .. } => ErrorCode::UnsafeFolder,
            Error::BaseExists(_) => ErrorCode::BaseExists,
            Error::Damaged(_) => ErrorCode::Damaged,
            Error::DiskFull => ErrorCode::DiskFull,
            Error::CannotUndo(_) => ErrorCode::CannotUndo,
            Error::KeyStore(_) => ErrorCode::KeyStore,
            Error::File { .. } => ErrorCode::File,
            Error::Cancelled => ErrorCode::Cancelled,
            Error::Busy => ErrorCode::Busy,
            Error::UnknownCommand(_) => ErrorCode::UnknownCommand,
            Error::Internal(_) => ErrorCode::Internal,
        }
    }

    /// What the log may keep: no personal data, so never the sentence.
    pub fn cause(&self) -> String {
        match self {
            Error::Internal(cause) | Error::KeyStore(cause) | Error::File { cause, .. } => cause.clone(),
            other => format!("{:?}", other.code()),
        }
    }
}

impl From<&Error> for ApiError {
    fn from(error: &Error) -> Self {
        let (field, reason, blockers) = match error {
            Error::Invalid { field, reason, .. } => (Some(field.clone()), Some((*reason).to_owned()), None),
            Error::CannotUndo(blockers) => (None, None, Some(blockers.clone())),
            _ => (None, None, None),
        };
        ApiError { code: error.code(), message: error.to_string(), field, reason, blockers }
    }
}

impl Error {
    /// What an error of SQLite says of the file or the disk; `None` when it says something else.
    pub(crate) fn of_the_file(error: &rusqlite::Error) -> Option<Error> {
        use rusqlite::ErrorCode as Code;
        match error.sqlite_error_code()? {
            Code::DiskFull => Some(Error::DiskFull),
            Code::DatabaseBusy | Code::DatabaseLocked => Some(Error::AlreadyOpen),
            Code::DatabaseCorrupt | Code::NotADatabase => Some(Error::Damaged(
                "Le fichier de la base est illisible ou abîmé. Il n’a pas été modifié : restaurez une sauvegarde."
                    .to_owned(),
            )),
            _ => None,
        }
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        match Error::of_the_file(&error) {
            Some(told) => told,
            None if error == rusqlite::Error::QueryReturnedNoRows => Error::NotFound,
            None => Error::Internal(error.to_string()),
        }
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => Error::DiskFull,
            std::io::ErrorKind::NotFound => {
                Error::file("Ce fichier ou ce dossier n’existe pas. Vérifiez le chemin.", error)
            }
            std::io::ErrorKind::PermissionDenied => Error::file(
                "Themisia n’a pas le droit d’écrire ou de lire à cet endroit. Choisissez un autre dossier.",
                error,
            ),
            _ => Error::file("Le fichier n’a pas pu être lu ou écrit. Vérifiez le disque, puis réessayez.", error),
        }
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Error::Invalid {
            field: String::new(),
            reason: "malformed_arguments",
            message: format!("Les arguments de la commande ne sont pas de la forme attendue : {error}."),
        }
    }
}
