//! Words of a search that begin with a minus, which look like options.

use std::ffi::OsString;

/// The letters that are options.
const OPTIONS: [char; 3] = ['h', 'q', 'v'];

/// The arguments, with the words that `jit list` is to exclude (`-web`) put behind `--`, where nothing is taken for
/// an option. Without this, people would have to write the `--` themselves.
pub(crate) fn behind_the_options(args: impl IntoIterator<Item = OsString>) -> Vec<OsString> {
    let mut args: Vec<OsString> = args.into_iter().collect();
    let Some(list) = command(&args).filter(|at| args[*at] == "list") else { return args };
    let end = args.iter().position(|arg| arg == "--");
    let mut behind = end.map_or_else(Vec::new, |end| args.split_off(end));
    let excluded: Vec<OsString> = args.extract_if(list + 1.., |arg| is_excluded(arg)).collect();
    if behind.is_empty() && !excluded.is_empty() {
        behind.push("--".into());
    }
    let first = behind.len().min(1);
    behind.splice(first..first, excluded);
    args.extend(behind);
    args
}

/// Where the command stands: the first argument that is neither an option nor the value of one.
fn command(args: &[OsString]) -> Option<usize> {
    let is_value = |at: usize| args[at - 1] == "--cloud";
    (1..args.len()).find(|at| !args[*at].to_string_lossy().starts_with('-') && !is_value(*at))
}

fn is_excluded(arg: &OsString) -> bool {
    let text = arg.to_string_lossy();
    let Some(word) = text.strip_prefix('-') else { return false };
    !word.starts_with('-') && !word.is_empty() && !word.chars().all(|letter| OPTIONS.contains(&letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(args: &str) -> String {
        let args = args.split(' ').map(OsString::from);
        let put = behind_the_options(args);
        put.iter().map(|arg| arg.to_string_lossy()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn excluded_words_are_no_options() {
        assert_eq!(put("jit list web -db --json"), "jit list web --json -- -db");
        assert_eq!(
            put("jit --cloud list list -os:linux -web -q"),
            "jit --cloud list list -q -- -os:linux -web"
        );
        assert_eq!(put("jit list -a -- -b c"), "jit list -- -a -b c");
    }

    #[test]
    fn everything_else_stays_as_it_is() {
        for args in [
            "jit",
            "jit list",
            "jit list -qv --json",
            "jit list -- -q",
            "jit connect -x list",
            "jit list - --jsn",
        ] {
            assert_eq!(put(args), args);
        }
    }
}
