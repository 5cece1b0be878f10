//! A headless browser for one test, with the pages served in this process.

use crate::web_app::APP;
use fantoccini::elements::Element;
use fantoccini::wd::{Capabilities, WebDriverCompatibleCommand};
use fantoccini::{Client, ClientBuilder, Locator};
use http::Method;
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use std::fs;
use std::future::Future;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::LazyLock;
use std::time::{Duration, Instant};
use url::{ParseError, Url};
use web::App;

/// Address of the pages, served for the whole run.
static SERVED: LazyLock<String> =
    LazyLock::new(|| serve_in_thread(|| async { (APP.clone(), ()) }).0);

/// Serves pages that are made where they are served, for the whole run; their address, and what came
/// with them.
pub(crate) fn serve_in_thread<T: Send + 'static, F: Future<Output = (App, T)>>(
    make: impl FnOnce() -> F + Send + 'static,
) -> (String, T) {
    let listener = web::listen("127.0.0.1:0".parse().expect("an address")).expect("a free port");
    let address = listener.local_addr().expect("its address");
    let (say, hear) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        runtime.block_on(async {
            let (app, more) = make().await;
            say.send(more).expect("somebody waits");
            let beside = web::noted(&app, gateway::pages::router(framed));
            let served = web::serve_beside(app, beside, listener, std::future::pending()).await;
            served.expect("the pages are served");
        });
    });
    (format!("http://{address}"), hear.recv().expect("the pages are made"))
}

/// A page of the interface in the frame of the site.
fn framed(
    page: &gateway::pages::Bare,
    noted: &gateway::pages::Extensions,
) -> gateway::pages::Response {
    web::framed(noted, page.english, (&page.path, page.status), &page.title, &page.main)
}

/// What a browser is started with.
#[derive(Default)]
pub(crate) struct Wishes {
    /// Scripts are switched off, as some visitors do.
    pub(crate) no_scripts: bool,
    /// Width of the window; 0: wide.
    pub(crate) width: u32,
}

/// The program of a name, or a sentence that says how to get it.
fn program(name: &str, package: &str) -> PathBuf {
    let paths = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&paths).map(|dir| dir.join(name)).find(|p| p.is_file());
    found.unwrap_or_else(|| {
        panic!(
            "'{name}' is missing: the browser tests need it. Run ./test, which installs it, or \
             apt-get install {package}"
        )
    })
}

/// The driver's process; ends with the test.
struct Driver {
    child: Child,
    profile: PathBuf,
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = fs::remove_dir_all(&self.profile);
    }
}

fn start() -> (Driver, String) {
    let mut child = Command::new(program("chromedriver", "chromium-driver"))
        .arg("--port=0")
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("chromedriver starts");
    let out = BufReader::new(child.stdout.take().expect("its output"));
    let port = out.lines().map_while(Result::ok).find_map(|line| {
        let (_, rest) = line.split_once("started successfully on port ")?;
        Some(rest.trim_end_matches('.').to_string())
    });
    let port = port.expect("chromedriver says its port");
    let profile = std::env::temp_dir().join(format!("gongji-browser-{}-{port}", child.id()));
    let driver = Driver { child, profile };
    (driver, format!("http://127.0.0.1:{port}"))
}

fn capabilities(driver: &Driver, wishes: &Wishes) -> Capabilities {
    let width = if wishes.width == 0 { 1200 } else { wishes.width };
    let mut args: Vec<String> = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ]
    .map(str::to_string)
    .to_vec();
    args.push(format!("--window-size={width},1000"));
    args.push(format!("--user-data-dir={}", driver.profile.display()));
    let mut options = json!({ "args": args, "binary": program("chromium", "chromium") });
    if wishes.no_scripts {
        let off = json!({ "profile.managed_default_content_settings.javascript": 2 });
        options["prefs"] = off;
    }
    if wishes.width > 0 {
        // Windows have a least width; a phone has none.
        let metrics = json!({ "width": wishes.width, "height": 1000, "pixelRatio": 1.0 });
        options["mobileEmulation"] = json!({ "deviceMetrics": metrics });
    }
    let all = json!({
        "browserName": "chrome",
        "goog:chromeOptions": options,
        "goog:loggingPrefs": { "browser": "ALL" },
    });
    match all {
        Value::Object(map) => map,
        _ => Capabilities::new(),
    }
}

