//! Keys that are pressed together.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// `Ctrl+Alt+J`: keys that are held, and the one that is pressed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Chord {
    ctrl: bool,
    alt: bool,
    shift: bool,
    /// The Windows key, or Cmd.
    meta: bool,
    key: String,
}

/// Keys with a name, as they are written.
const NAMED: [&str; 18] = [
    "Space",
    "Enter",
    "Tab",
    "Esc",
    "Backspace",
    "Delete",
    "Insert",
    "Home",
    "End",
    "PageUp",
    "PageDown",
    "Up",
    "Down",
    "Left",
    "Right",
    "Plus",
    "Menu",
    "Pause",
];

impl Chord {
    /// Whether a key is held that text is not typed with.
    #[must_use]
    pub fn is_command(&self) -> bool {
        self.ctrl || self.alt || self.meta
    }

    fn is_function_key(&self) -> bool {
        self.key.len() > 1 && self.key.starts_with('F')
    }

    /// Whether it can be taken from every other program.
    #[must_use]
    pub fn can_be_global(&self) -> bool {
        let is_reserved = matches!(self.key.as_str(), "Tab" | "Esc" | "Enter" | "Menu");
        (self.is_command() || self.is_function_key()) && !is_reserved
    }
}

impl FromStr for Chord {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("{:?} is no shortcut such as \"Ctrl+Alt+J\"", crate::clean(text));
        let mut chord = Self { ctrl: false, alt: false, shift: false, meta: false, key: String::new() };
        let mut parts: Vec<&str> = text.trim().split('+').map(str::trim).collect();
        let key = parts.pop().unwrap_or_default();
        for held in parts {
            let place = match held.to_ascii_lowercase().as_str() {
                "ctrl" | "control" => &mut chord.ctrl,
                "alt" | "option" => &mut chord.alt,
                "shift" => &mut chord.shift,
                "cmd" | "command" | "super" | "win" | "meta" => &mut chord.meta,
                _ => return Err(wrong()),
            };
            if std::mem::replace(place, true) {
                return Err(wrong());
            }
        }
        chord.key = key_named(key).ok_or_else(wrong)?;
        Ok(chord)
    }
}

fn key_named(key: &str) -> Option<String> {
    let mut letters = key.chars();
    if let (Some(one), None) = (letters.next(), letters.next()) {
        let is_key = one.is_alphanumeric() || ",./;'[]\\-=`".contains(one);
        return is_key.then(|| one.to_uppercase().to_string());
    }
    let number = key.strip_prefix(['F', 'f']).and_then(|number| number.parse::<u8>().ok());
    if let Some(number) = number.filter(|number| (1..=24).contains(number)) {
        return Some(format!("F{number}"));
    }
    NAMED.iter().find(|name| name.eq_ignore_ascii_case(key)).map(|name| (*name).to_owned())
}

impl fmt::Display for Chord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let held = [(self.ctrl, "Ctrl"), (self.alt, "Alt"), (self.shift, "Shift"), (self.meta, "Cmd")];
        for (_, name) in held.iter().filter(|(held, _)| *held) {
            write!(f, "{name}+")?;
        }
        f.write_str(&self.key)
    }
}

impl TryFrom<String> for Chord {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<Chord> for String {
    fn from(chord: Chord) -> Self {
        chord.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_write_keys_in_many_ways() {
        for (text, shown) in [
            ("Ctrl+Alt+J", "Ctrl+Alt+J"),
            ("alt + control + j", "Ctrl+Alt+J"),
            ("Shift+f10", "Shift+F10"),
            ("cmd+,", "Cmd+,"),
            ("Win+space", "Cmd+Space"),
            ("F2", "F2"),
            ("Ctrl+.", "Ctrl+."),
        ] {
            assert_eq!(text.parse::<Chord>().map(|chord| chord.to_string()), Ok(shown.to_owned()));
        }
    }

    #[test]
    fn what_is_none_is_said() {
        for text in ["", "Ctrl", "Ctrl+", "Ctrl+Ctrl+J", "Hyper+J", "Ctrl+F25", "Ctrl+JJ"] {
            let refused = text.parse::<Chord>().unwrap_err();
            assert_eq!(refused, format!("{text:?} is no shortcut such as \"Ctrl+Alt+J\""));
        }
    }

    #[test]
    fn a_key_that_types_is_not_taken_from_other_programs() {
        let can = |text: &str| text.parse::<Chord>().unwrap().can_be_global();
        assert!(can("Ctrl+Alt+J") && can("F9") && can("Cmd+J"));
        assert!(!can("J") && !can("Shift+J") && !can("Alt+Tab") && !can("Ctrl+Enter"));
    }
}
