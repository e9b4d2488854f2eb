//! What a token can be for.

/// A resource that tokens are issued for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Resource {
    /// Azure Resource Manager, under one of the names that it accepts.
    Arm,
    /// Another of Microsoft's, which tokens can be had for and which is not simulated.
    Other,
}

/// What Resource Manager accepts in tokens, in the public, the US Government's and the Chinese cloud.
const ARM: [&str; 7] = [
    "https://management.azure.com",
    "https://management.core.windows.net",
    "https://management.usgovcloudapi.net",
    "https://management.core.usgovcloudapi.net",
    "https://management.chinacloudapi.cn",
    "https://management.core.chinacloudapi.cn",
    "797f4846-ba00-4fd7-ba43-dac1f8f63013",
];

const OTHERS: [&str; 10] = [
    "https://graph.microsoft.com",
    "https://graph.windows.net",
    "https://vault.azure.net",
    "https://storage.azure.com",
    "https://database.windows.net",
    "https://api.loganalytics.io",
    "https://batch.core.windows.net",
    "https://pas.windows.net/CheckMyAccess/Linux",
    "00000003-0000-0000-c000-000000000000",
    "00000002-0000-0000-c000-000000000000",
];

/// The resource that an identifier names; the simulator's own address is Resource Manager.
pub(crate) fn resource(identifier: &str) -> Option<Resource> {
    let name = identifier.trim_end_matches('/');
    let one_of = |names: &[&str]| names.iter().any(|known| known.eq_ignore_ascii_case(name));
    if one_of(&ARM) || is_simulator(name) {
        Some(Resource::Arm)
    } else {
        one_of(&OTHERS).then_some(Resource::Other)
    }
}

fn is_simulator(identifier: &str) -> bool {
    let Ok(url) = url::Url::parse(identifier) else { return false };
    let loopback = match url.host() {
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        Some(url::Host::Domain(name)) => name.eq_ignore_ascii_case("localhost"),
        None => false,
    };
    loopback && url.path() == "/"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn resource_manager_has_many_names_and_a_stranger_none() {
        let cases = [
            ("https://management.azure.com", Some(Resource::Arm)),
            ("https://management.azure.com/", Some(Resource::Arm)),
            ("https://management.core.windows.net/", Some(Resource::Arm)),
            ("https://Management.Core.Windows.Net", Some(Resource::Arm)),
            ("https://127.0.0.1:8443", Some(Resource::Arm)),
            ("http://localhost:80/", Some(Resource::Arm)),
            ("https://[::1]:8443", Some(Resource::Arm)),
            ("https://127.0.0.1:8443/other", None),
            ("https://graph.microsoft.com", Some(Resource::Other)),
            ("https://management.azure.com.evil.example", None),
            ("https://contoso.com", None),
            ("", None),
        ];
        for (name, expected) in cases {
            assert_eq!(resource(name), expected, "{name}");
        }
    }
}
