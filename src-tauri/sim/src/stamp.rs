//! Time as Azure writes and reads it.

use jiff::{SignedDuration, Span, SpanRelativeTo, Timestamp};

/// `2026-02-01T08:06:45.5691611Z`; whole seconds have no fraction, as .NET prints them.
pub(crate) fn utc(at: Timestamp) -> String {
    if at.subsec_nanosecond() / 100 == 0 {
        at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
    } else {
        at.strftime("%Y-%m-%dT%H:%M:%S%.7fZ").to_string()
    }
}

/// `2021-04-12T09:07:18.6759138Z`, with seven decimals whatever they are.
pub(crate) fn ticked(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S%.7fZ").to_string()
}

/// `2026-01-06T18:58:24.7596323+00:00`, the form of compute operations and statuses.
pub(crate) fn offset(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S%.7f+00:00").to_string()
}

/// The form of the HTTP `Date` header.
pub(crate) fn http(at: Timestamp) -> String {
    at.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

/// Azure counts in ticks of 100 ns; an instant that is finer would not survive its own text.
pub(crate) fn ticks(at: Timestamp) -> Timestamp {
    let rest = at.subsec_nanosecond().rem_euclid(100);
    at - SignedDuration::from_nanos(i64::from(rest))
}

/// Reads `PT3H`, `PT1H30M`, `P1D`; nothing negative and nothing of calendar length.
pub(crate) fn duration(text: &str) -> Option<SignedDuration> {
    let span: Span = text.parse().ok()?;
    let whole = span.to_duration(SpanRelativeTo::days_are_24_hours()).ok()?;
    (text.starts_with('P') && whole > SignedDuration::ZERO).then_some(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_have_the_forms_azure_uses() {
        let at: Timestamp = "2026-02-01T08:06:45.569161199Z".parse().unwrap();
        assert_eq!(utc(at), "2026-02-01T08:06:45.5691611Z");
        assert_eq!(offset(at), "2026-02-01T08:06:45.5691611+00:00");
        assert_eq!(http(at), "Sun, 01 Feb 2026 08:06:45 GMT");
        assert_eq!(utc("2026-02-01T08:06:45Z".parse().unwrap()), "2026-02-01T08:06:45Z");
        assert_eq!(utc(ticks(at)).parse::<Timestamp>().unwrap(), ticks(at));
    }

    #[test]
    fn durations_are_read_in_every_form_azure_writes() {
        let hours = |text| duration(text).map(|d| d.as_secs_f64() / 3600.0);
        assert_eq!(hours("PT3H"), Some(3.0));
        assert_eq!(hours("PT1H30M"), Some(1.5));
        assert_eq!(hours("P1D"), Some(24.0));
        assert_eq!(hours("PT0S"), None);
        assert_eq!(hours("-PT1H"), None);
        assert_eq!(hours("3 hours"), None);
        assert_eq!(hours("P1M"), None);
    }
}
