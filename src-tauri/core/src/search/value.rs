//! Values of fields, read into conditions.

use super::condition::{Address, Age, Condition, Jit, Trait};
use super::field::Field;
use super::fold::fold;
use super::hint::Hint;
use super::words::Word;
use crate::{Os, Power};

const SYSTEMS: [(&str, Condition); 3] = [
    ("windows", Condition::Os(Os::Windows)),
    ("linux", Condition::Os(Os::Linux)),
    ("unknown", Condition::Os(Os::Unknown)),
];

/// Both ways of being stopped are "stopped"; Azure's own word tells them apart.
const STATES: [(&str, Condition); 9] = [
    ("running", Condition::State(Power::Running)),
    ("stopped", Condition::State(Power::Stopped)),
    ("stopped", Condition::State(Power::Deallocated)),
    ("starting", Condition::State(Power::Starting)),
    ("stopping", Condition::State(Power::Stopping)),
    ("deallocating", Condition::State(Power::Deallocating)),
    ("deallocated", Condition::State(Power::Deallocated)),
    ("unknown", Condition::State(Power::Unknown)),
    ("stopped (still billed)", Condition::State(Power::Stopped)),
];

const JIT: [(&str, Condition); 6] = [
    ("on", Condition::Jit(Jit::On)),
    ("off", Condition::Jit(Jit::Off)),
    ("open", Condition::Jit(Jit::Open)),
    ("mine", Condition::Jit(Jit::Mine)),
    ("unsupported", Condition::Jit(Jit::Unsupported)),
    ("unknown", Condition::Jit(Jit::Unknown)),
];

const TRAITS: [(&str, Condition); 4] = [
    ("fav", Condition::Is(Trait::Favourite)),
    ("expiring", Condition::Is(Trait::Expiring)),
    ("unprotected", Condition::Is(Trait::Unprotected)),
    ("exposed", Condition::Is(Trait::Exposed)),
];

/// The conditions any of which this field with these values asks for; none when it has no value yet.
pub(super) fn conditions(field: Field, values: &Word, hints: &mut Vec<Hint>) -> Vec<Condition> {
    let mut conditions = Vec::new();
    let mut tag = None;
    let mut empty = true;
    for value in values.split(',') {
        empty = false;
        let found = match field {
            Field::Subscription => vec![Condition::Subscription(fold(&value.text()))],
            Field::Group => vec![Condition::Group(fold(&value.text()))],
            Field::Region => vec![Condition::Region(fold(&value.text()).replace(' ', ""))],
            Field::Size => vec![Condition::Size(fold(&value.text()))],
            Field::Tag => vec![tagged(&value, &mut tag)],
            Field::Os => listed(&SYSTEMS, &value),
            Field::State => listed(&STATES, &value),
            Field::Jit => listed(&JIT, &value),
            Field::Is => listed(&TRAITS, &value),
            Field::Port => compared(&value.text(), number).map(Condition::Port).into_iter().collect(),
            Field::Address => {
                Address::read(value.text().trim()).map(Condition::Address).into_iter().collect()
            }
            Field::Used => used(&value.text()).into_iter().collect(),
        };
        if found.is_empty() {
            hints.push(refused(field, &value));
            conditions.push(Condition::Nothing);
        }
        conditions.extend(found);
    }
    if empty {
        hints.push(Hint::NoValue { field: field.name(), takes: field.takes() });
    }
    conditions
}

/// A tag's name, or its name and value. `env=prod,test` means two values of the same tag.
fn tagged(value: &Word, tag: &mut Option<String>) -> Condition {
    let (name, value) = match value.split_once('=') {
        Some((name, value)) => (fold(&name.text()), Some(fold(&value.text()))),
        None => match tag {
            Some(name) => (name.clone(), Some(fold(&value.text()))),
            None => (fold(&value.text()), None),
        },
    };
    let Some(value) = value else { return Condition::Tag(format!("\n{name}=")) };
    *tag = Some(name.clone());
    Condition::Tag(format!("\n{name}={value}\n"))
}

/// The conditions with exactly this name, or else all that begin so: half a word already filters.
fn listed(known: &[(&str, Condition)], value: &Word) -> Vec<Condition> {
    let typed = fold(&value.text());
    let those = |same: &dyn Fn(&str) -> bool| -> Vec<Condition> {
        known.iter().filter(|(name, _)| same(name)).map(|(_, condition)| condition.clone()).collect()
    };
    let exact = those(&|name| name == typed);
    if exact.is_empty() && !typed.is_empty() { those(&|name| name.starts_with(&typed)) } else { exact }
}

fn refused(field: Field, value: &Word) -> Hint {
    let typed = fold(&value.text());
    let known: &[(&'static str, Condition)] = match field {
        Field::Os => &SYSTEMS,
        Field::State => &STATES,
        Field::Jit => &JIT,
        Field::Is => &TRAITS,
        _ => &[],
    };
    let distance = |name: &str| strsim::damerau_levenshtein(name, &typed);
    let close = known.iter().map(|(name, _)| *name).min_by_key(|name| distance(name));
    let instead = close.filter(|name| distance(name) <= 2 && typed.len() > 2).map(str::to_owned);
    let value = crate::clean(&value.text());
    Hint::NoSuchValue { field: field.name(), value, takes: field.takes(), instead }
}

/// A comparison of a number or an age with what a machine has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Compared<T> {
    sign: Sign,
    with: T,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sign {
    Less,
    AtMost,
    Equal,
    AtLeast,
    More,
}

impl<T: PartialOrd> Compared<T> {
    pub(super) fn holds(&self, value: &T) -> bool {
        match self.sign {
            Sign::Less => *value < self.with,
            Sign::AtMost => *value <= self.with,
            Sign::Equal => *value == self.with,
            Sign::AtLeast => *value >= self.with,
            Sign::More => *value > self.with,
        }
    }
}

fn compared<T>(text: &str, read: impl Fn(&str) -> Option<T>) -> Option<Compared<T>> {
    let signs = [
        ("<=", Sign::AtMost),
        (">=", Sign::AtLeast),
        ("<", Sign::Less),
        (">", Sign::More),
        ("=", Sign::Equal),
    ];
    let text = text.trim();
    let found = signs.iter().find_map(|(sign, means)| Some((*means, text.strip_prefix(sign)?)));
    let (sign, rest) = found.unwrap_or((Sign::Equal, text));
    Some(Compared { sign, with: read(rest.trim())? })
}

fn number(text: &str) -> Option<u16> {
    text.parse().ok()
}

/// `<7d`, `>=4w`, `never`. An age without a sign would be hit by chance only.
fn used(text: &str) -> Option<Condition> {
    if fold(text) == "never" {
        return Some(Condition::Used(Age::Never));
    }
    let age = compared(text, age)?;
    (age.sign != Sign::Equal).then_some(Condition::Used(Age::Is(age)))
}

/// In seconds.
fn age(text: &str) -> Option<i64> {
    let unit = text.chars().last()?.to_ascii_lowercase();
    let seconds = match unit {
        'm' => 60,
        'h' => 3_600,
        'd' => 86_400,
        'w' => 7 * 86_400,
        _ => return None,
    };
    let number: u32 = text.get(..text.len() - unit.len_utf8())?.trim().parse().ok()?;
    i64::from(number).checked_mul(seconds)
}
