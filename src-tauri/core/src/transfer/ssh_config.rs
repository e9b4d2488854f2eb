//! `~/.ssh/config`: blocks of settings for names and patterns. As in ssh, the first value that applies counts.

use std::collections::HashSet;

use crate::{OptionField, Protocol, clean};

use super::found::{DroppedView, Entry, Flaw, Found, Place, as_alias, line_number, quoted};
use super::rdp_file::few;

/// Reads the file.
pub(super) fn read(text: &str) -> Result<Found, Flaw> {
    let mut found = Found::default();
    let blocks = blocks(text, &mut found.dropped);
    let mut seen = HashSet::new();
    for block in &blocks {
        for name in block.patterns.iter().filter(|pattern| is_name(pattern)) {
            if seen.insert(name.clone()) {
                found.entries.push(entry(name, block.line, &blocks));
            }
        }
    }
    if found.entries.is_empty() {
        return Err(Flaw::new(
            "it holds no \"Host\" with a name",
            "Choose a file such as ~/.ssh/config, with \"Host web-01\" and what belongs to it.",
        ));
    }
    Ok(found)
}

/// What stands below one `Host` line; before the first, for every host.
struct Block {
    line: u32,
    patterns: Vec<String>,
    /// Keywords in lower case.
    settings: Vec<(String, String)>,
}

fn blocks(text: &str, dropped: &mut Vec<DroppedView>) -> Vec<Block> {
    let mut blocks = vec![Block { line: 1, patterns: vec!["*".to_owned()], settings: Vec::new() }];
    for (index, line) in text.lines().enumerate() {
        let Some((keyword, value)) = keyword_and_value(line) else { continue };
        let line = line_number(index);
        let place = |what: &str| format!("{what} (line {line})");
        match keyword.to_ascii_lowercase().as_str() {
            "host" => {
                let patterns = words(value);
                for pattern in patterns.iter().filter(|pattern| !is_name(pattern)) {
                    dropped.push(DroppedView {
                        what: place(&format!("Host {}", quoted(pattern))),
                        why: "A pattern is no machine; what it says counts for the names it fits.".to_owned(),
                    });
                }
                blocks.push(Block { line, patterns, settings: Vec::new() });
            }
            "match" => {
                dropped.push(DroppedView {
                    what: place(&format!("Match {}", quoted(value))),
                    why: "Conditions are not looked at; what stands below it is left out.".to_owned(),
                });
                blocks.push(Block { line, patterns: Vec::new(), settings: Vec::new() });
            }
            "include" => dropped.push(DroppedView {
                what: place(&format!("Include {}", quoted(value))),
                why: "Other files are not read. Import them one by one.".to_owned(),
            }),
            known => {
                if let Some(block) = blocks.last_mut() {
                    block.settings.push((known.to_owned(), value.to_owned()));
                }
            }
        }
    }
    blocks
}

/// `Keyword value` or `Keyword=value`; nothing for comments and empty lines.
fn keyword_and_value(line: &str) -> Option<(&str, &str)> {
    let line = line.trim();
    if line.is_empty() || line.starts_with('#') {
        return None;
    }
    let (keyword, rest) = line.split_once(|c: char| c.is_whitespace() || c == '=').unwrap_or((line, ""));
    let rest = rest.trim_start();
    Some((keyword, rest.strip_prefix('=').unwrap_or(rest).trim()))
}

/// Words, with quotation marks around those that hold white space; a `#` in front of one begins a comment.
fn words(value: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut rest = value.trim_start();
    while !rest.is_empty() && !rest.starts_with('#') {
        let (word, after) = match rest.strip_prefix('"') {
            Some(inner) => inner.split_once('"').unwrap_or((inner, "")),
            None => rest.split_once(char::is_whitespace).unwrap_or((rest, "")),
        };
        words.push(word.to_owned());
        rest = after.trim_start();
    }
    words.retain(|word| !word.is_empty());
    words
}

fn is_name(pattern: &str) -> bool {
    !pattern.contains(['*', '?', '!'])
}

