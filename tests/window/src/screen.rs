//! A virtual display with the window on it, and a driver that reads and types what a person would.

use std::io::{BufRead, BufReader};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use fantoccini::elements::Element;
use fantoccini::{Client, ClientBuilder, Locator};
use serde_json::json;

pub type Outcome<T = ()> = Result<T, String>;

/// A debug build on a busy machine is slow; nothing waits that long when all is well.
const PATIENCE: Duration = Duration::from_secs(60);

/// A process that ends with what started it.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

pub struct Screen {
    client: Client,
    _driver: Running,
    _display: Running,
    number: String,
}

impl Screen {
    pub async fn start(data: &Path) -> Outcome<Screen> {
        let (display, number) = virtual_display()?;
        let port = free_port()?;
        let driver = Command::new("WebKitWebDriver")
            .args([&format!("--port={port}"), "--host=127.0.0.1"])
            .env("DISPLAY", &number)
            .env("GDK_BACKEND", "x11")
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .env("WEBKIT_DISABLE_DMABUF_RENDERER", "1")
            .env("THEMISIA_DATA", data)
            .env("LANG", "C.UTF-8")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map(Running)
            .map_err(|error| format!("WebKitWebDriver: {error}"))?;
        let program = std::env::var_os("THEMISIA_PROGRAM").map_or_else(beside, PathBuf::from);
        let mut capabilities = serde_json::Map::new();
        capabilities.insert("webkitgtk:browserOptions".to_owned(), json!({ "binary": program, "args": [] }));
        let begun = Instant::now();
        // The driver answers once it listens.
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            if begun.elapsed() > PATIENCE {
                return Err("WebKitWebDriver does not listen".to_owned());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        loop {
            let mut builder = ClientBuilder::new(hyper_connector());
            builder.capabilities(capabilities.clone());
            match builder.connect(&format!("http://127.0.0.1:{port}")).await {
                Ok(client) => return Ok(Screen { client, _driver: driver, _display: display, number }),
                Err(error) if begun.elapsed() > PATIENCE => return Err(format!("no session: {error}")),
                Err(_) => tokio::time::sleep(Duration::from_millis(200)).await,
            }
        }
    }

    pub async fn end(self) -> Outcome {
        self.client.clone().close().await.map_err(|error| format!("closing: {error}"))
    }

    pub async fn picture(&self, name: &str) -> Outcome {
        let folder = std::env::var_os("THEMISIA_PICTURES").map_or_else(std::env::temp_dir, PathBuf::from);
        std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
        // Of the display: the driver's own picture never comes under a virtual one.
        let taken = Command::new("import")
            .args(["-display", &self.number, "-window", "root"])
            .arg(folder.join(format!("{name}.png")))
            .status()
            .map_err(|error| format!("import: {error}"))?;
        if taken.success() { Ok(()) } else { Err(format!("import: {taken}")) }
    }

    /// Keeps a picture of what went wrong.
    pub async fn fail(self, name: &str, problem: String) -> Outcome {
        let _ = self.picture(&format!("failed-{name}")).await;
        let text = self.text().await.unwrap_or_default();
        let _ = self.end().await;
        Err(format!("{name}: {problem}\nthe window said:\n{text}"))
    }

    async fn text(&self) -> Outcome<String> {
        let said = self.client.execute("return document.body ? document.body.innerText : ''", Vec::new()).await;
        Ok(said.map_err(|error| error.to_string())?.as_str().unwrap_or_default().to_owned())
    }

    /// Waits until the window says this.
    pub async fn sees(&self, text: &str) -> Outcome {
        let begun = Instant::now();
        loop {
            if self.text().await.is_ok_and(|said| said.contains(text)) {
                return Ok(());
            }
            if begun.elapsed() > PATIENCE {
                return Err(format!("« {text} » never came"));
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    async fn wait_for(&self, locator: Locator<'_>) -> Outcome<Element> {
        let waited = self.client.wait().at_most(PATIENCE).for_element(locator).await;
        waited.map_err(|error| format!("{locator:?}: {error}"))
    }

    pub async fn press_button(&self, text: &str) -> Outcome {
        let path = format!("//button[contains(normalize-space(.), \"{text}\") and not(@disabled)]");
        let button = self.wait_for(Locator::XPath(&path)).await?;
        button.click().await.map_err(|error| format!("button « {text} »: {error}"))
    }

    /// Types into the field that bears a label.
    pub async fn fill(&self, label: &str, text: &str) -> Outcome {
        let path =
            format!("//input[@id=//label[contains(normalize-space(.), \"{label}\")]/@for or @aria-label=\"{label}\"]");
        let field = self.wait_for(Locator::XPath(&path)).await?;
        field.send_keys(text).await.map_err(|error| format!("field « {label} »: {error}"))
    }

    pub async fn fill_first_input(&self, text: &str) -> Outcome {
        self.keys("input:not([type='hidden'])", text).await
    }

    pub async fn press_enter(&self) -> Outcome {
        self.keys("input:not([type='hidden'])", "\u{e007}").await
    }

    pub async fn keys(&self, selector: &str, keys: &str) -> Outcome {
        let element = self.wait_for(Locator::Css(selector)).await?;
        element.send_keys(keys).await.map_err(|error| format!("{selector}: {error}"))
    }

    pub async fn texts(&self, selector: &str) -> Outcome<Vec<String>> {
        self.wait_for(Locator::Css(selector)).await?;
        let found = self.client.find_all(Locator::Css(selector)).await.map_err(|error| error.to_string())?;
        let mut texts = Vec::new();
        for element in found {
            texts.push(element.text().await.map_err(|error| error.to_string())?);
        }
        Ok(texts)
    }
}

fn hyper_connector() -> hyper_util::client::legacy::connect::HttpConnector {
    hyper_util::client::legacy::connect::HttpConnector::new()
}

fn beside() -> PathBuf {
    let own = std::env::current_exe().unwrap_or_default();
    own.with_file_name("themisia")
}

/// A display that chose its own number.
fn virtual_display() -> Outcome<(Running, String)> {
    let mut display = Command::new("Xvfb")
        .args(["-displayfd", "1", "-screen", "0", "1280x800x24", "-nolisten", "tcp"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map(Running)
        .map_err(|error| format!("Xvfb: {error}"))?;
    let mut number = String::new();
    let stdout = display.0.stdout.take().ok_or("Xvfb has no output")?;
    BufReader::new(stdout).read_line(&mut number).map_err(|error| error.to_string())?;
    match number.trim() {
        "" => Err("Xvfb ended without a display".to_owned()),
        number => Ok((display, format!(":{number}"))),
    }
}

fn free_port() -> Outcome<u16> {
    let listener = TcpListener::bind("127.0.0.1:0").map_err(|error| error.to_string())?;
    Ok(listener.local_addr().map_err(|error| error.to_string())?.port())
}
