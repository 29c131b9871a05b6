//! Messages that Outlook saves as `.msg` files.

use chrono::{DateTime, Utc};
use msg_parser::Outlook;

use super::read::{Mail, MailAttachment};
use crate::document::text::of_html;
use crate::journal::{EmailPerson, InteractionPart};

/// Files of attachments within attachments are not opened: they are kept.
pub(super) fn read(bytes: &[u8]) -> Option<Mail> {
    let message = Outlook::from_slice(bytes).ok()?;
    let html = if message.html.is_empty() { message.html_from_rtf().unwrap_or_default() } else { message.html.clone() };
    let text = if message.body.trim().is_empty() { of_html(&html) } else { message.body.clone() };
    let mut mail = Mail {
        message_id: message.headers.message_id.clone(),
        subject: message.subject.clone(),
        at: instant(&message),
        text,
        html,
        ..Mail::default()
    };
    let groups = [
        (std::slice::from_ref(&message.sender), InteractionPart::Sender),
        (&message.to[..], InteractionPart::Recipient),
        (&message.cc[..], InteractionPart::Copy),
        (&message.bcc[..], InteractionPart::Copy),
    ];
    for (people, part) in groups {
        mail.people.extend(people.iter().map(|person| EmailPerson {
            part,
            name: person.name.clone(),
            address: person.email.clone(),
        }));
    }
    for file in message.attachments {
        if file.is_embedded_message() {
            mail.problems.push("Un message joint à ce fichier Outlook n’a pas été extrait : il est dans l’original.");
            continue;
        }
        let names = [&file.long_file_name, &file.file_name, &file.display_name];
        let name = names.into_iter().find(|name| !name.is_empty()).cloned().unwrap_or_default();
        let content_id = file.content_id.clone();
        mail.add(MailAttachment { name, media_type: file.mime_tag, bytes: file.payload_bytes }, &content_id);
    }
    Some(mail)
}

/// Outlook writes the instant in several places; the headers, which came with the message, last.
fn instant(message: &Outlook) -> Option<DateTime<Utc>> {
    [&message.client_submit_time, &message.message_delivery_time]
        .into_iter()
        .find_map(|text| text.parse().ok())
        .or_else(|| DateTime::parse_from_rfc2822(message.headers.date.trim()).ok().map(|at| at.to_utc()))
        .or_else(|| message.creation_time.parse().ok())
}
