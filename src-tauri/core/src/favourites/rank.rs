//! Places in a list as texts that are compared letter by letter: between any two there is room for another one, so
//! that a move changes nothing but what is moved.

use serde::{Deserialize, Serialize};

/// In the order of their bytes.
const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// Longer ones are given out anew.
const LONGEST: usize = 24;

/// A place in a list.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Rank(String);

impl Rank {
    /// The place of the first one.
    pub(super) fn first() -> Self {
        Self("a0".to_owned())
    }

    /// A place behind one and in front of another; at an end of the list without them. `None` where there is no room,
    /// and the whole list has to be given places anew.
    pub(super) fn between(after: Option<&Self>, before: Option<&Self>) -> Option<Self> {
        let found = match (after, before) {
            (None, None) => Some(Self::first().0),
            (Some(after), None) => Some(behind(&after.0)),
            (None, Some(before)) => ahead_of(&before.0),
            (Some(after), Some(before)) => middle(&after.0, &before.0),
        };
        found.filter(|text| text.len() <= LONGEST).map(Self)
    }

    /// Places for so many in a row.
    pub(super) fn row(count: usize) -> Vec<Self> {
        let mut rank = Self::first().0;
        let mut row = Vec::with_capacity(count);
        for _ in 0..count {
            row.push(Self(rank.clone()));
            rank = behind(&rank);
        }
        row
    }
}

/// The next one of the same length, where there is one: lists grow at their end.
fn behind(text: &str) -> String {
    let kept = text.trim_end_matches('z');
    match kept.as_bytes().split_last() {
        Some((last, front)) => {
            let zeros = "0".repeat(text.len() - kept.len());
            spelled(front) + &spelled(&[DIGITS[place(*last) + 1]]) + &zeros
        }
        None => format!("{text}V"),
    }
}

/// The one before of the same length, where there is one.
fn ahead_of(text: &str) -> Option<String> {
    let kept = text.trim_end_matches('0');
    let (last, front) = kept.as_bytes().split_last()?;
    let lower = DIGITS[place(*last) - 1];
    let high = "z".repeat(text.len() - kept.len());
    // Nothing fits in front of a text of zeros, so none is made.
    let found = spelled(front) + &spelled(&[lower]) + &high;
    Some(if found.bytes().all(|digit| digit == b'0') { found + "V" } else { found })
}

fn middle(after: &str, before: &str) -> Option<String> {
    let next = behind(after);
    if after >= before || next.as_str() < before {
        return (after < before).then_some(next);
    }
    let Some(rest) = before.strip_prefix(after) else { return Some(format!("{after}V")) };
    let zeros = rest.len() - rest.trim_start_matches('0').len();
    let digit = place(*rest.as_bytes().get(zeros)?);
    let half = spelled(&[DIGITS[digit / 2]]);
    let found = format!("{after}{}{half}", &rest[..zeros]);
    Some(if digit < 2 { found + "V" } else { found })
}

fn place(digit: u8) -> usize {
    DIGITS.iter().position(|known| *known == digit).unwrap_or_default()
}

fn spelled(digits: &[u8]) -> String {
    digits.iter().copied().map(char::from).collect()
}

impl TryFrom<String> for Rank {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        let good = (1..=64).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if good { Ok(Self(text)) } else { Err(format!("\"{text}\" is no place in an order, such as \"a0\"")) }
    }
}

impl From<Rank> for String {
    fn from(rank: Rank) -> String {
        rank.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn rank(text: &str) -> Rank {
        Rank::try_from(text.to_owned()).unwrap()
    }

    fn between(after: &str, before: &str) -> Option<String> {
        let some = |text: &str| (!text.is_empty()).then(|| rank(text));
        Rank::between(some(after).as_ref(), some(before).as_ref()).map(String::from)
    }

    #[test]
    fn there_is_room_nearly_everywhere() {
        for (after, before, found) in [
            ("", "", "a0"),
            ("a0", "", "a1"),
            ("az", "", "b0"),
            ("zz", "", "zzV"),
            ("", "a0", "Zz"),
            ("", "00001", "00000V"),
            ("a0", "a5", "a1"),
            ("a0", "a1", "a0V"),
            ("a0", "a0V", "a0F"),
            ("a", "a1", "a0V"),
        ] {
            assert_eq!(between(after, before).as_deref(), Some(found), "between {after:?} and {before:?}");
        }
        for (after, before) in [("a", "a0"), ("b", "b"), ("b", "a"), ("", "00")] {
            assert_eq!(between(after, before), None, "no room between {after:?} and {before:?}");
        }
        assert_eq!(String::from(rank("Zz")), "Zz");
        assert!(Rank::try_from("a 0".to_owned()).is_err() && Rank::try_from(String::new()).is_err());
    }

    proptest! {
        #[test]
        fn whatever_is_put_between_comes_to_stand_there(places in proptest::collection::vec(0_usize..1000, 1..120)) {
            let mut list: Vec<Rank> = Vec::new();
            for place in places {
                let at = place % (list.len() + 1);
                let after = at.checked_sub(1).and_then(|before| list.get(before));
                match Rank::between(after, list.get(at)) {
                    Some(rank) => list.insert(at, rank),
                    None => list = Rank::row(list.len() + 1),
                }
                prop_assert!(list.is_sorted_by(|one, other| one < other), "{list:?}");
            }
        }
    }
}