/// Runs a test in a browser of its own.
pub(crate) fn browse<F: Future<Output = ()>>(wishes: Wishes, test: impl FnOnce(Browser) -> F) {
    let (driver, address) = start();
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities(&driver, &wishes))
            .connect(&address)
            .await
            .expect("chromedriver opens Chromium; both must be of one version");
        let browser = Browser { client: client.clone() };
        test(browser).await;
        let _ = client.close().await;
    });
    drop(driver);
}

/// How long a page may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// Reads what the browser wrote to its console.
#[derive(Debug)]
struct ConsoleLog;

impl WebDriverCompatibleCommand for ConsoleLog {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        base.join(&format!("session/{}/se/log", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (Method::POST, Some(json!({ "type": "browser" }).to_string()))
    }
}

/// Tells the browser how pages are looked at: which scheme of colours, and on what.
#[derive(Debug)]
struct Emulated {
    scheme: &'static str,
    media: &'static str,
}

impl WebDriverCompatibleCommand for Emulated {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        base.join(&format!("session/{}/goog/cdp/execute", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        let scheme = json!({ "name": "prefers-color-scheme", "value": self.scheme });
        let params = json!({ "media": self.media, "features": [scheme] });
        let body = json!({ "cmd": "Emulation.setEmulatedMedia", "params": params });
        (Method::POST, Some(body.to_string()))
    }
}

/// A browser, in the words of the tests.
pub(crate) struct Browser {
    /// The session.
    pub(crate) client: Client,
}

impl Browser {
    /// Opens a path of ours.
    pub(crate) async fn open(&self, path: &str) {
        self.open_at(&SERVED, path).await;
    }

    /// Opens a path of pages that are served elsewhere.
    pub(crate) async fn open_at(&self, address: &str, path: &str) {
        self.client.goto(&format!("{address}{path}")).await.expect(path);
    }

    /// The system is dark, or light.
    pub(crate) async fn dark(&self, dark: bool) {
        let scheme = if dark { "dark" } else { "light" };
        self.client.issue_cmd(Emulated { scheme, media: "" }).await.expect("a scheme");
    }

    /// Pages are seen as they are printed.
    pub(crate) async fn print(&self) {
        let print = Emulated { scheme: "light", media: "print" };
        self.client.issue_cmd(print).await.expect("a medium");
    }

    /// The text of the page.
    pub(crate) async fn text(&self) -> String {
        // A page that is just being loaded has no body yet, or one that is about to go.
        let began = Instant::now();
        loop {
            let text = match self.client.find(Locator::Css("body")).await {
                Ok(body) => body.text().await,
                Err(error) => Err(error),
            };
            match text {
                Ok(text) => return text,
                Err(error) if began.elapsed() > PATIENCE => panic!("no text: {error}"),
                Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
            }
        }
    }

    /// Presses what leads to another page, and waits until this one is gone.
    pub(crate) async fn press(&self, element: &Element) {
        let page = self.client.find(Locator::Css("html")).await.expect("a page");
        element.click().await.expect("it is pressed");
        let began = Instant::now();
        while page.attr("lang").await.is_ok() {
            assert!(began.elapsed() < PATIENCE, "the page stays");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Follows the link of a text.
    pub(crate) async fn follow(&self, words: &str) {
        let link = self.client.find(Locator::LinkText(words)).await.expect(words);
        link.click().await.expect(words);
    }

    /// Path and query of the present page.
    pub(crate) async fn path(&self) -> String {
        let url = self.client.current_url().await.expect("an address");
        url[url::Position::BeforePath..].to_string()
    }

    /// The field that a label names.
    pub(crate) async fn labelled(&self, label: &str) -> fantoccini::elements::Element {
        let path = format!("//label[starts-with(normalize-space(.), '{label}')]");
        let found = self.client.find(Locator::XPath(&path)).await.expect(label);
        let id = found.attr("for").await.expect(label).expect("a label names its field");
        self.client.find(Locator::Id(&id)).await.expect(label)
    }

    /// Types into the field of a label.
    pub(crate) async fn fill(&self, label: &str, text: &str) {
        let field = self.labelled(label).await;
        field.clear().await.expect(label);
        field.send_keys(text).await.expect(label);
    }

    /// Chooses from the list of a label by its words.
    pub(crate) async fn choose(&self, label: &str, words: &str) {
        self.labelled(label).await.select_by_label(words).await.expect(label);
    }

    /// What the console holds of errors and warnings.
    pub(crate) async fn complaints(&self) -> Vec<String> {
        let log = self.client.issue_cmd(ConsoleLog).await.expect("the console");
        let entries = log.as_array().cloned().unwrap_or_default();
        entries.iter().map(|entry| entry["message"].to_string()).collect()
    }
}
