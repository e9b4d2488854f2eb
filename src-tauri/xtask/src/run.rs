//! Running other programs so that a reader of the log can repeat by hand what was done.

use std::{
    ffi::OsStr,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};

/// Everything xtask itself says goes to stderr; stdout belongs to the programs it runs.
#[expect(clippy::print_stderr, reason = "a command line tool talks on stderr, and only here")]
pub fn say(text: &str) {
    eprintln!("{text}");
}

pub fn command(program: impl AsRef<OsStr>) -> Command {
    Command::new(program)
}

/// Shows the command, runs it, and fails with its name.
pub fn run(command: &mut Command) -> Result<()> {
    let line = line(command);
    say(&format!("$ {line}"));
    let status = command.status().with_context(|| format!("`{line}` could not be started"))?;
    if !status.success() {
        bail!("`{line}` failed ({status})");
    }
    Ok(())
}

/// The standard output of a command that is only asked something.
pub fn output(command: &mut Command) -> Result<String> {
    let line = line(command);
    let output = command.output().with_context(|| format!("`{line}` could not be started"))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        bail!("`{line}` failed ({}): {}", output.status, said.trim());
    }
    String::from_utf8(output.stdout).with_context(|| format!("`{line}` printed something that is not UTF-8"))
}

/// True when the command could be started and succeeded; its output is not shown.
pub fn succeeds(command: &mut Command) -> bool {
    command.output().is_ok_and(|output| output.status.success())
}

/// The program on PATH or where systems keep what only administrators usually start.
pub fn find(program: &str) -> Option<PathBuf> {
    which::which(program).ok().or_else(|| {
        ["/usr/local/sbin", "/usr/sbin", "/sbin"]
            .iter()
            .map(|folder| Path::new(folder).join(program))
            .find(|path| path.is_file())
    })
}

fn line(command: &Command) -> String {
    let variables =
        command.get_envs().filter_map(|(name, value)| Some(format!("{}={}", name.display(), quoted(value?))));
    let program = Path::new(command.get_program()).file_name().unwrap_or(command.get_program());
    let words = std::iter::once(program).chain(command.get_args()).map(quoted);
    variables.chain(words).collect::<Vec<_>>().join(" ")
}

fn quoted(word: &OsStr) -> String {
    let word = word.to_string_lossy();
    if word.is_empty()
        || word.contains(|letter: char| letter.is_whitespace() || "'\"$&|;<>()*".contains(letter))
    {
        format!("'{}'", word.replace('\'', r"'\''"))
    } else {
        word.into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_shown_as_one_would_type_it() {
        let mut command = command("/usr/bin/cargo");
        command.args(["doc", "it's here", ""]).env("RUSTDOCFLAGS", "-D warnings").env_remove("GONE");
        assert_eq!(line(&command), r"RUSTDOCFLAGS='-D warnings' cargo doc 'it'\''s here' ''");
    }

    #[test]
    fn a_failure_names_the_command() {
        let failed = run(command("rustc").arg("--no-such-flag")).unwrap_err();
        assert!(failed.to_string().starts_with("`rustc --no-such-flag` failed (exit"), "{failed}");
        let absent = run(&mut command("no-such-program-here")).unwrap_err();
        assert_eq!(absent.to_string(), "`no-such-program-here` could not be started");
    }
}
