//! What an address service may answer: one address and nothing else, or Cloudflare's trace with a line `ip=`.

use std::net::IpAddr;

/// A plain answer is one address.
const PLAIN: usize = 256;
/// No answer is read further than this.
pub(super) const LONGEST: usize = 1024;

/// The address in an answer's body. Anything that is not exactly that is refused.
pub(super) fn address(body: &[u8]) -> Option<IpAddr> {
    let text = std::str::from_utf8(body).ok()?;
    let mut told = text.lines().filter_map(|line| line.strip_prefix("ip="));
    match (told.next(), told.next()) {
        (None, _) if body.len() <= PLAIN => text.trim_ascii().parse().ok(),
        (Some(one), None) if body.len() <= LONGEST => one.trim_ascii().parse().ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_address_and_nothing_else_is_an_answer() {
        let told: IpAddr = "203.0.113.7".parse().unwrap();
        for body in ["203.0.113.7", "203.0.113.7\n", " 203.0.113.7\r\n", "fl=1\nip=203.0.113.7\r\nts=1\n"] {
            assert_eq!(address(body.as_bytes()), Some(told), "{body}");
        }
        assert_eq!(address(b"2001:db8::1"), "2001:db8::1".parse().ok());
    }

    #[test]
    fn anything_else_is_refused() {
        let long = format!("203.0.113.7{}", " ".repeat(300));
        let endless = format!("ip=203.0.113.7\n{}", "x".repeat(LONGEST));
        for body in [
            "",
            "203.0.113.7 198.51.100.1",
            "203.0.113.7/32",
            "203.0.113.007",
            "<p>203.0.113.7</p>",
            "{\"ip\":\"203.0.113.7\"}",
            "ip=203.0.113.7\nip=198.51.100.1",
            "vip=203.0.113.7",
            &long,
            &endless,
        ] {
            assert_eq!(address(body.as_bytes()), None, "{body}");
        }
        assert_eq!(address(b"203.0.113.7\xff"), None);
    }
}
