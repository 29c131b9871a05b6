//! The core over loopback HTTP: the page in an ordinary browser, for the journeys and for working on the screens.
//!
//! `themisia-host --folder DIR [--ui ui/dist] [--port 0] [--key-store memory|none]`
//!
//! `POST /call/NAME` runs a command, `GET /events` tells what changed, `POST /upload?name=FILE` stands in for the native
//! file dialog. A test program: it keeps the key beside the base, so a real base never goes through it.

mod key_store;
mod page;

use std::collections::HashMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, Query, State};
use axum::http::StatusCode;
use axum::response::sse::{Event as Message, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use futures_util::stream;
use serde_json::{Value, json};
use themisia_core::commands::dispatch;
use themisia_core::vault::key_store::{KeyStore, NoKeyStore};
use themisia_core::vault::{Event, Vault};
use tokio::net::TcpListener;
use tokio::sync::broadcast::{self, error::RecvError};

const USAGE: &str = "usage: themisia-host --folder DIR [--ui ui/dist] [--port P] [--key-store memory|none]";

#[derive(Clone)]
struct Host {
    vault: Arc<Vault>,
    events: broadcast::Sender<Event>,
    uploads: PathBuf,
}

struct Options {
    folder: PathBuf,
    ui: PathBuf,
    port: u16,
    has_key_store: bool,
}

#[tokio::main]
async fn main() -> std::process::ExitCode {
    let outcome = match options(std::env::args().skip(1)) {
        Ok(options) => serve(options).await,
        Err(problem) => Err(format!("{problem}\n{USAGE}")),
    };
    match outcome {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(problem) => {
            say(&problem);
            std::process::ExitCode::from(2)
        }
    }
}

fn options(mut args: impl Iterator<Item = String>) -> Result<Options, String> {
    let mut options = Options { folder: PathBuf::new(), ui: PathBuf::from("ui/dist"), port: 0, has_key_store: true };
    while let Some(name) = args.next() {
        let value = args.next().ok_or_else(|| format!("{name} needs a value"))?;
        match name.as_str() {
            "--folder" => options.folder = value.into(),
            "--ui" => options.ui = value.into(),
            "--port" => options.port = value.parse().map_err(|_| format!("no such port: {value}"))?,
            "--key-store" if value == "memory" => options.has_key_store = true,
            "--key-store" if value == "none" => options.has_key_store = false,
            _ => return Err(format!("unknown option: {name} {value}")),
        }
    }
    if options.folder.as_os_str().is_empty() {
        return Err("--folder is missing".to_owned());
    }
    Ok(options)
}

async fn serve(options: Options) -> Result<(), String> {
    std::fs::create_dir_all(&options.folder).map_err(|error| format!("{}: {error}", options.folder.display()))?;
    let key_store: Box<dyn KeyStore> = if options.has_key_store {
        Box::new(key_store::FileKeyStore::open(options.folder.join("keys.json"))?)
    } else {
        Box::new(NoKeyStore)
    };
    // A page that reads slowly misses events rather than holding up the core; it then loads everything again.
    let (events, _) = broadcast::channel(1024);
    let sender = events.clone();
    let forward = Box::new(move |event: Event| drop(sender.send(event)));
    let vault = Arc::new(Vault::start(&options.folder, key_store, forward));
    let host = Host { vault, events, uploads: options.folder.join("uploads") };

    let app = Router::new()
        .route("/call/{name}", post(call))
        .route("/events", get(listen))
        .route("/upload", post(upload))
        .fallback(page::serve(options.ui))
        .layer(DefaultBodyLimit::disable())
        .layer(axum::middleware::map_response(page::with_policy))
        .with_state(host);
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, options.port));
    let listener = TcpListener::bind(address).await.map_err(|error| format!("{address}: {error}"))?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    say(&format!("listening http://{address}"));
    axum::serve(listener, app).await.map_err(|error| error.to_string())
}

async fn call(State(host): State<Host>, Path(name): Path<String>, body: Bytes) -> Response {
    let args = match serde_json::from_slice(if body.is_empty() { b"{}" } else { &body }) {
        Ok(args) => args,
        Err(error) => return (StatusCode::BAD_REQUEST, error.to_string()).into_response(),
    };
    let vault = Arc::clone(&host.vault);
    match tokio::task::spawn_blocking(move || dispatch(&vault, &name, args)).await {
        Ok(Ok(output)) => Json(output).into_response(),
        Ok(Err(error)) => (StatusCode::UNPROCESSABLE_ENTITY, Json(error)).into_response(),
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response(),
    }
}

async fn listen(State(host): State<Host>) -> impl IntoResponse {
    let events = stream::unfold(host.events.subscribe(), |mut events| async {
        let event = match events.recv().await {
            Ok(event) => serde_json::to_value(event).unwrap_or_default(),
            // No table named: every view loads again.
            Err(RecvError::Lagged(_)) => json!({ "type": "changed", "tables": [] }),
            Err(RecvError::Closed) => return None,
        };
        Some((Message::default().json_data(event), events))
    });
    Sse::new(events).keep_alive(KeepAlive::default())
}

async fn upload(
    State(host): State<Host>,
    Query(query): Query<HashMap<String, String>>,
    body: Bytes,
) -> Result<Json<Value>, Response> {
    let name = query.get("name").map(String::as_str).unwrap_or_default();
    let failed = |error: std::io::Error| (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response();
    std::fs::create_dir_all(&host.uploads).map_err(failed)?;
    let path = host.uploads.join(safe_name(name));
    std::fs::write(&path, &body).map_err(failed)?;
    Ok(Json(json!({ "path": path })))
}

/// The last part of a name, without what a path could be made of.
fn safe_name(name: &str) -> String {
    let name: String = name
        .rsplit(['/', '\\'])
        .next()
        .unwrap_or_default()
        .chars()
        .filter(|c| c.is_alphanumeric() || " .-_()".contains(*c))
        .take(120)
        .collect();
    let name = name.trim_matches(['.', ' ']);
    if name.is_empty() { "fichier".to_owned() } else { name.to_owned() }
}

/// On stdout: the journeys read it.
#[allow(clippy::print_stdout)]
fn say(text: &str) {
    println!("{text}");
}

#[cfg(test)]
mod tests {
    use super::safe_name;

    #[test]
    fn an_uploaded_name_never_leaves_its_folder() {
        for (name, safe) in [
            ("contacts été.csv", "contacts été.csv"),
            ("../../etc/passwd", "passwd"),
            ("C:\\Users\\anne\\liste.csv", "liste.csv"),
            ("..", "fichier"),
            ("a\0b:c.csv", "abc.csv"),
        ] {
            assert_eq!(safe_name(name), safe, "{name}");
        }
    }
}
