//! The fields that can be asked for, and what people type in their place.

/// A field of the search language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Subscription,
    Group,
    Region,
    Tag,
    Os,
    State,
    Size,
    Jit,
    Port,
    Address,
    Is,
    Used,
}

const FIELDS: [(&str, Field); 12] = [
    ("sub", Field::Subscription),
    ("rg", Field::Group),
    ("loc", Field::Region),
    ("tag", Field::Tag),
    ("os", Field::Os),
    ("state", Field::State),
    ("size", Field::Size),
    ("jit", Field::Jit),
    ("port", Field::Port),
    ("ip", Field::Address),
    ("is", Field::Is),
    ("used", Field::Used),
];

/// Words for the same thing elsewhere: in Azure, in the table, in `--json`. None of them is close in letters.
const INSTEAD: [(&str, &str); 22] = [
    ("subscription", "sub:"),
    ("group", "rg:"),
    ("resourcegroup", "rg:"),
    ("resource_group", "rg:"),
    ("region", "loc:"),
    ("location", "loc:"),
    ("label", "tag:"),
    ("platform", "os:"),
    ("system", "os:"),
    ("status", "state:"),
    ("power", "state:"),
    ("vmsize", "size:"),
    ("sku", "size:"),
    ("access", "jit:"),
    ("policy", "jit:"),
    ("address", "ip:"),
    ("cidr", "ip:"),
    ("last", "used:"),
    ("lastused", "used:"),
    ("fav", "is:fav"),
    ("favourite", "is:fav"),
    ("favorite", "is:fav"),
];

/// Fields of other search languages that are free words here.
const PLAIN: [&str; 7] = ["name", "vm", "host", "hostname", "machine", "alias", "computer"];

impl Field {
    /// The field of this name, without case.
    pub(super) fn named(name: &str) -> Option<Self> {
        FIELDS.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, field)| *field)
    }

    /// Its name.
    pub(super) fn name(self) -> &'static str {
        FIELDS.iter().find(|(_, field)| *field == self).map_or("", |(name, _)| *name)
    }

    /// What it takes.
    pub(super) fn takes(self) -> &'static str {
        match self {
            Self::Subscription => "the beginning of a subscription's name",
            Self::Group => "the beginning of a resource group's name",
            Self::Region => "the beginning of a region, such as westeurope",
            Self::Tag => "a tag's name, or name=value",
            Self::Os => "windows or linux",
            Self::State => "running, stopped, deallocated, starting, stopping, deallocating or unknown",
            Self::Size => "the beginning of a VM size, such as Standard_D4 or D4",
            Self::Jit => "on, off, open, mine, unsupported or unknown",
            Self::Port => "a port of the JIT policy, such as 22 or >=3000",
            Self::Address => "the beginning of an IPv4 address, a whole one, or a range such as 10.0.0.0/16",
            Self::Is => "fav, expiring, unprotected or exposed",
            Self::Used => "an age such as <7d or >4w, or never",
        }
    }
}

/// What somebody meant who typed this as a field; the value comes along where there is no such field.
pub(super) fn instead_of(name: &str, value: &str) -> Option<String> {
    let name = name.to_lowercase();
    if PLAIN.contains(&name.as_str()) {
        return (!value.is_empty()).then(|| value.to_owned());
    }
    if let Some((_, field)) = INSTEAD.iter().find(|(known, _)| *known == name) {
        return Some((*field).to_owned());
    }
    let distance = |known: &str| strsim::damerau_levenshtein(known, &name);
    let (close, _) = FIELDS.iter().min_by_key(|(known, _)| distance(known))?;
    let alike = distance(close) == 1 && name.len() > 1;
    let longer = || FIELDS.iter().find(|(known, _)| known.len() > 2 && name.starts_with(known));
    let (close, _) = FIELDS.iter().find(|(known, _)| known == close && alike).or_else(longer)?;
    Some(format!("{close}:"))
}

/// All of them, for the help and for hints.
pub(super) fn all() -> String {
    FIELDS.iter().map(|(name, _)| format!("{name}:")).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_meant_is_found() {
        for (typed, meant) in [
            ("subs", Some("sub:")),
            ("Subscription", Some("sub:")),
            ("subsciption", Some("sub:")),
            ("tags", Some("tag:")),
            ("stat", Some("state:")),
            ("prot", Some("port:")),
            ("ports", Some("port:")),
            ("region", Some("loc:")),
            ("favorite", Some("is:fav")),
            ("name", Some("web")),
            ("colour", None),
            ("x", None),
        ] {
            assert_eq!(instead_of(typed, "web").as_deref(), meant, "{typed}");
        }
    }

    #[test]
    fn every_field_says_what_it_takes() {
        for (name, field) in FIELDS {
            assert_eq!((Field::named(&name.to_uppercase()), field.name()), (Some(field), name));
            assert!(!field.takes().is_empty());
        }
        assert_eq!(all(), "sub: rg: loc: tag: os: state: size: jit: port: ip: is: used:");
    }
}
