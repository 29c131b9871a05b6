//! An e-mail as far as it can be read: what is wrong with it is said, never a reason to lose it.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use mail_parser::{Address, Message, MessageParser, MimeHeaders, PartType};

use super::outlook;
use crate::contact::one_line;
use crate::document::clean_name;
use crate::document::text::{decoded, guarded, of_html, tidy};
use crate::journal::{EmailPerson, InteractionPart};
use crate::vault::blob::is_direction;

/// Larger files are refused before they are read: the message is parsed in memory.
pub const LARGEST: u64 = 100 << 20;
/// HTML beyond this is shown as text only.
const LARGEST_HTML: usize = 4 << 20;
/// People on one message; a mailing to more is kept with the first of them.
const MOST_PEOPLE: usize = 500;
const MOST_ATTACHMENTS: usize = 200;
/// A picture that the text shows, as signatures do, is kept with the message only.
const SMALL_PICTURE: usize = 64 << 10;

#[derive(Debug, Clone, Default)]
pub struct Mail {
    /// Without its brackets; empty when the message has none.
    pub message_id: String,
    pub subject: String,
    pub at: Option<DateTime<Utc>>,
    pub people: Vec<EmailPerson>,
    pub text: String,
    /// As it came: never shown before it went through [`super::view`].
    pub html: String,
    pub attachments: Vec<MailAttachment>,
    /// Pictures that the HTML shows, by their content id.
    pub pictures: Vec<(String, MailAttachment)>,
    /// What could not be read, in French sentences.
    pub problems: Vec<&'static str>,
}

#[derive(Debug, Clone)]
pub struct MailAttachment {
    pub name: String,
    pub media_type: String,
    pub bytes: Vec<u8>,
}

/// Reads a message; `None` for a file that is none at all.
pub fn read(bytes: Vec<u8>) -> Option<Mail> {
    if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return guarded(move || outlook::read(&bytes)).map(finished);
    }
    if bytes[..bytes.len().min(4096)].contains(&0) {
        return None;
    }
    let kept = decoded(&bytes);
    let parsed = guarded(move || Some(MessageParser::default().parse(&bytes).as_ref().map(of_message)));
    Some(finished(match parsed {
        Some(Some(mail)) => mail,
        // No header at all, or a parser that gave up: the text is there all the same.
        _ => Mail {
            text: kept,
            problems: vec!["Ce fichier n’a pas la forme d’un e-mail : son contenu est montré tel quel."],
            ..Mail::default()
        },
    }))
}

/// Everything as it can be kept: clean lines, bounded lists, what is missing told.
fn finished(mut mail: Mail) -> Mail {
    mail.message_id = mail.message_id.trim().trim_matches(['<', '>']).chars().filter(|c| !c.is_control()).collect();
    mail.subject = clean_line(&mail.subject, 1000);
    mail.text = tidy(&mail.text.replace("\r\n", "\n"));
    let mut seen = HashSet::new();
    mail.people.retain_mut(|person| {
        person.address = clean_line(&person.address, 320).to_lowercase();
        person.name = clean_line(&person.name, 200);
        person.address.contains('@') && seen.insert((person.part, person.address.clone()))
    });
    mail.people.truncate(MOST_PEOPLE);
    mail.attachments.truncate(MOST_ATTACHMENTS);
    for attachment in &mut mail.attachments {
        attachment.name = clean_name(&attachment.name);
    }
    if mail.problems.is_empty() && !mail.people.iter().any(|person| person.part == InteractionPart::Sender) {
        mail.problems.push("L’expéditeur manque ou ne peut pas être lu.");
    }
    if mail.at.is_none() && mail.problems.len() < 2 {
        mail.problems.push("La date manque ou n’en est pas une : celle du fichier la remplace.");
    }
    mail
}

fn clean_line(text: &str, longest: usize) -> String {
    one_line(&text.replace(is_direction, "")).chars().take(longest).collect()
}

