//! A real Chromium without a screen, driven over DevTools' own pipe.

use std::fs::File;
use std::io::{BufRead, BufReader, Write};

use serde_json::{Value, json};

use super::{Desktop, process::Process, until};

/// A browser with one tab.
pub struct Chromium {
    commands: File,
    answers: BufReader<File>,
    tab: Option<String>,
    next: u64,
    _process: Process,
}

/// Reads descriptor 3 and writes descriptor 4, as `--remote-debugging-pipe` wants them.
const START: &str = "mkfifo commands answers && \
    exec chromium --headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage --no-first-run \
    --ignore-certificate-errors --remote-debugging-pipe --user-data-dir=chromium about:blank \
    3< commands 4> answers > chromium.log 2>&1";

impl Chromium {
    /// Starts it. It takes every certificate, because the system's browser does not know the simulated Azure's.
    pub fn start(desktop: &Desktop) -> Self {
        let mut command = desktop.command("sh");
        let process = Process::start(command.args(["-c", START]));
        let pipe = |name: &str| desktop.home().path(name);
        until("the browser's pipes", || {
            (pipe("commands").exists() && pipe("answers").exists()).then_some(())
        });
        // Each waits for the other side, which opens them in this order.
        let commands = File::options().write(true).open(pipe("commands")).expect("the folder is ours");
        let answers = BufReader::new(File::open(pipe("answers")).expect("the folder is ours"));
        let mut browser = Self { commands, answers, tab: None, next: 0, _process: process };
        let tab = browser.call("Target.createTarget", json!({ "url": "about:blank" }));
        let wanted = json!({ "targetId": tab["targetId"], "flatten": true });
        let attached = browser.call("Target.attachToTarget", wanted);
        browser.tab = attached["sessionId"].as_str().map(str::to_owned);
        browser
    }

    /// Opens an address.
    pub fn open(&mut self, address: &str) {
        let answer = self.call("Page.navigate", json!({ "url": address }));
        assert!(answer["errorText"].is_null(), "{answer}");
    }

    /// Presses the button that says this, once there is one.
    pub fn press(&mut self, label: &str) {
        let script = format!(
            "(() => {{ const button = [...document.querySelectorAll('button')]\
             .find((button) => button.innerText.includes({})); button?.click(); return Boolean(button); }})()",
            json!(label)
        );
        until(&format!("the button \"{label}\""), || self.ask(&script).as_bool().filter(|pressed| *pressed));
    }

    /// Waits until it shows this text.
    #[track_caller]
    pub fn shows(&mut self, text: &str) {
        let script = "document.body?.innerText ?? ''";
        let shown = |shown: Value| shown.as_str().is_some_and(|shown| shown.contains(text));
        until(&format!("the browser to show \"{text}\""), || shown(self.ask(script)).then_some(()));
    }

    /// What the page's own script finds: `expression` is of JavaScript. Nothing while a page loads.
    pub fn ask(&mut self, expression: &str) -> Value {
        let answer =
            self.call("Runtime.evaluate", json!({ "expression": expression, "returnByValue": true }));
        answer["result"]["value"].clone()
    }

    fn call(&mut self, method: &str, params: Value) -> Value {
        self.next += 1;
        let mut command = json!({ "id": self.next, "method": method, "params": params });
        if let Some(tab) = &self.tab {
            command["sessionId"] = json!(tab);
        }
        let sent = self.commands.write_all(format!("{command}\0").as_bytes());
        sent.expect("the browser runs");
        loop {
            let mut message = Vec::new();
            self.answers.read_until(0, &mut message).expect("the browser runs");
            let message = message.strip_suffix(&[0]).expect("the browser has not ended");
            let message: Value = serde_json::from_slice(message).expect("DevTools speak JSON");
            // Between the answers it tells what happens.
            if message["id"] == self.next {
                return message["result"].clone();
            }
        }
    }
}
