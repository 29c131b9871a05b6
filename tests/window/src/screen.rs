//! The window on a virtual display, and a driver that reads and types what a person would.

use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::time::Instant;

use fantoccini::elements::Element;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

use crate::display::{BREATH, Display, PATIENCE, Running};
use crate::session::Home;

pub type Outcome<T = ()> = Result<T, String>;

pub const CTRL: &str = "\u{e009}";
pub const SHIFT: &str = "\u{e008}";
/// Lets go of the keys held down.
pub const RELEASED: &str = "\u{e000}";
pub const ENTER: &str = "\u{e007}";
pub const ESCAPE: &str = "\u{e00c}";
pub const END: &str = "\u{e010}";
pub const HOME: &str = "\u{e011}";
pub const F2: &str = "\u{e032}";

pub struct Screen {
    client: Client,
    _driver: Running,
    pub display: Display,
}

/// What a step of a journey was about, and how it went; a picture is kept of what went wrong.
pub async fn shown(home: &Home, name: &str, steps: impl AsyncFnOnce(&Screen) -> Outcome) -> Outcome {
    let screen = Screen::start(home).await?;
    if let Err(problem) = steps(&screen).await {
        let _ = screen.display.picture(&format!("failed-{name}"));
        let text = screen.text().await.unwrap_or_default();
        let _ = screen.end().await;
        return Err(format!("{name}: {problem}\nthe window said:\n{text}"));
    }
    screen.end().await
}

/// The window, which is built beside this program.
pub fn program() -> PathBuf {
    std::env::var_os("THEMISIA_PROGRAM").map_or_else(|| beside("themisia"), PathBuf::from)
}

/// Another program of ours.
pub fn beside(name: &str) -> PathBuf {
    std::env::current_exe().unwrap_or_default().with_file_name(name)
}