fn of_message(message: &Message) -> Mail {
    let mut mail = Mail {
        message_id: message.message_id().unwrap_or_default().to_owned(),
        subject: message.subject().unwrap_or_default().to_owned(),
        at: instant(message),
        ..Mail::default()
    };
    let parts = [
        (message.from().or_else(|| message.sender()), InteractionPart::Sender),
        (message.to(), InteractionPart::Recipient),
        (message.cc(), InteractionPart::Copy),
        (message.bcc(), InteractionPart::Copy),
    ];
    for (address, part) in parts {
        add_people(&mut mail.people, address, part);
    }
    for part in message.text_bodies() {
        if !mail.text.is_empty() {
            mail.text.push('\n');
        }
        let text = part.text_contents().unwrap_or_default();
        if part.is_text_html() { mail.text.push_str(&of_html(text)) } else { mail.text.push_str(text) }
    }
    for part in message.html_bodies().filter(|part| part.is_text_html()) {
        mail.html.push_str(part.text_contents().unwrap_or_default());
    }
    if mail.html.len() > LARGEST_HTML {
        mail.html.clear();
    }
    if message.parts.iter().any(|part| part.is_encoding_problem) {
        mail.problems.push("Une partie du message est abîmée ou incomplète.");
    }
    for part in message.attachments() {
        add_attachment(&mut mail, part);
    }
    mail
}

/// When it was sent. A date without its seconds, or with the year of two digits, is one too.
fn instant(message: &Message) -> Option<DateTime<Utc>> {
    let read = message.date().filter(|date| date.is_valid());
    read.and_then(|date| DateTime::from_timestamp(date.to_timestamp(), 0)).or_else(|| {
        let raw = message.header_raw("Date")?;
        DateTime::parse_from_rfc2822(raw.trim()).ok().map(|at| at.to_utc())
    })
}

fn add_people(people: &mut Vec<EmailPerson>, address: Option<&Address>, part: InteractionPart) {
    for one in address.into_iter().flat_map(Address::iter) {
        people.push(EmailPerson {
            part,
            name: one.name.as_deref().unwrap_or_default().to_owned(),
            address: one.address.as_deref().unwrap_or_default().to_owned(),
        });
    }
}

fn add_attachment(mail: &mut Mail, part: &mail_parser::MessagePart) {
    let media_type = part.content_type().map_or_else(String::new, |kind| {
        format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or("octet-stream")).to_lowercase()
    });
    let name = match (&part.body, part.attachment_name()) {
        (_, Some(name)) => name.to_owned(),
        (PartType::Message(message), None) => {
            format!("{}.eml", message.subject().filter(|subject| !subject.is_empty()).unwrap_or("message"))
        }
        (PartType::Html(_), None) => "texte.html".to_owned(),
        (PartType::Text(_), None) => "texte.txt".to_owned(),
        _ => format!("piece.{}", ending_of(&media_type)),
    };
    let is_message = part.is_message();
    let name = if is_message && !name.to_lowercase().ends_with(".eml") { format!("{name}.eml") } else { name };
    let attachment = MailAttachment { name, media_type, bytes: part.contents().to_owned() };
    let is_tnef = attachment.media_type.contains("ms-tnef") || attachment.name.eq_ignore_ascii_case("winmail.dat");
    if is_tnef && let Some(inside) = unpacked(&attachment.bytes) {
        mail.attachments.extend(inside);
        return;
    }
    mail.add(attachment, part.content_id().unwrap_or_default());
}

impl Mail {
    /// A picture that the HTML shows by this content id goes with it; a small one is no document.
    pub(super) fn add(&mut self, attachment: MailAttachment, content_id: &str) {
        let content_id = content_id.trim_matches(['<', '>', ' ']);
        let shown = !content_id.is_empty() && self.html.contains(&format!("cid:{content_id}"));
        if shown && attachment.media_type.starts_with("image/") {
            let is_small = attachment.bytes.len() <= SMALL_PICTURE;
            self.pictures.push((content_id.to_owned(), attachment.clone()));
            if is_small {
                return;
            }
        }
        self.attachments.push(attachment);
    }
}

fn ending_of(media_type: &str) -> &str {
    match media_type {
        "application/pdf" => "pdf",
        "image/jpeg" => "jpg",
        "image/png" => "png",
        "image/gif" => "gif",
        "text/calendar" => "ics",
        "application/zip" => "zip",
        _ => "dat",
    }
}

/// The files inside a winmail.dat; `None` when it can't be read or has none: it is then kept itself.
fn unpacked(bytes: &[u8]) -> Option<Vec<MailAttachment>> {
    let bytes = bytes.to_owned();
    guarded(move || {
        let found = tnef::read_attachments(&bytes).ok()?;
        let files = found.iter().map(|file| MailAttachment {
            name: file.title.to_string(),
            media_type: String::new(),
            bytes: file.data.to_vec(),
        });
        let files: Vec<MailAttachment> = files.collect();
        if files.is_empty() { None } else { Some(files) }
    })
}
