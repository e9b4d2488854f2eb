//! The web proxy Azure is reached through.

use std::fmt;
use std::net::IpAddr;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, MapAccess, Unexpected, Visitor};
use serde::{Deserialize, Deserializer};
use url::Url;

/// How Azure is reached: `"system"`, `"none"`, or a proxy of one's own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum ProxySettings {
    /// As the system says: `HTTPS_PROXY` and `NO_PROXY`, or what is set in Windows or macOS.
    #[default]
    System,
    /// Directly, whatever the system says.
    Direct,
    /// Through this one.
    Through(WebProxy),
}

/// A web proxy.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WebProxy {
    /// Where it is. Holds no name and no password.
    #[serde(deserialize_with = "address")]
    pub url: Url,
    /// What is reached without it: names with everything below them, addresses, ranges (`10.0.0.0/8`), or `*`.
    #[serde(default)]
    pub no_proxy: Vec<String>,
}

impl ProxySettings {
    pub(super) fn check(&self) -> Result<(), String> {
        let Self::Through(proxy) = self else { return Ok(()) };
        match proxy.no_proxy.iter().find(|entry| !is_exception(entry)) {
            Some(entry) => Err(format!(
                "\"proxy.no_proxy\" holds {entry:?}, which is no name, address or range such as \"contoso.com\" or \
                 \"10.0.0.0/8\""
            )),
            None => Ok(()),
        }
    }
}

fn is_exception(entry: &str) -> bool {
    let is_range = |(address, bits): (&str, &str)| {
        address.parse::<IpAddr>().is_ok_and(|address| {
            bits.parse::<u8>().is_ok_and(|bits| bits <= if address.is_ipv4() { 32 } else { 128 })
        })
    };
    let name = entry.strip_prefix('.').unwrap_or(entry);
    let is_name = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || "-._".contains(c));
    entry == "*" || is_name || entry.parse::<IpAddr>().is_ok() || entry.split_once('/').is_some_and(is_range)
}

/// Never repeats what it was given: somebody may have written a password into it.
fn address<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Url, D::Error> {
    let text = String::deserialize(deserializer)?;
    let lower = text.to_ascii_lowercase();
    if !lower.starts_with("http://") && !lower.starts_with("https://") {
        return Err(D::Error::custom("\"proxy.url\" must begin with http:// or https://"));
    }
    let url = Url::parse(&text)
        .map_err(|error| D::Error::custom(format_args!("\"proxy.url\" is no address: {error}")))?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(D::Error::custom(
            "\"proxy.url\" holds a name or a password, which has no place in a file; set HTTPS_PROXY in the \
             environment instead",
        ));
    }
    if url.path() != "/" || url.query().is_some() || url.fragment().is_some() {
        return Err(D::Error::custom("\"proxy.url\" must end behind the host and its port"));
    }
    Ok(url)
}

impl<'de> Deserialize<'de> for ProxySettings {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Shape)
    }
}

/// A word or an object.
struct Shape;

impl<'de> Visitor<'de> for Shape {
    type Value = ProxySettings;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("\"system\", \"none\" or an object with \"url\"")
    }

    fn visit_str<E: Error>(self, word: &str) -> Result<ProxySettings, E> {
        match word {
            "system" => Ok(ProxySettings::System),
            "none" => Ok(ProxySettings::Direct),
            // An address in this place may hold a password, so it is not repeated.
            _ => Err(E::invalid_value(Unexpected::Other("another word for \"proxy\""), &self)),
        }
    }

    fn visit_unit<E: Error>(self) -> Result<ProxySettings, E> {
        Ok(ProxySettings::System)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<ProxySettings, A::Error> {
        WebProxy::deserialize(MapAccessDeserializer::new(map)).map(ProxySettings::Through)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Settings;

    fn read(proxy: &str) -> Result<ProxySettings, String> {
        let settings = Settings::from_json(&format!("{{\"proxy\":{proxy}}}"));
        settings.map(|settings| settings.proxy).map_err(|problem| problem.message)
    }

    #[test]
    fn a_word_or_a_proxy_of_ones_own() {
        assert_eq!(read("\"system\""), Ok(ProxySettings::System));
        assert_eq!(read("null"), Ok(ProxySettings::System));
        assert_eq!(read("\"none\""), Ok(ProxySettings::Direct));
        let exceptions = r#"["contoso.com", ".lab.local", "10.0.0.0/8", "::1", "fd00::/8", "*"]"#;
        let through = read(&format!(r#"{{"url":"http://proxy:8080","no_proxy":{exceptions}}}"#)).unwrap();
        let ProxySettings::Through(proxy) = through else { panic!("{through:?}") };
        assert_eq!(proxy.url.as_str(), "http://proxy:8080/");
        assert_eq!(proxy.no_proxy.len(), 6);
    }

    #[test]
    fn a_password_is_refused_and_never_repeated() {
        for proxy in [
            r#"{"url":"http://ada:hunter2@proxy:8080"}"#,
            r#"{"url":"http://ada:hunter2@proxy:99999"}"#,
            r#"{"url":"ada:hunter2@proxy:8080"}"#,
            r#""http://ada:hunter2@proxy:8080""#,
        ] {
            let message = read(proxy).unwrap_err();
            assert!(!message.contains("hunter2"), "{message}");
        }
        assert!(read(r#"{"url":"http://ada:hunter2@proxy"}"#).unwrap_err().contains("set HTTPS_PROXY"));
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (proxy, reason) in [
            (r#"{"url":"proxy.contoso.com:8080"}"#, "\"proxy.url\" must begin with http:// or https://"),
            (r#"{"url":"http://proxy:99999"}"#, "\"proxy.url\" is no address: invalid port number"),
            (r#"{"url":"http://proxy/wpad.dat"}"#, "\"proxy.url\" must end behind the host and its port"),
            (r#"{"no_proxy":[]}"#, "missing field `url`"),
            (
                "\"off\"",
                "another word for \"proxy\", expected \"system\", \"none\" or an object with \"url\"",
            ),
            (
                r#"{"url":"http://proxy","no_proxy":["10.0.0.0/40"]}"#,
                "\"proxy.no_proxy\" holds \"10.0.0.0/40\", which is no name, address or range",
            ),
            (
                r#"{"url":"http://proxy","no_proxy":["a, b"]}"#,
                "\"proxy.no_proxy\" holds \"a, b\", which is no name",
            ),
        ] {
            let message = read(proxy).unwrap_err();
            assert!(message.contains(reason), "{message}");
        }
    }
}
