//! What the page is told of the vault.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::recovery_code::Code;
use crate::error::ApiError;
use crate::firm::{Device, Grade, User};

/// What the program tells the page by itself.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
#[ts(rename = "ThemisiaEvent")]
pub enum Event {
    /// Rows of these tables changed: every view on them loads again.
    Changed {
        tables: Vec<String>,
    },
    Progress {
        task: String,
        phase: String,
        #[ts(type = "number")]
        done: u64,
        #[ts(type = "number | null")]
        total: Option<u64>,
    },
    Vault {
        status: VaultStatus,
    },
}

#[derive(Debug, Clone, Serialize, TS)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum VaultStatus {
    FirstRun {
        folder: String,
        key_store: bool,
    },
    Locked {
        folder: String,
        way: UnlockWay,
        reason: LockReason,
        /// Whether the system has a key store to put the key back into.
        key_store: bool,
    },
    Refused {
        folder: String,
        error: ApiError,
    },
    Open {
        folder: String,
        demo: bool,
        recovery_confirmed: bool,
        protection: Protection,
        firm_name: String,
        user: User,
        device: Device,
    },
}

/// What opens a locked base: the passphrase, the key of the system's store, or only the recovery code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum UnlockWay {
    Passphrase,
    KeyStore,
    RecoveryCode,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum LockReason {
    Locked,
    KeyMissing,
    KeyStoreUnavailable,
    KeyWrong,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Protection {
    KeyStore,
    Passphrase,
}

#[derive(Debug, Clone, Deserialize, Serialize, TS)]
pub struct NewBase {
    pub firm_name: String,
    pub user_name: String,
    pub grade: Grade,
    pub passphrase: Option<String>,
}

#[derive(Debug, Clone, Serialize, TS)]
#[ts(rename = "RecoveryCode")]
pub struct ShownCode {
    pub code: String,
    pub groups: Vec<String>,
}

impl From<&Code> for ShownCode {
    fn from(code: &Code) -> Self {
        ShownCode { code: code.groups().join("-"), groups: code.groups() }
    }
}
