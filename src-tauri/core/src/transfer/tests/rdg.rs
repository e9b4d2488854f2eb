//! Files of Remote Desktop Connection Manager.

use super::{found, host, refused};

const SAVED: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<RDCMan programVersion="2.90" schemaVersion="3">
  <file>
    <credentialsProfiles />
    <properties><expanded>True</expanded><name>Contoso</name></properties>
    <logonCredentials inherit="None"><userName>eve</userName><password>AQAAANCM</password></logonCredentials>
    <group>
      <properties><name>R&amp;D &#x2013; web</name></properties>
      <server>
        <properties><displayName>Web 1</displayName><name>203.0.113.7</name></properties>
        <connectionSettings inherit="None"><port>3390</port><startProgram>calc</startProgram></connectionSettings>
      </server>
      <group>
        <properties><name>Inner</name></properties>
        <server><properties><name>db-01:3391</name></properties></server>
      </group>
      <server><name>old-style</name><displayName><![CDATA[Old <one>]]></displayName></server>
    </group>
    <server><properties><displayName>nothing</displayName><name></name></properties></server>
  </file>
</RDCMan>"#;

#[test]
fn names_addresses_and_groups_are_taken_and_nothing_else() {
    let found = found("contoso.rdg", SAVED);
    let shown: Vec<_> = found
        .entries
        .iter()
        .map(|it| (it.alias.as_str(), host(it), it.port, it.group.as_deref().unwrap(), it.options.len()))
        .collect();
    assert_eq!(
        shown,
        [
            ("Web 1", "203.0.113.7", Some(3390), "R&D – web", 0),
            ("db-01", "db-01", Some(3391), "Inner", 0),
            ("Old <one>", "old-style", None, "R&D – web", 0),
        ]
    );
    assert_eq!(found.dropped.len(), 1);
    assert!(!format!("{found:?}").contains("AQAAANCM"), "no password is kept");
}

#[test]
fn what_is_broken_or_hostile_is_refused_with_its_line() {
    for (text, reason) in [
        ("<RDCMan>\n<file></RDCMan>", "line 2: the XML is not well formed"),
        ("<RDCMan>\n<file", "line 2: the XML ends in the middle of something"),
        ("<RDCMan><file><server><name>a</name></server>", "the XML ends in the middle of something"),
        ("<RDCMan></RDCMan>", "it holds no servers"),
        ("<html><server><name>a</name></server></html>", "it holds no servers"),
        ("", "it holds no servers"),
        (
            "<!DOCTYPE x [<!ENTITY a \"b\">]>\n<RDCMan><server><name>&a;</name></server></RDCMan>",
            "line 2: it refers to something that is not in it",
        ),
    ] {
        assert_eq!(refused("x.rdg", text), reason, "{text}");
    }
    let deep = format!("<RDCMan>{}", "<group>".repeat(10_000));
    assert_eq!(refused("x.rdg", &deep), "line 1: it is nested too deeply");
}
