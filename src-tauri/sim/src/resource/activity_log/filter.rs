//! The few filters that Azure allows here.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::world::Event;

const DAYS_KEPT: i64 = 90;

/// A span of time and at most one condition more.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Filter {
    from: Timestamp,
    to: Timestamp,
    only: Option<(Property, String)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Property {
    ResourceGroupName,
    ResourceUri,
    ResourceProvider,
    CorrelationId,
}

impl Filter {
    /// Reads a filter; the error is the sentence that Azure would answer with.
    pub(super) fn read(text: Option<&str>, now: Timestamp) -> Result<Self, String> {
        let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else {
            return Err("The '$filter' query parameter is required and must give at least the start of a time span, as in eventTimestamp ge '2026-01-01T00:00:00Z'.".into());
        };
        let (mut from, mut to, mut only) = (None, None, None);
        for clause in clauses(text) {
            let (name, operator, value) = parts(clause).ok_or_else(|| unsupported(clause))?;
            let property = property(name);
            match (name.to_lowercase().as_str(), operator.to_lowercase().as_str()) {
                ("eventtimestamp", "ge") if from.is_none() => from = Some(moment(value)?),
                ("eventtimestamp", "le") if to.is_none() => to = Some(moment(value)?),
                (_, "eq") if property.is_some() && only.is_none() => {
                    let value = unquoted(value).ok_or_else(|| unsupported(clause))?;
                    only = property.map(|property| (property, value.to_lowercase()));
                }
                _ => return Err(unsupported(clause)),
            }
        }
        let from =
            from.ok_or("The '$filter' query parameter has no start time: eventTimestamp ge is required.")?;
        let to = to.unwrap_or(now);
        if from < now - SignedDuration::from_hours(24 * DAYS_KEPT) {
            return Err(format!("The start time cannot be more than {DAYS_KEPT} day(s) in the past."));
        }
        if to < from {
            return Err("The end time must be later than the start time.".into());
        }
        Ok(Self { from, to, only })
    }

    pub(super) fn holds(&self, event: &Event) -> bool {
        let within = self.from <= event.at && event.at <= self.to;
        within
            && self
                .only
                .as_ref()
                .is_none_or(|(property, value)| property.of(event).is_some_and(|is| is == *value))
    }
}

impl Property {
    fn of(self, event: &Event) -> Option<String> {
        let resource = &event.work.resource;
        let found = match self {
            Self::ResourceGroupName => super::view::group(resource).to_owned(),
            Self::ResourceUri => resource.clone(),
            Self::ResourceProvider => super::view::provider(&event.work.operation).to_owned(),
            Self::CorrelationId => event.work.correlation_id.clone(),
        };
        Some(found.to_lowercase())
    }
}

fn property(name: &str) -> Option<Property> {
    Some(match name.to_lowercase().as_str() {
        "resourcegroupname" => Property::ResourceGroupName,
        // Not documented, and what the Azure CLI sends for --resource-id.
        "resourceuri" | "resourceid" => Property::ResourceUri,
        "resourceprovider" => Property::ResourceProvider,
        "correlationid" => Property::CorrelationId,
        _ => return None,
    })
}

/// What stands between the `and`s.
fn clauses(text: &str) -> Vec<&str> {
    let (mut found, mut from, mut quoted) = (Vec::new(), 0, false);
    for (at, letter) in text.char_indices() {
        quoted ^= letter == '\'';
        let here = text.get(at..at + 5).is_some_and(|word| word.eq_ignore_ascii_case(" and "));
        if here && !quoted {
            found.push(text[from..at].trim());
            from = at + 5;
        }
    }
    found.push(text.get(from..).unwrap_or_default().trim());
    found
}

fn parts(clause: &str) -> Option<(&str, &str, &str)> {
    let (name, rest) = clause.split_once(' ')?;
    let (operator, value) = rest.trim_start().split_once(' ')?;
    Some((name, operator, value.trim()))
}

fn unquoted(value: &str) -> Option<&str> {
    value.strip_prefix('\'')?.strip_suffix('\'').filter(|inner| !inner.contains('\''))
}

