//! What came back.

use azure_core::Bytes;
use azure_core::http::headers::Headers;
use jiff::fmt::rfc2822::DateTimeParser;
use jiff::{SignedDuration, Timestamp};
use serde::de::DeserializeOwned;

use jit_core::Problem;

use crate::problem::{Place, not_understood};

/// An answer of success.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Headers,
    pub(crate) body: Bytes,
    pub(crate) place: Place,
    pub(crate) sent: Timestamp,
    pub(crate) received: Timestamp,
}

impl Answer {
    /// The body as JSON of this shape.
    pub(crate) fn json<T: DeserializeOwned>(&self) -> Result<T, Problem> {
        serde_json::from_slice(&self.body)
            .map_err(|error| not_understood(&self.place, &error.to_string(), self.received))
    }

    /// Azure's clock minus ours: its `Date` against our time half way of the call. `Date` has whole seconds, so
    /// the offset may be up to a second low, which is the safe side: no window is asked for too long.
    pub(crate) fn clock_offset(&self) -> Option<SignedDuration> {
        let half_way = self.sent + self.received.duration_since(self.sent) / 2;
        Some(self.date()?.duration_since(half_way))
    }

    pub(crate) fn date(&self) -> Option<Timestamp> {
        date(&self.headers)
    }

    pub(crate) fn header(&self, name: &'static str) -> Option<&str> {
        header(&self.headers, name)
    }
}

pub(super) fn date(headers: &Headers) -> Option<Timestamp> {
    http_date(header(headers, "date")?)
}

pub(super) fn header<'a>(headers: &'a Headers, name: &'static str) -> Option<&'a str> {
    headers.get_optional_str(&name.into())
}

/// How long Azure asks to wait, where it does.
pub(crate) fn retry_after(headers: &Headers, now: Timestamp) -> Option<SignedDuration> {
    let millis = ["x-ms-retry-after-ms", "retry-after-ms"]
        .into_iter()
        .find_map(|name| headers.get_optional_str(&name.into())?.trim().parse::<u32>().ok());
    if let Some(millis) = millis {
        return Some(SignedDuration::from_millis(i64::from(millis)));
    }
    let text = headers.get_optional_str(&"retry-after".into())?.trim();
    match text.parse::<u32>() {
        Ok(seconds) => Some(SignedDuration::from_secs(i64::from(seconds))),
        Err(_) => Some(http_date(text)?.duration_since(now).max(SignedDuration::ZERO)),
    }
}

fn http_date(text: &str) -> Option<Timestamp> {
    static PARSER: DateTimeParser = DateTimeParser::new();
    PARSER.parse_timestamp(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(name: &'static str, value: &'static str) -> Option<SignedDuration> {
        let mut headers = Headers::new();
        headers.insert(name, value);
        retry_after(&headers, "2026-02-01T09:00:00Z".parse().unwrap())
    }

    #[test]
    fn every_form_of_retry_after_is_read() {
        assert_eq!(asked("retry-after", "7"), Some(SignedDuration::from_secs(7)));
        assert_eq!(
            asked("retry-after", "Sun, 01 Feb 2026 09:00:40 GMT"),
            Some(SignedDuration::from_secs(40))
        );
        assert_eq!(asked("retry-after", "Sun, 01 Feb 2026 08:00:00 GMT"), Some(SignedDuration::ZERO));
        assert_eq!(asked("x-ms-retry-after-ms", "250"), Some(SignedDuration::from_millis(250)));
        assert_eq!(asked("retry-after", "soon"), None);
        assert_eq!(asked("date", "7"), None);
    }

    #[test]
    fn the_offset_is_taken_half_way_of_the_call() {
        let mut headers = Headers::new();
        headers.insert("date", "Sun, 01 Feb 2026 09:00:10 GMT");
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let answer = Answer {
            status: 200,
            headers,
            body: Bytes::new(),
            place: Place::default(),
            sent: at("2026-02-01T09:00:00Z"),
            received: at("2026-02-01T09:00:04Z"),
        };
        assert_eq!(answer.clock_offset(), Some(SignedDuration::from_secs(8)));
    }
}
