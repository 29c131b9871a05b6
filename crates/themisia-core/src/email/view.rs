//! An e-mail as it is shown: its text, and its HTML without anything that runs, loads or leads elsewhere.
//!
//! The HTML comes from the message as it was kept, each time it is looked at. The page shows it in a frame without any right
//! (`sandbox`), under a policy that loads nothing: three walls, each of which would do.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use rusqlite::OptionalExtension;
use serde::Serialize;
use ts_rs::TS;

use super::read::{self, LARGEST, Mail};
use crate::document::Hash;
use crate::document::text::guarded;
use crate::error::{Error, Result};
use crate::ids::{InteractionId, RecordId};
use crate::journal::{self, EmailPerson};
use crate::vault::Vault;

#[derive(Debug, Clone, Serialize, TS)]
pub struct EmailView {
    pub subject: String,
    pub at: String,
    pub people: Vec<EmailPerson>,
    pub text: String,
    /// Empty when the message has none, or its file is not on this device.
    pub html: String,
    /// Pictures and other things that the HTML would have loaded from elsewhere.
    pub blocked: u32,
    /// The message as it came: a version of a document, to open or to save.
    pub original: Option<RecordId>,
    pub problem: String,
}

/// Bytes of pictures that go with the HTML.
const MOST_PICTURES: usize = 6 << 20;

/// # Errors
/// `NotFound`; `Invalid` for what is no e-mail.
pub fn view(vault: &Vault, id: InteractionId) -> Result<EmailView> {
    let open = vault.open_base()?;
    let (interaction, original) = open.core.read(|reader| {
        let original: Option<(RecordId, Hash)> = reader
            .prepare_cached(
                "select document_version.id, hash from document join document_version on document_version.document = document.id
                 where interaction = ?1 and part = 'message' order by added_at limit 1",
            )?
            .query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        Ok((journal::get(reader, id)?, original))
    })?;
    if interaction.draft.kind != journal::InteractionKind::Email {
        return Err(Error::invalid("id", "no_email", "Cet échange n’est pas un e-mail."));
    }
    let mut view = EmailView {
        subject: interaction.draft.subject,
        at: interaction.draft.at,
        people: interaction.people,
        text: interaction.draft.body,
        html: String::new(),
        blocked: 0,
        original: original.as_ref().map(|(version, _)| *version),
        problem: interaction.problem,
    };
    if let Some((_, hash)) = original
        && open.blobs.contains(&hash.0)
    {
        match open.blobs.read(&hash.0, LARGEST) {
            Ok(bytes) => {
                let shown = guarded(move || read::read(bytes).map(|mail| safe_html(&mail)));
                (view.html, view.blocked) = shown.unwrap_or_default();
            }
            Err(Error::Damaged(reason)) => view.problem = format!("{} {reason}", view.problem).trim().to_owned(),
            Err(error) => return Err(error),
        }
    }
    Ok(view)
}

/// The HTML of a message with its own pictures in it, and how many things it would have loaded from elsewhere.
pub fn safe_html(mail: &Mail) -> (String, u32) {
    if mail.html.trim().is_empty() {
        return (String::new(), 0);
    }
    let mut left = MOST_PICTURES;
    let mut pictures: HashMap<String, String> = HashMap::new();
    for (id, picture) in &mail.pictures {
        let shown = ["image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp"].contains(&&*picture.media_type);
        if shown && picture.bytes.len() <= left {
            left -= picture.bytes.len();
            pictures.insert(
                format!("cid:{id}"),
                format!("data:{};base64,{}", picture.media_type, BASE64.encode(&picture.bytes)),
            );
        }
    }
    let blocked = Arc::new(AtomicU32::new(0));
    let told = Arc::clone(&blocked);
    let mut cleaner = ammonia::Builder::default();
    cleaner
        .url_schemes(["cid", "http", "https", "mailto"].into())
        .url_relative(ammonia::UrlRelative::Deny)
        .rm_tags(["map", "area"])
        .link_rel(None)
        .attribute_filter(move |element, attribute, value| match (element, attribute) {
            ("img", "src") => {
                let picture = pictures.get(value.trim()).cloned();
                if picture.is_none() {
                    told.fetch_add(1, Ordering::Relaxed);
                }
                picture.map(Cow::Owned)
            }
            // A link is text here: it leads nowhere.
            ("a", "href") => None,
            _ => Some(Cow::Borrowed(value)),
        });
    let html = cleaner.clean(&mail.html).to_string();
    (html, blocked.load(Ordering::Relaxed))
}
