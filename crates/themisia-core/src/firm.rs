//! The firm, its users and devices, and the settings of this device.

pub mod compliance;
pub mod logo;
pub mod settings;

use rusqlite::{Connection, OptionalExtension, named_params};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

use crate::core::{Core, Signer, Tx};
use crate::error::{Error, Result};
use crate::ids::{DeviceId, FirmId, UserId};
use crate::op::Op;
use crate::vault::{NewBase, Vault, text};
use crate::{quality, sql_enum};

pub(crate) use settings::{read_series, series};

sql_enum! {
    /// *Associé* is a partner, *collaborateur* an associate.
    pub enum Grade {
        Partner = "partner",
        Associate = "associate",
        OfCounsel = "of_counsel",
        Trainee = "trainee",
        Paralegal = "paralegal",
        Assistant = "assistant",
    }
}

impl Grade {
    /// As a group, in the rates: « collaborateurs ».
    pub fn french(self) -> &'static str {
        match self {
            Grade::Partner => "associés",
            Grade::Associate => "collaborateurs",
            Grade::OfCounsel => "of counsel",
            Grade::Trainee => "stagiaires",
            Grade::Paralegal => "juristes",
            Grade::Assistant => "assistants",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct User {
    pub id: UserId,
    pub name: String,
    pub grade: Grade,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Device {
    pub id: DeviceId,
    pub name: String,
}

sql_enum! {
    /// What the desktop is told outside the window. Discreet: how many, and no name; a locked screen may show it.
    pub enum DesktopNotices {
        Off = "off",
        Discreet = "discreet",
        Titles = "titles",
    }
}

fn discreet() -> DesktopNotices {
    DesktopNotices::Discreet
}

/// Settings of this device only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DeviceSettings {
    /// Minutes without a key or the mouse after which the base closes; 0 for never.
    pub idle_lock_minutes: u32,
    pub backup_folder: String,
    pub automatic_backup: bool,
    /// Whose e-mails (.eml, .msg) come into the journal by themselves; empty: none.
    #[serde(default)]
    pub watched_folder: String,
    #[serde(default = "discreet")]
    pub desktop_notices: DesktopNotices,
}

/// There is one firm in a base; its id is fixed, so that it is the same row everywhere.
fn firm_id() -> FirmId {
    Uuid::new_v5(&Uuid::NAMESPACE_OID, b"themisia firm").into()
}

/// The first rows of a new base: firm, user, device, usual qualities.
pub(crate) fn found(core: &Core, new: &NewBase) -> Result<()> {
    let user_name = required("user_name", &new.user_name, "Indiquez votre nom : il signe chaque modification.")?;
    let firm_name = new.firm_name.trim();
    let signer = Signer { user: core.new_id().into(), device: core.new_id().into() };
    core.sign_as(signer);
    core.transact(Op::Init, |tx| {
        tx.execute("insert into firm (id, name) values (?1, ?2)", (firm_id(), firm_name))?;
        tx.execute("insert into user (id, name, grade) values (?1, ?2, ?3)", (signer.user, &user_name, new.grade))?;
        tx.execute("insert into device (id, name) values (?1, ?2)", (signer.device, device_name()))?;
        quality::seed(tx)?;
        tx.label(firm_name);
        Ok(())
    })?;
    core.write_local(|conn| {
        set_local_setting(conn, "user", Some(&signer.user.to_string()))?;
        set_local_setting(conn, "device", Some(&signer.device.to_string()))
    })
}

/// Who writes on this device.
pub(crate) fn signer(conn: &Connection) -> Result<Signer> {
    let id = |key: &str| -> Result<Uuid> {
        let text = local_setting(conn, key)?.unwrap_or_default();
        text.parse()
            .map_err(|_| Error::Damaged("Cette base ne dit pas qui s’en sert. Restaurez une sauvegarde.".into()))
    };
    Ok(Signer { user: id("user")?.into(), device: id("device")?.into() })
}

pub fn name(conn: &Connection) -> Result<String> {
    let name = conn.query_row("select name from firm where id = ?1", [firm_id()], |row| row.get(0)).optional()?;
    Ok(name.unwrap_or_default())
}

pub fn user(conn: &Connection, id: UserId) -> Result<User> {
    Ok(conn.query_row("select id, name, grade from user where id = ?1", [id], |row| {
        Ok(User { id: row.get(0)?, name: row.get(1)?, grade: row.get(2)? })
    })?)
}

/// Everybody who signs in this base, by name.
pub fn users(conn: &Connection) -> Result<Vec<User>> {
    let users = conn
        .prepare_cached("select id, name, grade from user order by name, id")?
        .query_map([], |row| Ok(User { id: row.get(0)?, name: row.get(1)?, grade: row.get(2)? }))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(users)
}

pub fn device(conn: &Connection, id: DeviceId) -> Result<Device> {
    Ok(conn.query_row("select id, name from device where id = ?1", [id], |row| {
        Ok(Device { id: row.get(0)?, name: row.get(1)? })
    })?)
}

pub fn save_user(tx: &Tx, user: User) -> Result<User> {
    let name = required("user_name", &user.name, "Indiquez un nom.")?;
    let changed = tx.execute(
        "update user set name = :name, grade = :grade where id = :id",
        named_params! { ":id": user.id, ":name": name, ":grade": user.grade },
    )?;
    tx.label(name.as_str());
    if changed == 0 { Err(Error::NotFound) } else { Ok(User { name, ..user }) }
}

pub fn save_firm(tx: &Tx, firm_name: String) -> Result<String> {
    let name = firm_name.trim().to_owned();
    tx.execute("update firm set name = ?2 where id = ?1", (firm_id(), &name))?;
    tx.label(name.as_str());
    Ok(name)
}

pub fn device_settings(vault: &Vault) -> Result<DeviceSettings> {
    let default = DeviceSettings {
        idle_lock_minutes: 0,
        backup_folder: text(&vault.backup_folder()),
        automatic_backup: true,
        watched_folder: String::new(),
        desktop_notices: discreet(),
    };
    let open = vault.open_base()?;
    open.core.read(|reader| {
        let kept = local_setting(reader, "device_settings")?;
        Ok(kept.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or(default))
    })
}

/// # Errors
/// `Invalid` for an idle lock without a passphrase: the key store would open the base again for anybody.
pub fn save_device_settings(vault: &Vault, settings: DeviceSettings) -> Result<DeviceSettings> {
    let open = vault.open_base()?;
    if settings.idle_lock_minutes > 0 && !vault.key_file(&open).has_passphrase() {
        return Err(Error::invalid(
            "idle_lock_minutes",
            "needs_passphrase",
            "Le verrouillage automatique demande une phrase secrète : choisissez-en une d’abord.",
        ));
    }
    if !settings.watched_folder.is_empty() && !std::path::Path::new(&settings.watched_folder).is_dir() {
        return Err(Error::invalid(
            "watched_folder",
            "no_folder",
            "Ce dossier n’existe pas sur ce poste : choisissez celui où vous enregistrez vos e-mails.",
        ));
    }
    let json = serde_json::to_string(&settings)?;
    open.core.write_local(|conn| set_local_setting(conn, "device_settings", Some(&json)))?;
    Ok(settings)
}

pub(crate) fn local_setting(conn: &Connection, key: &str) -> Result<Option<String>> {
    Ok(conn
        .prepare_cached("select value from local_setting where key = ?1")?
        .query_row([key], |row| row.get(0))
        .optional()?)
}

pub(crate) fn set_local_setting(conn: &Connection, key: &str, value: Option<&str>) -> Result<()> {
    match value {
        Some(value) => conn.execute(
            "insert into local_setting (key, value) values (?1, ?2) on conflict (key) do update set value = excluded.value",
            (key, value),
        )?,
        None => conn.execute("delete from local_setting where key = ?1", [key])?,
    };
    Ok(())
}

fn required(field: &str, text: &str, message: &str) -> Result<String> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.is_empty() { Err(Error::invalid(field, "required", message)) } else { Ok(text) }
}

/// The name of the computer, as its owner knows it.
fn device_name() -> String {
    let from_file = std::fs::read_to_string("/etc/hostname").ok();
    let from_environment = std::env::var("COMPUTERNAME").or_else(|_| std::env::var("HOSTNAME")).ok();
    from_file
        .or(from_environment)
        .map(|name| name.trim().to_owned())
        .filter(|name| !name.is_empty())
        .unwrap_or_else(|| "Ce poste".to_owned())
}
