//! `.rdg` files of Remote Desktop Connection Manager: names and addresses only.

use quick_xml::Reader;
use quick_xml::errors::Error;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::Event;

use crate::{Protocol, clean};

use super::found::{DroppedView, Entry, Flaw, Found, Place, as_alias, line_number};
use super::rdp_file::host_and_port;

/// Files of the program nest groups in groups; none needs more.
const DEEPEST: usize = 64;
const OTHER_FILE: &str = "Choose a file that Remote Desktop Connection Manager saved.";

/// Reads the file.
pub(super) fn read(text: &str) -> Result<Found, Flaw> {
    let mut reader = Reader::from_str(text);
    let mut tree = Tree::default();
    loop {
        let at = usize::try_from(reader.buffer_position()).unwrap_or(text.len());
        let line = || line_number(text.as_bytes().iter().take(at).filter(|byte| **byte == b'\n').count());
        match reader.read_event() {
            Ok(Event::Start(start)) => {
                tree.open(start.local_name().as_ref(), line());
                if tree.path.len() > DEEPEST {
                    return Err(Flaw::at(line(), "it is nested too deeply", OTHER_FILE));
                }
            }
            Ok(Event::End(_)) => tree.close(),
            Ok(Event::Text(text)) => tree.text.push_str(&text.xml10_content()),
            Ok(Event::CData(text)) => tree.text.push_str(&text.xml10_content()),
            Ok(Event::GeneralRef(entity)) => {
                let letter = entity.resolve_char_ref().ok().flatten().map(String::from);
                let known = letter.or_else(|| resolve_xml_entity(&entity).map(str::to_owned));
                let Some(known) = known else {
                    return Err(Flaw::at(line(), "it refers to something that is not in it", OTHER_FILE));
                };
                tree.text.push_str(&known);
            }
            Ok(Event::Eof) => break,
            Ok(_) => {}
            Err(error) => return Err(Flaw::at(line(), &reason(&error), OTHER_FILE)),
        }
    }
    tree.end()
}

fn reason(error: &Error) -> String {
    match error {
        Error::IllFormed(_) => "the XML is not well formed".to_owned(),
        Error::Syntax(_) => "the XML ends in the middle of something".to_owned(),
        _ => "it is not XML".to_owned(),
    }
}

#[derive(Default)]
struct Tree {
    path: Vec<String>,
    groups: Vec<String>,
    server: Option<Entry>,
    text: String,
    credentials: bool,
    known: bool,
    found: Found,
}

impl Tree {
    fn open(&mut self, name: &str, line: u32) {
        self.text.clear();
        match name {
            "RDCMan" => self.known = true,
            "group" => self.groups.push(String::new()),
            "server" => {
                let protocol = Some(Protocol::Rdp);
                let group = self.groups.iter().rev().find(|group| !group.is_empty()).cloned();
                self.server = Some(Entry { line: Some(line), protocol, group, ..Entry::default() });
            }
            "logonCredentials" | "credentialsProfile" => self.credentials = true,
            _ => {}
        }
        self.path.push(name.to_owned());
    }

    fn close(&mut self) {
        let Some(name) = self.path.pop() else { return };
        let text = std::mem::take(&mut self.text);
        let parent = self.path.iter().rev().find(|parent| *parent != "properties").map(String::as_str);
        match (name.as_str(), parent, &mut self.server) {
            ("server", _, server) => {
                if let Some(server) = server.take() {
                    self.found.entries.extend(finished(server));
                }
            }
            ("group", ..) => {
                self.groups.pop();
            }
            ("name", Some("server"), Some(server)) => {
                let (host, port) = host_and_port(&text);
                server.place = Place::Host(clean(&host));
                server.port = server.port.or(port);
            }
            ("displayName", Some("server"), Some(server)) => server.alias = as_alias(&text),
            ("port", Some("connectionSettings"), Some(server)) => {
                server.port = text.trim().parse().ok().filter(|port| *port > 0).or(server.port);
            }
            ("name", Some("group"), None) => {
                if let Some(group) = self.groups.last_mut() {
                    *group = as_alias(&text);
                }
            }
            _ => {}
        }
    }

    fn end(mut self) -> Result<Found, Flaw> {
        if !self.known || self.found.entries.is_empty() {
            return Err(Flaw::new("it holds no servers", OTHER_FILE));
        }
        if !self.path.is_empty() {
            return Err(Flaw::new("the XML ends in the middle of something", OTHER_FILE));
        }
        if self.credentials {
            let why = "Users and passwords are not taken over; only names and addresses are.";
            self.found.dropped.push(DroppedView::new("logonCredentials", why));
        }
        Ok(self.found)
    }
}

/// Without an address it is no server.
fn finished(mut server: Entry) -> Option<Entry> {
    let Place::Host(host) = &server.place else { return None };
    if server.alias.is_empty() {
        server.alias = as_alias(host);
    }
    (!host.is_empty()).then_some(server)
}
