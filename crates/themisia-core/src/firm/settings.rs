//! What the firm prints on its invoices, its thresholds, its VAT rates and the series of this device.

use rusqlite::{Connection, OptionalExtension, named_params};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::firm_id;
use crate::contact::{identifier, one_line};
use crate::core::{Reader, Tx};
use crate::day::Day;
use crate::error::{Error, Result};
use crate::ids::{DeviceId, RecordId};
use crate::money::Cents;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct FirmSettings {
    pub legal_name: String,
    /// « SELARL », « AARPI », « EI »…
    pub legal_form: String,
    pub street: String,
    pub postal_code: String,
    pub town: String,
    pub country: String,
    pub phone: String,
    pub email: String,
    pub siren: String,
    pub vat_number: String,
    /// No VAT is asked (CGI art. 293 B).
    pub vat_exempt: bool,
    pub bank: String,
    pub iban: String,
    pub bic: String,
    /// As printed: « 10 000 € ».
    pub share_capital: String,
    /// Days from issue to the due date.
    pub payment_days: u32,
    /// An invoice overdue by more than this is a doubtful debt.
    pub doubtful_after_days: u32,
    /// Late interest as agreed; empty: three times the legal rate (C. com. art. L. 441-10).
    pub interest: String,
    /// The flat indemnity for collection costs, of professionals (C. com. art. D. 441-5).
    pub indemnity_cents: Cents,
    /// Printed at the foot of an invoice.
    pub mentions: String,
    /// The letter of the series of this device; empty until its first invoice.
    pub series: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct VatRate {
    pub id: Option<RecordId>,
    pub name: String,
    /// 2000 is 20 %.
    pub basis_points: u32,
    pub starts_on: Day,
    #[serde(default)]
    pub ends_on: Option<Day>,
}

pub fn firm_settings(reader: &Reader) -> Result<FirmSettings> {
    Ok(FirmSettings { series: read_series(reader, reader.core.signer()?.device)?, ..read(reader)? })
}

/// The settings without the series, which is a device's.
pub(crate) fn read(conn: &Connection) -> Result<FirmSettings> {
    Ok(conn.prepare_cached("select * from firm where id = ?1")?.query_row([firm_id()], |row| {
        Ok(FirmSettings {
            legal_name: row.get("legal_name")?,
            legal_form: row.get("legal_form")?,
            street: row.get("street")?,
            postal_code: row.get("postal_code")?,
            town: row.get("town")?,
            country: row.get("country")?,
            phone: row.get("phone")?,
            email: row.get("email")?,
            siren: row.get("siren")?,
            vat_number: row.get("vat_number")?,
            vat_exempt: row.get("vat_exempt")?,
            bank: row.get("bank")?,
            iban: row.get("iban")?,
            bic: row.get("bic")?,
            share_capital: row.get("share_capital")?,
            payment_days: row.get("payment_days")?,
            doubtful_after_days: row.get("doubtful_after_days")?,
            interest: row.get("interest")?,
            indemnity_cents: row.get("indemnity_cents")?,
            mentions: row.get("mentions")?,
            series: String::new(),
        })
    })?)
}

/// # Errors
/// `Invalid` for a wrong SIREN, VAT number or IBAN, days out of bounds, or a series that has begun or is another device's.
pub fn save_firm_settings(tx: &Tx, settings: FirmSettings) -> Result<FirmSettings> {
    let checked = |field: &str, value: &str, check: fn(&str) -> identifier::Checked| -> Result<String> {
        let value = one_line(value);
        if value.is_empty() {
            return Ok(value);
        }
        check(&value).map_err(|complaint| Error::invalid(field, complaint.reason, complaint.message))
    };
    let siren = checked("siren", &settings.siren, identifier::siren)?;
    let vat_number = checked("vat_number", &settings.vat_number, identifier::vat_number)?;
    if !siren.is_empty() && vat_number.starts_with("FR") && !vat_number.ends_with(&siren) {
        let message = "Ce numéro de TVA n’est pas celui de ce SIREN : ses neuf derniers chiffres devraient l’être.";
        return Err(Error::invalid("vat_number", "other_siren", message));
    }
    let iban = checked("iban", &settings.iban, identifier::iban)?;
    let bic = checked("bic", &settings.bic, identifier::bic)?;
    let email = checked("email", &settings.email, identifier::email)?;
    for (field, days, most) in
        [("payment_days", settings.payment_days, 365), ("doubtful_after_days", settings.doubtful_after_days, 3650)]
    {
        if days > most {
            return Err(Error::invalid(field, "too_large", format!("Indiquez au plus {most} jours.")));
        }
    }
    tx.execute(
        "update firm set legal_name = :legal_name, legal_form = :legal_form, street = :street, postal_code = :postal_code,
             town = :town, country = :country, phone = :phone, email = :email, siren = :siren, vat_number = :vat_number,
             vat_exempt = :vat_exempt, bank = :bank, iban = :iban, bic = :bic, share_capital = :share_capital,
             payment_days = :payment_days, doubtful_after_days = :doubtful_after_days, interest = :interest,
             indemnity_cents = :indemnity, mentions = :mentions
         where id = :id",
        named_params! {
            ":id": firm_id(), ":legal_name": one_line(&settings.legal_name), ":legal_form": one_line(&settings.legal_form),
            ":street": settings.street.trim(), ":postal_code": one_line(&settings.postal_code),
            ":town": one_line(&settings.town), ":country": one_line(&settings.country),
            ":phone": identifier::phone(&settings.phone), ":email": email, ":siren": siren,
            ":vat_number": vat_number, ":vat_exempt": settings.vat_exempt, ":bank": one_line(&settings.bank), ":iban": iban,
            ":bic": bic, ":share_capital": one_line(&settings.share_capital),
            ":payment_days": settings.payment_days, ":doubtful_after_days": settings.doubtful_after_days,
            ":interest": one_line(&settings.interest), ":indemnity": settings.indemnity_cents.checked("indemnity_cents")?,
            ":mentions": settings.mentions.trim(),
        },
    )?;
    choose_series(tx, &settings.series)?;
    tx.label(super::name(tx)?);
    Ok(FirmSettings { series: read_series(tx, tx.signer.device)?, ..read(tx)? })
}

fn choose_series(tx: &Tx, asked: &str) -> Result<()> {
    let asked = one_line(asked).to_uppercase();
    let now = read_series(tx, tx.signer.device)?;
    if asked == now || asked.is_empty() {
        return Ok(());
    }
    if asked.len() > 4 || !asked.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return Err(Error::invalid("series", "malformed", "Une série est faite d’une à quatre lettres : A, B, LYON…"));
    }
    let begun = tx.prepare_cached("select 1 from invoice where series = ?1 and number <> ''")?.exists([&now])?;
    if begun && !now.is_empty() {
        return Err(Error::invalid(
            "series",
            "begun",
            format!("La série {now} de ce poste est commencée : elle ne change plus."),
        ));
    }
    let taken = tx
        .prepare_cached("select 1 from device where series = ?1 and id <> ?2 union all select 1 from invoice where series = ?1 and number <> ''")?
        .exists((&asked, tx.signer.device))?;
    if taken {
        return Err(Error::invalid("series", "taken", format!("La série {asked} est celle d’un autre poste.")));
    }
    tx.execute("update device set series = ?2 where id = ?1", (tx.signer.device, &asked))?;
    Ok(())
}

