//! Moments and spans of time in text.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, civil};

/// A date, or a date and a time of day; without a zone it is UTC.
pub(super) fn read_time(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    if let Ok(at) = text.parse::<Timestamp>() {
        return Some(at);
    }
    let local = text.trim_end_matches('Z').parse::<civil::DateTime>().ok();
    let local = local.or_else(|| text.parse::<civil::Date>().ok().map(civil::DateTime::from));
    local?.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
}

/// `[-][d.]hh:mm[:ss[.fffffff]]`, or a number of days.
pub(super) fn read_span(text: &str) -> Option<SignedDuration> {
    let text = text.trim();
    if let Some(positive) = text.strip_prefix('-') {
        return read_span(positive).map(|span| -span);
    }
    if let Ok(days) = text.parse::<i64>() {
        return SignedDuration::try_from_hours(days.checked_mul(24)?);
    }
    let (days, clock) = match text.split_once('.') {
        Some((days, clock)) if !days.contains(':') => (days.parse::<i64>().ok()?, clock),
        _ => (0, text),
    };
    let mut parts = clock.split(':');
    let hours: i64 = parts.next()?.parse().ok()?;
    let minutes: i64 = parts.next()?.parse().ok()?;
    let seconds: f64 = parts.next().unwrap_or("0").parse().ok()?;
    if parts.next().is_some() || hours > 23 || minutes > 59 || !(0.0..60.0).contains(&seconds) {
        return None;
    }
    let whole = days.checked_mul(24)?.checked_add(hours)?.checked_mul(60)?.checked_add(minutes)?;
    SignedDuration::try_from_mins(whole)?.checked_add(SignedDuration::try_from_secs_f64(seconds).ok()?)
}

/// The form in which spans are printed: `1.02:03:04.5000000`.
pub(super) fn write_span(span: SignedDuration) -> String {
    let sign = if span.is_negative() { "-" } else { "" };
    let span = span.unsigned_abs();
    let (seconds, ticks) = (span.as_secs(), span.subsec_nanos() / 100);
    let (days, hours, minutes) = (seconds / 86_400, seconds / 3_600 % 24, seconds / 60 % 60);
    let day = if days > 0 { format!("{days}.") } else { String::new() };
    let fraction = if ticks > 0 { format!(".{ticks:07}") } else { String::new() };
    format!("{sign}{day}{hours:02}:{minutes:02}:{:02}{fraction}", seconds % 60)
}
