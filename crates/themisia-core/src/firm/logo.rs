//! The firm's logo: read from a picture, kept as PNG, printed on its letters.

use std::fs::File;
use std::io::{Cursor, Read};
use std::path::Path;

use base64::Engine;
use image::{DynamicImage, ImageFormat, ImageReader, Limits};
use rusqlite::{Connection, OptionalExtension};
use serde::Serialize;
use ts_rs::TS;
use uuid::Uuid;

use super::firm_id;
use crate::core::Tx;
use crate::error::{Error, Result};
use crate::ids::RecordId;

/// Bytes of the file that is read.
const LARGEST_FILE: u64 = 5 * 1024 * 1024;
/// Pixels of a side of what is read.
const LARGEST_SIDE: u32 = 8000;
/// Pixels of a side of what is kept: 400 to an inch on the paper.
const KEPT_SIDE: u32 = 1000;

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct Logo {
    pub width: u32,
    pub height: u32,
    /// PNG, in base 64.
    pub png: String,
}

/// Takes a picture from [`read`] for the firm's logo, or takes the logo away.
pub fn set(tx: &Tx, image: Option<Vec<u8>>) -> Result<Option<Logo>> {
    if let Some(before) = current(tx)?
        && image.as_ref() != Some(&before)
    {
        tx.execute(
            "insert into former_logo (id, image) values (?1, ?2) on conflict (id) do nothing",
            (id_of(&before), &before),
        )?;
    }
    tx.execute("update firm set logo = ?2 where id = ?1", (firm_id(), image))?;
    tx.label(super::name(tx)?);
    get(tx)
}

pub fn get(conn: &Connection) -> Result<Option<Logo>> {
    let Some(png) = current(conn)? else { return Ok(None) };
    let (width, height) =
        ImageReader::with_format(Cursor::new(&png), ImageFormat::Png).into_dimensions().map_err(|error| {
            Error::Damaged(format!("Le logo enregistré est illisible ({error}). Choisissez-le à nouveau."))
        })?;
    Ok(Some(Logo { width, height, png: base64::engine::general_purpose::STANDARD.encode(png) }))
}

/// Which logo is on the letters now.
pub(crate) fn current_id(conn: &Connection) -> Result<Option<RecordId>> {
    Ok(current(conn)?.map(|image| id_of(&image)))
}

/// The logo that a document was issued with.
pub(crate) fn printed(conn: &Connection, id: Option<RecordId>) -> Result<Option<Vec<u8>>> {
    let Some(id) = id else { return Ok(None) };
    if let Some(image) = current(conn)?.filter(|image| id_of(image) == id) {
        return Ok(Some(image));
    }
    Ok(conn.query_row("select image from former_logo where id = ?1", [id], |row| row.get(0)).optional()?)
}

fn current(conn: &Connection) -> Result<Option<Vec<u8>>> {
    let logo = conn
        .prepare_cached("select logo from firm where id = ?1")?
        .query_row([firm_id()], |row| row.get(0))
        .optional()?;
    Ok(logo.flatten())
}

fn id_of(image: &[u8]) -> RecordId {
    Uuid::new_v5(&firm_id().0, image).into()
}

/// A PNG or JPEG picture as it is kept: without what a camera or a program wrote beside it, no larger than paper shows.
///
/// # Errors
/// `Invalid` for a file that is too large, or that is no picture of these kinds; `File` when it can't be read.
pub fn read(path: &Path) -> Result<Vec<u8>> {
    let file = File::open(path)?;
    if !file.metadata()?.is_file() {
        return Err(unreadable("ce n’est pas un fichier"));
    }
    let mut bytes = Vec::new();
    file.take(LARGEST_FILE + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST_FILE {
        return Err(Error::invalid("path", "too_large", "Cette image dépasse 5 Mo. Choisissez-en une plus petite."));
    }
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format()?;
    if !matches!(reader.format(), Some(ImageFormat::Png | ImageFormat::Jpeg)) {
        return Err(unreadable("ce n’est ni un PNG ni un JPEG"));
    }
    let mut limits = Limits::default();
    limits.max_image_width = Some(LARGEST_SIDE);
    limits.max_image_height = Some(LARGEST_SIDE);
    limits.max_alloc = Some(512 * 1024 * 1024);
    reader.limits(limits);
    let mut image = reader.decode().map_err(|error| unreadable(&error.to_string()))?;
    if image.width() > KEPT_SIDE || image.height() > KEPT_SIDE {
        image = image.thumbnail(KEPT_SIDE, KEPT_SIDE);
    }
    let image = if image.color().has_alpha() {
        DynamicImage::from(image.into_rgba8())
    } else {
        DynamicImage::from(image.into_rgb8())
    };
    let mut kept = Cursor::new(Vec::new());
    image.write_to(&mut kept, ImageFormat::Png).map_err(|error| Error::Internal(error.to_string()))?;
    Ok(kept.into_inner())
}

fn unreadable(why: &str) -> Error {
    Error::invalid("path", "not_an_image", format!("Cette image ne se lit pas ({why}). Choisissez un PNG ou un JPEG."))
}
