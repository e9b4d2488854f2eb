//! Command templates of the settings.
//!
//! A placeholder is replaced inside its argument; no argument is ever split. Where a value is not known (no user,
//! no key), in this order:
//! 1. `{user}@` goes as a whole, so `{user}@{host}` becomes the host alone;
//! 2. an argument that then is nothing but the placeholder goes, together with the argument before it when that
//!    is an option (starts with `-`, without a placeholder): `-i {key}` goes as a pair;
//! 3. an argument that holds the placeholder and no other one goes: `/u:{user}`;
//! 4. elsewhere the placeholder is replaced by nothing.

use jit_core::RDP_FILE;

use super::operands::Operands;
use super::plan::THE_FILE;

/// The arguments of a template, without its program.
pub(super) fn fill(template: &[String], operands: &Operands) -> Vec<String> {
    let mut filled = Vec::with_capacity(template.len());
    for (index, item) in template.iter().enumerate() {
        let without_user;
        let item = if operands.user.is_none() && item.contains("{user}@") {
            without_user = item.replace("{user}@", "");
            &without_user
        } else {
            item
        };
        let parts = split(item, operands);
        let unknown = parts.iter().any(|part| matches!(part, Part::Unknown));
        let known = parts.iter().any(|part| matches!(part, Part::Known(_)));
        if unknown && !known {
            let alone = parts.len() == 1;
            let option = index.checked_sub(1).map(|before| &template[before]);
            if alone && option.is_some_and(|option| option.starts_with('-') && !option.contains('{')) {
                filled.pop();
            }
            continue;
        }
        filled.push(parts.into_iter().map(Part::text).collect());
    }
    filled
}

enum Part<'a> {
    Plain(&'a str),
    Known(&'a str),
    Unknown,
}

impl<'a> Part<'a> {
    fn text(self) -> &'a str {
        match self {
            Self::Plain(text) | Self::Known(text) => text,
            Self::Unknown => "",
        }
    }
}

/// Goes through the item once, so that a value which looks like a placeholder stays what it is.
fn split<'a>(item: &'a str, operands: &'a Operands) -> Vec<Part<'a>> {
    let values: [(&str, Option<&str>); 8] = [
        ("{host}", Some(&operands.host)),
        ("{port}", Some(&operands.port)),
        ("{user}", operands.user.as_deref()),
        ("{key}", operands.key.as_deref()),
        ("{alias}", Some(&operands.alias)),
        ("{known_hosts}", Some(&operands.known_hosts)),
        ("{title}", Some(&operands.title)),
        (RDP_FILE, Some(THE_FILE)),
    ];
    let mut parts = Vec::new();
    let (mut plain, mut at) = (0, 0);
    while let Some(found) = item[at..].find('{') {
        let start = at + found;
        match values.iter().find(|(name, _)| item[start..].starts_with(name)) {
            Some((name, value)) => {
                if plain < start {
                    parts.push(Part::Plain(&item[plain..start]));
                }
                parts.push(value.map_or(Part::Unknown, Part::Known));
                at = start + name.len();
                plain = at;
            }
            None => at = start + 1,
        }
    }
    if plain < item.len() || parts.is_empty() {
        parts.push(Part::Plain(&item[plain..]));
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn operands(user: Option<&str>, key: Option<&str>) -> Operands {
        Operands {
            host: "203.0.113.9".to_owned(),
            port: "2222".to_owned(),
            user: user.map(str::to_owned),
            key: key.map(str::to_owned),
            alias: "vm-1".to_owned(),
            known_hosts: "/d/k".to_owned(),
            title: "web {port} 01".to_owned(),
            rdp: jit_core::RdpOptions::default(),
        }
    }

    fn filled(template: &[&str], user: Option<&str>, key: Option<&str>) -> Vec<String> {
        let template: Vec<String> = template.iter().map(|item| (*item).to_owned()).collect();
        fill(&template, &operands(user, key))
    }

    #[test]
    fn placeholders_are_replaced_inside_their_argument() {
        let template =
            ["-p{port}", "{user}@{host}", "-i", "{key}", "{title}", "{known_hosts}:{alias}", "{x}", ""];
        assert_eq!(
            filled(&template, Some("ada"), Some("/k 1")),
            ["-p2222", "ada@203.0.113.9", "-i", "/k 1", "web {port} 01", "/d/k:vm-1", "{x}", ""]
        );
    }

    #[test]
    fn what_is_not_known_takes_its_option_along() {
        assert_eq!(filled(&["-i", "{key}", "-l", "{user}", "{host}"], None, None), ["203.0.113.9"]);
        assert_eq!(
            filled(&["{user}@{host}", "/u:{user}", "/v:{host}"], None, None),
            ["203.0.113.9", "/v:203.0.113.9"]
        );
        assert_eq!(filled(&["verbose", "{user}", "-p{port}", "{key}"], None, None), ["verbose", "-p2222"]);
        assert_eq!(filled(&["{user}:{key}:{port}"], None, Some("k")), [":k:2222"]);
    }
}
