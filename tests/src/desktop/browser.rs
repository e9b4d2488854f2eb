//! The person's browser: notes which pages it was asked to open, for somebody who walks them.

use std::{fs, path::PathBuf};

use serde_json::{Value, json};

use super::{Desktop, until};
use crate::program;

pub struct Browser(PathBuf);

impl Browser {
    pub fn on(desktop: &Desktop) -> Self {
        Self(desktop.home().path("browser.jsonl"))
    }

    /// What makes it the person's browser, in the settings.
    pub fn setting(&self) -> Value {
        json!([program("jit-recorder"), self.0, "{url}"])
    }

    /// The pages it was asked to open, once there are so many.
    pub fn opened(&self, count: usize) -> Vec<String> {
        until(&format!("{count} pages in the browser"), || {
            let pages = self.pages();
            (pages.len() >= count).then_some(pages)
        })
    }

    /// The pages it was asked to open until now.
    pub fn pages(&self) -> Vec<String> {
        let text = fs::read_to_string(&self.0).unwrap_or_default();
        let whole = text.rsplit_once('\n').map_or("", |(whole, _)| whole);
        let page = |line: &str| -> Value { serde_json::from_str(line).expect("the recorder writes JSON") };
        whole.lines().filter_map(|line| Some(page(line)["words"][0].as_str()?.to_owned())).collect()
    }
}