/// Quoted or bare, with an offset or as UTC, to the second or finer, or only a day.
fn moment(value: &str) -> Result<Timestamp, String> {
    let text = unquoted(value).unwrap_or(value);
    let utc = |civil: DateTime| civil.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp());
    let read = text.parse::<Timestamp>().ok().or_else(|| text.parse::<DateTime>().ok().and_then(utc));
    read.ok_or_else(|| format!("The value {value} is not a valid date and time."))
}

fn unsupported(clause: &str) -> String {
    format!(
        "$filter={clause} is not supported. Supported are eventTimestamp ge and le, and one of resourceGroupName, resourceUri, resourceProvider and correlationId with eq."
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Filter, String> {
        Filter::read(Some(text), "2026-02-01T08:00:00Z".parse().unwrap())
    }

    #[test]
    fn the_documented_patterns_are_read() {
        let span = "eventTimestamp ge '2026-01-31T08:00:00Z' and eventTimestamp le '2026-02-01T07:00:00Z'";
        let from: Timestamp = "2026-01-31T08:00:00Z".parse().unwrap();
        let to: Timestamp = "2026-02-01T07:00:00Z".parse().unwrap();
        assert_eq!(read(span).unwrap(), Filter { from, to, only: None });
        for (name, property) in [
            ("resourceGroupName", Property::ResourceGroupName),
            ("resourceUri", Property::ResourceUri),
            ("resourceProvider", Property::ResourceProvider),
            ("correlationId", Property::CorrelationId),
        ] {
            let expected = Filter { from, to, only: Some((property, "a and b".into())) };
            assert_eq!(read(&format!("{span} and {name} eq 'A and B'")).unwrap(), expected);
        }
    }

    #[test]
    fn times_are_read_as_the_clients_write_them() {
        let from: Timestamp = "2026-01-31T08:00:00Z".parse().unwrap();
        for text in [
            "'2026-01-31T08:00:00Z'",
            "2026-01-31T08:00:00",
            "'2026-01-31T09:00:00+01:00'",
            "2026-01-31T08:00:00.0000000Z",
        ] {
            assert_eq!(read(&format!("eventTimestamp ge {text}")).unwrap().from, from, "{text}");
        }
        let day: Timestamp = "2026-01-31T00:00:00Z".parse().unwrap();
        assert_eq!(read("eventTimestamp ge '2026-01-31'").unwrap().from, day);
        assert_eq!(
            read("eventTimestamp ge '2026-01-31'").unwrap().to,
            "2026-02-01T08:00:00Z".parse().unwrap()
        );
    }

    #[test]
    fn everything_else_is_refused_and_named() {
        let ge = "eventTimestamp ge '2026-01-31T08:00:00Z'";
        let supported = "is not supported. Supported are eventTimestamp ge and le, and one of resourceGroupName, resourceUri, resourceProvider and correlationId with eq.";
        for clause in [
            "operationName eq 'x'",
            "caller eq 'barbara@contoso.com'",
            "status eq 'Failed'",
            "resourceGroupName ne 'x'",
            "eventTimestamp lt '2026-02-01'",
            "nonsense",
            "resourceGroupName eq 'a' or resourceGroupName eq 'b'",
        ] {
            let refused = read(&format!("{ge} and {clause}")).unwrap_err();
            assert_eq!(refused, format!("$filter={clause} {supported}"));
        }
        let twice = read(&format!("{ge} and resourceGroupName eq 'a' and correlationId eq 'b'")).unwrap_err();
        assert_eq!(twice, format!("$filter=correlationId eq 'b' {supported}"));
        assert_eq!(
            read("resourceGroupName eq 'a'").unwrap_err(),
            "The '$filter' query parameter has no start time: eventTimestamp ge is required."
        );
        assert_eq!(
            read("eventTimestamp ge '2025-11-03T07:59:59Z'").unwrap_err(),
            "The start time cannot be more than 90 day(s) in the past."
        );
        assert!(read("eventTimestamp ge '2025-11-03T08:00:00Z'").is_ok());
        assert_eq!(
            read("eventTimestamp ge 'yesterday'").unwrap_err(),
            "The value 'yesterday' is not a valid date and time."
        );
        assert_eq!(
            read(&format!("{ge} and eventTimestamp le '2026-01-30T08:00:00Z'")).unwrap_err(),
            "The end time must be later than the start time."
        );
        assert!(
            Filter::read(None, Timestamp::UNIX_EPOCH)
                .unwrap_err()
                .starts_with("The '$filter' query parameter is required")
        );
    }
}