impl Screen {
    async fn start(home: &Home) -> Outcome<Screen> {
        let display = Display::start()?;
        let port = free_port()?;
        let driver = display
            .command("WebKitWebDriver")
            .args([&format!("--port={port}"), "--host=127.0.0.1"])
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .env("THEMISIA_DATA", home.data())
            .spawn()
            .map(Running)
            .map_err(|error| format!("WebKitWebDriver: {error}"))?;
        let mut capabilities = serde_json::Map::new();
        capabilities.insert("webkitgtk:browserOptions".to_owned(), json!({ "binary": program(), "args": [] }));
        let begun = Instant::now();
        // The driver answers once it listens.
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            if begun.elapsed() > PATIENCE {
                return Err("WebKitWebDriver does not listen".to_owned());
            }
            tokio::time::sleep(BREATH).await;
        }
        loop {
            let mut builder = ClientBuilder::new(HttpConnector::new());
            builder.capabilities(capabilities.clone());
            match builder.connect(&format!("http://127.0.0.1:{port}")).await {
                Ok(client) => return Ok(Screen { client, _driver: driver, display }),
                Err(error) if begun.elapsed() > PATIENCE => return Err(format!("no session: {error}")),
                Err(_) => tokio::time::sleep(BREATH).await,
            }
        }
    }

    async fn end(self) -> Outcome {
        self.client.clone().close().await.map_err(|error| format!("closing: {error}"))
    }

    pub fn picture(&self, name: &str) -> Outcome {
        self.display.settles()?;
        self.display.picture(name)
    }

    /// Narrower or wider, as when a person pulls at its corner.
    pub async fn resize(&self, width: u32, height: u32) -> Outcome {
        self.client.set_window_size(width, height).await.map_err(|error| format!("size: {error}"))?;
        self.until(&format!("a window of {width} × {height}"), async || {
            let size = self.ask("return [innerWidth, innerHeight]", Vec::new()).await.ok()?;
            (size == json!([width, height])).then_some(())
        })
        .await
    }

    // ---- what it says

    /// What a script answers; for what is not written on the screen.
    pub async fn ask(&self, script: &str, arguments: Vec<Value>) -> Outcome<Value> {
        self.client.execute(script, arguments).await.map_err(|error| error.to_string())
    }

    /// The same, for a script that calls its last argument when it has the answer.
    pub async fn ask_later(&self, script: &str, arguments: Vec<Value>) -> Outcome<Value> {
        self.client.execute_async(script, arguments).await.map_err(|error| error.to_string())
    }

    async fn text(&self) -> Outcome<String> {
        let said = self.ask("return document.body ? document.body.innerText : ''", Vec::new()).await?;
        Ok(plain(said.as_str().unwrap_or_default()))
    }

    /// Waits until a look finds something.
    pub async fn until<T>(&self, what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> Outcome<T> {
        let begun = Instant::now();
        loop {
            if let Some(found) = look().await {
                return Ok(found);
            }
            if begun.elapsed() > PATIENCE {
                return Err(format!("{what} never came"));
            }
            tokio::time::sleep(BREATH).await;
        }
    }

    /// Waits until the window says this.
    pub async fn sees(&self, text: &str) -> Outcome {
        self.until(&format!("« {text} »"), async || {
            self.text().await.is_ok_and(|said| said.contains(text)).then_some(())
        })
        .await
    }

    /// The texts of all elements of a kind, as they are now.
    pub async fn texts(&self, selector: &str) -> Outcome<Vec<String>> {
        let script = "return [...document.querySelectorAll(arguments[0])].map((element) => element.innerText)";
        let texts = self.ask(script, vec![json!(selector)]).await?;
        Ok(texts.as_array().into_iter().flatten().filter_map(Value::as_str).map(plain).collect())
    }

    /// Waits until the elements of a kind are exactly these.
    pub async fn shows(&self, selector: &str, texts: &[&str]) -> Outcome {
        let mut found = Vec::new();
        let outcome = self
            .until(&format!("{selector} {texts:?}"), async || {
                found = self.texts(selector).await.unwrap_or_default();
                (found == texts).then_some(())
            })
            .await;
        outcome.map_err(|problem| format!("{problem}; the last was {found:?}"))
    }

    // ---- what is done to it

    async fn wait_for(&self, locator: Locator<'_>) -> Outcome<Element> {
        let waited = self.client.wait().at_most(PATIENCE).for_element(locator).await;
        waited.map_err(|error| format!("{locator:?}: {error}"))
    }

    async fn click(&self, path: &str) -> Outcome {
        let element = self.wait_for(Locator::XPath(path)).await?;
        element.click().await.map_err(|error| format!("{path}: {error}"))
    }

    /// The button that says just this, or whose first line does.
    pub async fn press_button(&self, text: &str) -> Outcome {
        let says = format!("@aria-label=\"{text}\" or descendant-or-self::*[normalize-space(.) = \"{text}\"]");
        self.click(&format!("//button[not(@disabled) and ({says})]")).await
    }

    pub async fn press_link(&self, text: &str) -> Outcome {
        self.click(&format!("//a[contains(normalize-space(.), \"{text}\")]")).await
    }

    /// A radio button or a box to tick, by its label.
    pub async fn choose(&self, label: &str) -> Outcome {
        self.click(&format!("//label[contains(normalize-space(.), \"{label}\")]")).await
    }

    /// A row of the list, by the name in it.
    pub async fn press_row(&self, name: &str) -> Outcome {
        self.click(&format!("//*[@role='grid']//bdi[normalize-space(.) = \"{name}\"]")).await
    }

    /// Types into the field that bears a label, in place of what was there.
    pub async fn fill(&self, label: &str, text: &str) -> Outcome {
        let path = format!(
            "//*[self::input or self::textarea][@id=//label[contains(normalize-space(.), \"{label}\")]/@for or @aria-label=\"{label}\"]"
        );
        let field = self.wait_for(Locator::XPath(&path)).await?;
        for keys in [format!("{CTRL}a{RELEASED}").as_str(), text] {
            field.send_keys(keys).await.map_err(|error| format!("field « {label} »: {error}"))?;
        }
        Ok(())
    }

    /// Keys, wherever the keyboard is.
    pub async fn keys(&self, keys: &str) -> Outcome {
        // What has the keyboard may just be leaving the page; then the next one hears them.
        self.until("something that has the keyboard", async || {
            self.client.active_element().await.ok()?.send_keys(keys).await.ok()
        })
        .await
    }

    pub async fn keys_on(&self, selector: &str, keys: &str) -> Outcome {
        let element = self.wait_for(Locator::Css(selector)).await?;
        element.send_keys(keys).await.map_err(|error| format!("{selector}: {error}"))
    }
}

/// French puts no-break spaces where a test writes plain ones.
fn plain(text: &str) -> String {
    text.replace(['\u{a0}', '\u{202f}'], " ").trim().to_owned()
}

fn free_port() -> Outcome<u16> {
    let listener = TcpListener::bind("127.0.0.1:0").map_err(|error| error.to_string())?;
    Ok(listener.local_addr().map_err(|error| error.to_string())?.port())
}