/// The series of a device; the first free letter is given to one that has none yet.
pub(crate) fn series(tx: &Tx, device: DeviceId) -> Result<String> {
    let known = read_series(tx, device)?;
    if !known.is_empty() {
        return Ok(known);
    }
    let taken: Vec<String> = tx
        .prepare_cached("select series from device union select series from invoice where number <> ''")?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let letters = ('A'..='Z').map(String::from);
    let pairs = ('A'..='Z').flat_map(|first| ('A'..='Z').map(move |second| format!("{first}{second}")));
    let free = letters
        .chain(pairs)
        .find(|letter| !taken.contains(letter))
        .ok_or_else(|| Error::Internal("no series is left".into()))?;
    tx.execute("update device set series = ?2 where id = ?1", (device, &free))?;
    Ok(free)
}

pub(crate) fn read_series(conn: &Connection, device: DeviceId) -> Result<String> {
    let series = conn.query_row("select series from device where id = ?1", [device], |row| row.get(0)).optional()?;
    Ok(series.unwrap_or_default())
}

/// The VAT rates: the first is the one proposed.
pub fn vat_rates(conn: &Connection) -> Result<Vec<VatRate>> {
    let rates = conn
        .prepare_cached("select id, name, basis_points, starts_on, ends_on from vat_rate order by ends_on is not null, position, name, id")?
        .query_map([], |row| {
            Ok(VatRate {
                id: row.get(0)?,
                name: row.get(1)?,
                basis_points: row.get(2)?,
                starts_on: row.get(3)?,
                ends_on: row.get(4)?,
            })
        })?
        .collect::<rusqlite::Result<_>>()?;
    Ok(rates)
}

/// # Errors
/// `Invalid` without a name, above 100 %, or for dates in the wrong order; `NotFound`.
pub fn save_vat_rate(tx: &Tx, rate: VatRate) -> Result<VatRate> {
    let name = one_line(&rate.name);
    if name.is_empty() {
        return Err(Error::invalid("name", "required", "Donnez un nom à ce taux."));
    }
    if rate.basis_points > 10_000 {
        return Err(Error::invalid("basis_points", "above_100", "Un taux de TVA ne dépasse pas 100 %."));
    }
    if rate.ends_on.is_some_and(|ends| ends < rate.starts_on) {
        return Err(Error::invalid("ends_on", "before_start", "La fin est avant le début."));
    }
    let id = rate.id.unwrap_or_else(|| tx.new_id());
    let written = tx.execute(
        if rate.id.is_none() {
            "insert into vat_rate (id, name, basis_points, starts_on, ends_on, position)
             values (:id, :name, :points, :starts_on, :ends_on, (select coalesce(max(position), 0) + 1 from vat_rate))"
        } else {
            "update vat_rate set name = :name, basis_points = :points, starts_on = :starts_on, ends_on = :ends_on where id = :id"
        },
        named_params! {
            ":id": id, ":name": name, ":points": rate.basis_points, ":starts_on": rate.starts_on, ":ends_on": rate.ends_on,
        },
    )?;
    if written == 0 {
        return Err(Error::NotFound);
    }
    tx.label(name.as_str());
    Ok(VatRate { id: Some(id), name, ..rate })
}
