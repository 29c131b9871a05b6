//! The built page, served under the content policy of the window.

use std::future::Future;
use std::path::{Component, Path, PathBuf};
use std::pin::Pin;

use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderValue, X_CONTENT_TYPE_OPTIONS};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};

/// As in src-tauri/tauri.conf.json, but for `connect-src`: here the program answers from the page's own address.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
                      connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

type Answer = Pin<Box<dyn Future<Output = Response> + Send>>;

pub fn serve(folder: PathBuf) -> impl Fn(Uri) -> Answer + Clone + Send + Sync + 'static {
    move |uri| {
        let answer = file(&folder, uri.path());
        Box::pin(async { answer })
    }
}

pub async fn with_policy(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn file(folder: &Path, path: &str) -> Response {
    let path = Path::new(if path == "/" { "index.html" } else { path.trim_start_matches('/') });
    if !path.components().all(|component| matches!(component, Component::Normal(_))) {
        return StatusCode::NOT_FOUND.into_response();
    }
    match std::fs::read(folder.join(path)) {
        Ok(bytes) => ([(CONTENT_TYPE, content_type(path))], bytes).into_response(),
        Err(_) if path == Path::new("index.html") => {
            (StatusCode::NOT_FOUND, format!("no page in {}: build it with `npm run build` in ui", folder.display()))
                .into_response()
        }
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}

fn content_type(path: &Path) -> &'static str {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("json") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("woff2") => "font/woff2",
        _ => "application/octet-stream",
    }
}
