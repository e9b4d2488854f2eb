//! How long access may last: between five minutes and one day, as Azure's schema has it.

use std::fmt;
use std::str::FromStr;

use jiff::fmt::temporal::SpanParser;
use jiff::{SignedDuration, SpanRelativeTo};
use serde::{Deserialize, Serialize};

/// The length of an access window, in whole seconds, from five minutes to 24 hours
/// (`maxRequestAccessDuration` in the JIT schema, api-version 2020-01-01).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(type = "string"))]
#[serde(try_from = "String", into = "String")]
pub struct JitDuration(SignedDuration);

impl JitDuration {
    /// The shortest window Azure accepts.
    pub const MIN: Self = Self(SignedDuration::from_mins(5));
    /// The longest window Azure accepts.
    pub const MAX: Self = Self(SignedDuration::from_hours(24));
    /// What is asked for when nobody says otherwise: the portal's own default.
    pub const DEFAULT: Self = Self(SignedDuration::from_hours(3));

    /// A duration of so many minutes, brought into Azure's range.
    #[must_use]
    pub fn from_mins(minutes: i64) -> Self {
        Self(SignedDuration::from_mins(minutes)).clamp(Self::MIN, Self::MAX)
    }

    /// The plain duration.
    #[must_use]
    pub fn as_duration(self) -> SignedDuration {
        self.0
    }

    /// What to say of a text that is none.
    pub(crate) fn refused(text: &str) -> NotAJitDuration {
        NotAJitDuration(text.to_owned())
    }

    /// As it is typed: `3h`, `90m`.
    pub(crate) fn typed(self) -> String {
        self.to_string().replace(" min", "m").replace(' ', "")
    }

    /// In whole minutes.
    #[must_use]
    pub fn as_mins(self) -> i64 {
        self.0.as_mins()
    }
}

/// Reads what people type (`90m`, `2h`, `1h30m`) and what Azure writes (`PT3H`, `P1D`).
impl FromStr for JitDuration {
    type Err = NotAJitDuration;
    fn from_str(text: &str) -> Result<Self, NotAJitDuration> {
        static PARSER: SpanParser = SpanParser::new();
        let wrong = || NotAJitDuration(text.to_owned());
        let iso = if text.starts_with(['P', 'p']) { text.to_owned() } else { format!("PT{text}") };
        let span = PARSER.parse_span(iso.to_ascii_uppercase()).map_err(|_| wrong())?;
        let length = span.to_duration(SpanRelativeTo::days_are_24_hours()).map_err(|_| wrong())?;
        let length = Self(SignedDuration::from_secs(length.as_secs()));
        if (Self::MIN..=Self::MAX).contains(&length) { Ok(length) } else { Err(wrong()) }
    }
}

/// For people: `3 h`, `90 min`.
impl fmt::Display for JitDuration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.as_mins() {
            minutes if minutes % 60 == 0 => write!(f, "{} h", minutes / 60),
            minutes => write!(f, "{minutes} min"),
        }
    }
}

/// The text is no duration Azure would accept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotAJitDuration(String);

impl fmt::Display for NotAJitDuration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\" is not a duration from 5 minutes to 24 hours, such as 90m, 2h or PT3H", self.0)
    }
}

impl std::error::Error for NotAJitDuration {}

impl TryFrom<String> for JitDuration {
    type Error = NotAJitDuration;
    fn try_from(text: String) -> Result<Self, NotAJitDuration> {
        text.parse()
    }
}

impl From<JitDuration> for String {
    fn from(duration: JitDuration) -> String {
        duration.0.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn azure_and_people_are_both_understood() {
        for (text, minutes, shown, iso) in [
            ("PT3H", 180, "3 h", "PT3H"),
            ("P1D", 1440, "24 h", "PT24H"),
            ("PT1H30M", 90, "90 min", "PT1H30M"),
            ("90m", 90, "90 min", "PT1H30M"),
            ("2h", 120, "2 h", "PT2H"),
            ("1h30m", 90, "90 min", "PT1H30M"),
        ] {
            let read: JitDuration = text.parse().unwrap();
            assert_eq!(
                (read.as_mins(), read.to_string(), String::from(read)),
                (minutes, shown.into(), iso.into())
            );
        }
    }

    #[test]
    fn what_azure_would_refuse_is_refused_here() {
        for text in ["", "PT4M", "PT25H", "-PT1H", "P1M", "tomorrow", "3", "PT"] {
            let said = text.parse::<JitDuration>().unwrap_err().to_string();
            assert_eq!(
                said,
                format!("\"{text}\" is not a duration from 5 minutes to 24 hours, such as 90m, 2h or PT3H")
            );
        }
    }
}
