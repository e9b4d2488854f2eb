//! What a person has to do for a sign-in, said once.

use jiff::{Timestamp, tz::TimeZone};
use jit_core::{SignInView, SigningInNews};
use serde_json::json;

use crate::out::Out;

/// What was said of the sign-in that a connect waits for.
#[derive(Default)]
pub(crate) struct Asked(Option<String>);

impl Asked {
    /// Says what the person has to do, where that is news.
    pub(crate) fn tell(&mut self, sign_in: &SignInView, out: &Out) {
        let text = match sign_in {
            SignInView::WaitingForBrowser { address, purpose, .. } => {
                with_purpose(purpose, &browser(address))
            }
            SignInView::WaitingForCode { code, address, until, purpose, .. } => {
                with_purpose(purpose, &enter(code, address, until))
            }
            _ => return self.0 = None,
        };
        if self.0.as_ref() != Some(&text) {
            out.note(&text);
            self.0 = Some(text);
        }
    }
}

/// Says what the person has to do.
pub(crate) fn tell(news: &SigningInNews, out: &Out) {
    match news {
        SigningInNews::BrowserOpened { address, .. } => out.note(&browser(address)),
        SigningInNews::CodeShown { code, address, until } if out.json => {
            out.json(&json!({ "schema": 1, "code": code, "address": address, "until": until }));
        }
        SigningInNews::CodeShown { code, address, until } => out.note(&enter(code, address, &clock(*until))),
        SigningInNews::Ended(_) => {}
    }
}

fn browser(address: &str) -> String {
    format!("Waiting for your browser… Ctrl+C cancels. If nothing opened:\n{address}")
}

fn enter(code: &str, address: &str, until: &str) -> String {
    let (code, address) = (jit_core::clean(code), jit_core::clean(address));
    format!("Enter the code {code} at {address} until {until}. Ctrl+C cancels.")
}

fn clock(time: Timestamp) -> String {
    time.to_zoned(TimeZone::system()).strftime("%H:%M").to_string()
}

fn with_purpose(purpose: &Option<String>, text: &str) -> String {
    purpose.as_ref().map_or_else(|| text.to_owned(), |purpose| format!("{purpose} {text}"))
}