fn entry(name: &str, line: u32, blocks: &[Block]) -> Entry {
    let mut entry = Entry {
        line: Some(line),
        alias: as_alias(name),
        place: Place::Host(clean(name)),
        protocol: Some(Protocol::Ssh),
        ..Entry::default()
    };
    let mut given = HashSet::new();
    let mut others = Vec::new();
    let applying = blocks.iter().filter(|block| applies(&block.patterns, name));
    for (keyword, value) in applying.flat_map(|block| &block.settings) {
        // Every one of these counts in ssh; the rest only once.
        let first = given.insert(keyword.clone());
        if !first && keyword != "identityfile" && !keyword.ends_with("forward") {
            continue;
        }
        let word = words(value).into_iter().next().unwrap_or_default();
        match keyword.as_str() {
            _ if word.is_empty() => {}
            "proxyjump" if word.eq_ignore_ascii_case("none") => {}
            "hostname" => entry.place = Place::Host(clean(&word.replace("%%", "%").replace("%h", name))),
            "user" => entry.options.push((OptionField::SshUser, word)),
            "port" => match word.parse::<u16>() {
                Ok(port) if port > 0 => entry.port = Some(port),
                _ => entry.dropped.push(DroppedView::new(&format!("Port {word}"), "It is not a port.")),
            },
            "identityfile" => key(&mut entry, &word),
            other => match why_dropped(other) {
                Some(why) => entry.dropped.push(DroppedView::new(&format!("{} {value}", cased(other)), why)),
                None => others.push(cased(other)),
            },
        }
    }
    if !others.is_empty() {
        let why = "These are no options here.".to_owned();
        entry.dropped.push(DroppedView { what: few(&others), why });
    }
    entry
}

/// As ssh has it: a pattern with `!` that fits keeps the whole block away.
fn applies(patterns: &[String], name: &str) -> bool {
    let fits = |pattern: &str| wild(pattern.as_bytes(), name.as_bytes());
    let (not, only): (Vec<&String>, Vec<&String>) = patterns.iter().partition(|p| p.starts_with('!'));
    only.iter().any(|pattern| fits(pattern)) && !not.iter().any(|pattern| fits(&pattern[1..]))
}

/// Goes back to the last `*` only, so that no pattern can take long.
fn wild(pattern: &[u8], name: &[u8]) -> bool {
    let (mut at, mut letter) = (0, 0);
    let mut star = None;
    while letter < name.len() {
        match pattern.get(at) {
            Some(b'*') => {
                star = Some((at, letter));
                at += 1;
            }
            Some(wanted) if *wanted == b'?' || wanted.eq_ignore_ascii_case(&name[letter]) => {
                at += 1;
                letter += 1;
            }
            _ => match star {
                Some((back, from)) => {
                    star = Some((back, from + 1));
                    at = back + 1;
                    letter = from + 1;
                }
                None => return false,
            },
        }
    }
    pattern[at..].iter().all(|rest| *rest == b'*')
}

/// The first key counts. What only ssh could fill in is no path here.
fn key(entry: &mut Entry, path: &str) {
    let taken = entry.options.iter().any(|(field, _)| *field == OptionField::SshKey);
    let path = path.strip_prefix("%d").map_or_else(|| path.to_owned(), |rest| format!("~{rest}"));
    let why = match () {
        () if path.eq_ignore_ascii_case("none") => return,
        () if path.contains('%') || path.contains("${") => "The path depends on where ssh runs.",
        () if taken => "A favourite has one key; the first is taken.",
        () => return entry.options.push((OptionField::SshKey, path)),
    };
    entry.dropped.push(DroppedView::new(&format!("IdentityFile {path}"), why));
}

fn why_dropped(keyword: &str) -> Option<&'static str> {
    match keyword {
        "proxyjump" => Some("Jump hosts are not used: access is opened for this computer's own address."),
        "proxycommand" | "remotecommand" | "localcommand" | "knownhostscommand" => {
            Some("Commands are never taken over.")
        }
        "localforward" | "remoteforward" | "dynamicforward" => Some("Forwarded ports are never taken over."),
        _ => None,
    }
}

/// As people write it, where there is a reason to name it.
fn cased(keyword: &str) -> String {
    const KNOWN: [&str; 12] = [
        "ProxyJump",
        "ProxyCommand",
        "RemoteCommand",
        "LocalCommand",
        "KnownHostsCommand",
        "LocalForward",
        "RemoteForward",
        "DynamicForward",
        "ForwardAgent",
        "IdentitiesOnly",
        "ServerAliveInterval",
        "ForwardX11",
    ];
    let known = KNOWN.iter().find(|known| known.eq_ignore_ascii_case(keyword));
    known.map_or_else(|| keyword.to_owned(), |known| (*known).to_owned())
}
