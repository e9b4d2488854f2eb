//! Foreign text and times, for people.

use jiff::SignedDuration;
use jit_core::clean;

/// How much of a foreign text is shown.
const LONGEST: usize = 500;

/// Foreign text on one line, of readable length, without anything that looks like a token.
pub(crate) fn plain(text: &str) -> String {
    let without_tokens: Vec<&str> =
        text.split_whitespace().map(|word| if looks_like_a_token(word) { "…" } else { word }).collect();
    let line = clean(&without_tokens.join(" "));
    match line.char_indices().nth(LONGEST - 1) {
        Some((end, _)) if line.chars().count() > LONGEST => format!("{}…", &line[..end]),
        _ => line,
    }
}

/// A JSON web token starts with the letters of `{"` in base64.
fn looks_like_a_token(word: &str) -> bool {
    word.contains("eyJ") && word.len() > 40
}

/// A wait for people: `40 s`, `12 min`, `3 h`. Rounded up, so that nobody comes back too early.
pub(crate) fn wait(time: SignedDuration) -> String {
    let seconds = time.as_secs().max(1);
    match seconds {
        ..=90 => format!("{seconds} s"),
        91..=5_400 => format!("{} min", (seconds + 59) / 60),
        _ => format!("{} h", (seconds + 3_599) / 3_600),
    }
}

/// The last name in a scope, with what it is: `machine web-01`, `resource group rg-web`, `subscription …`.
pub(crate) fn scope(id: &str) -> String {
    let parts: Vec<&str> = id.split('/').filter(|part| !part.is_empty()).collect();
    match parts.as_slice() {
        [.., kind, name] if kind.eq_ignore_ascii_case("virtualMachines") => format!("machine {name}"),
        [.., kind, name] if kind.eq_ignore_ascii_case("resourceGroups") => format!("resource group {name}"),
        [.., kind, name] if kind.eq_ignore_ascii_case("subscriptions") => format!("subscription {name}"),
        [.., kind, name] if kind.eq_ignore_ascii_case("networkInterfaces") => {
            format!("network interface {name}")
        }
        [.., kind, name] if kind.eq_ignore_ascii_case("jitNetworkAccessPolicies") => {
            format!("JIT policy {name}")
        }
        [.., name] => (*name).to_owned(),
        [] => "the tenant".to_owned(),
    }
}

/// The text between `before` and the next quote.
pub(crate) fn quoted<'a>(text: &'a str, before: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(before)?;
    let (found, _) = rest.strip_prefix('\'')?.split_once('\'')?;
    (!found.is_empty()).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_text_is_cut_cleaned_and_holds_no_token() {
        assert_eq!(plain("a\u{202E}b\n\tc"), "ab c");
        let long = plain(&"x".repeat(2_000));
        assert_eq!((long.chars().count(), long.ends_with('…')), (500, true));
        let token = format!("Bearer eyJ{}", "a".repeat(60));
        assert_eq!(plain(&token), "Bearer …");
    }

    #[test]
    fn waits_are_rounded_up() {
        for (seconds, said) in
            [(0, "1 s"), (40, "40 s"), (91, "2 min"), (3_600, "60 min"), (5_401, "2 h"), (86_400, "24 h")]
        {
            assert_eq!(wait(SignedDuration::from_secs(seconds)), said);
        }
    }

    #[test]
    fn a_scope_is_named_by_its_last_part() {
        let vm = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/web-01";
        for (id, said) in [
            (vm, "machine web-01"),
            ("/subscriptions/s/resourcegroups/rg-web", "resource group rg-web"),
            ("/subscriptions/s", "subscription s"),
            ("/", "the tenant"),
        ] {
            assert_eq!(scope(id), said);
        }
    }
}
