//! The app's window, seen and used through WebKit's own WebDriver.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    path::Path,
    process::Stdio,
};

use serde_json::{Value, json};

use super::{App, Desktop, process::Process, rdp::free_address, until, wait::PATIENCE};

pub struct Window {
    driver: SocketAddr,
    session: String,
    _driver: Process,
}

impl Window {
    /// Starts the app, and returns once it has shown its window.
    pub fn of_app(desktop: &Desktop, arguments: &[&str]) -> Self {
        let (driver, process) = until("a port for WebKitWebDriver", || start_driver(desktop));
        let options = json!({ "binary": App::path(), "args": arguments });
        let wanted = json!({ "capabilities": { "alwaysMatch": { "webkitgtk:browserOptions": options } } });
        let answer = call(driver, "POST", "/session", Some(&wanted)).expect("WebKitWebDriver answers");
        let session = answer["value"]["sessionId"].as_str().map(str::to_owned);
        let session = session.unwrap_or_else(|| panic!("the window did not come up: {answer}"));
        Self { driver, session, _driver: process }
    }

    /// Everything that can be read in it.
    pub fn text(&self) -> String {
        self.run("return document.body.innerText").as_str().unwrap_or_default().to_owned()
    }

    /// Presses the button with this accessible name, once there is one.
    pub fn press(&self, name: &str) {
        let button = "const button = [...document.querySelectorAll('button')]
            .find((button) => (button.ariaLabel ?? button.innerText.trim()) === arguments[0]);";
        let there = format!("{button} return Boolean(button);");
        until(&format!("the button \"{name}\""), || {
            self.run_with(&there, json!([name])).as_bool().filter(|there| *there)
        });
        // Some buttons end the program, and then no answer comes.
        self.run_with(&format!("{button} button.click();"), json!([name]));
    }

    /// Unfolds what this summary begins.
    pub fn unfold(&self, summary: &str) {
        let fold = "const fold = [...document.querySelectorAll('summary')]
            .find((fold) => fold.innerText.trim().startsWith(arguments[0]));";
        until(&format!("the summary \"{summary}\""), || {
            let click = format!("{fold} fold?.click(); return Boolean(fold);");
            self.run_with(&click, json!([summary])).as_bool().filter(|there| *there)
        });
    }

    /// What the page's own script finds: `expression` is of JavaScript.
    pub fn ask(&self, expression: &str) -> Value {
        self.run(&format!("return {expression};"))
    }

    /// Waits until it shows this text.
    #[track_caller]
    pub fn shows(&self, text: &str) {
        until(&format!("the window to show \"{text}\""), || self.text().contains(text).then_some(()));
    }

    /// Waits until it has gone.
    pub fn closes(&self) {
        until("the window to close", || self.text().is_empty().then_some(()));
    }

    /// Goes on with the app's other window, once there is one.
    pub fn turns_to_the_other(&mut self) {
        let current = self.get("window");
        let other = until("another window", || {
            let all = self.get("window/handles");
            all.as_array()?.iter().find(|handle| **handle != current).cloned()
        });
        self.post("window", &json!({ "handle": other }));
    }

    /// Chooses this file where the page asks for one, as the person would in the system's dialog.
    pub fn gives(&self, selector: &str, file: &Path) {
        let found = until(&format!("a place for a file at {selector}"), || {
            let found = self.post("element", &json!({ "using": "css selector", "value": selector }));
            found.as_object()?.values().next()?.as_str().map(str::to_owned)
        });
        let answer = self.post(&format!("element/{found}/value"), &json!({ "text": file }));
        assert!(answer.is_null(), "{} was not taken: {answer}", file.display());
    }

    fn get(&self, command: &str) -> Value {
        self.call("GET", command, None)
    }

    fn post(&self, command: &str, body: &Value) -> Value {
        self.call("POST", command, Some(body))
    }

    fn call(&self, method: &str, command: &str, body: Option<&Value>) -> Value {
        let path = format!("/session/{}/{command}", self.session);
        // There is no answer while the window loads, or when it has gone.
        call(self.driver, method, &path, body).map(|answer| answer["value"].clone()).unwrap_or_default()
    }

    fn run(&self, script: &str) -> Value {
        self.run_with(script, json!([]))
    }

    fn run_with(&self, script: &str, arguments: Value) -> Value {
        self.post("execute/sync", &json!({ "script": script, "args": arguments }))
    }
}

fn start_driver(desktop: &Desktop) -> Option<(SocketAddr, Process)> {
    let address = free_address();
    let mut command = desktop.command("WebKitWebDriver");
    command.args([format!("--port={}", address.port()), "--host=127.0.0.1".to_owned()]);
    command.envs([("TAURI_AUTOMATION", "true"), ("TAURI_WEBVIEW_AUTOMATION", "true")]);
    // The app inherits these, and must not take the terminal of whoever runs the tests for its own.
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let mut process = Process::start(&mut command);
    // It ends where somebody else took the port in between.
    let answers = until("WebKitWebDriver to answer or to end", || {
        if !process.is_alive() {
            return Some(false);
        }
        call(address, "GET", "/status", None).map(|_| true)
    });
    answers.then_some((address, process))
}

/// HTTP 1.0, so that an answer ends with its connection.
fn call(driver: SocketAddr, method: &str, path: &str, body: Option<&Value>) -> Option<Value> {
    let body = body.map(Value::to_string).unwrap_or_default();
    let mut stream = TcpStream::connect(driver).ok()?;
    stream.set_read_timeout(Some(PATIENCE)).ok()?;
    write!(
        stream,
        "{method} {path} HTTP/1.0\r\nHost: {driver}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    serde_json::from_str(answer.split_once("\r\n\r\n")?.1).ok()
}
