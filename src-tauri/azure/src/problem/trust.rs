//! Certificates: those of others that are not trusted, and extra authorities that cannot be used.

use jit_core::{Code, Problem};
use rustls::CertificateError;

use super::breakage::{causes, root};
use super::words::plain;

/// Whether the server's certificate is the reason. Trying again does not mend it.
pub(super) fn is_certificate_problem(error: &azure_core::Error) -> bool {
    refused_certificate(error).is_some()
}

/// The problem behind a certificate that is not trusted. `who` begins the sentence.
pub(super) fn not_trusted(error: &azure_core::Error, who: &str) -> Problem {
    let reason = match refused_certificate(error) {
        Some(rustls::Error::InvalidCertificate(reason)) => Some(reason),
        _ => None,
    };
    let (what, hint) = match reason {
        // A bad signature: an authority of the same name is known, but it is another one.
        Some(CertificateError::UnknownIssuer | CertificateError::BadSignature) => (
            "its certificate comes from an authority this computer does not know".to_owned(),
            "If your company inspects TLS, get its certificate authority as a PEM file and name that as \"ca_file\" \
             in the settings. Otherwise somebody may be listening on this network.",
        ),
        Some(CertificateError::Expired | CertificateError::ExpiredContext { .. }) => (
            "its certificate has expired, or this computer's clock is ahead".to_owned(),
            "Check this computer's date and time first. If they are right, tell who runs the server or the \
             company's TLS inspection.",
        ),
        Some(CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. }) => (
            "its certificate is not valid yet, or this computer's clock is behind".to_owned(),
            "Check this computer's date and time first. If they are right, tell who runs the server or the \
             company's TLS inspection.",
        ),
        Some(CertificateError::NotValidForName) => {
            ("its certificate is for another host".to_owned(), INSTEAD)
        }
        Some(CertificateError::NotValidForNameContext { presented, .. }) => {
            let names = presented.iter().map(|name| name_in(name)).collect::<Vec<_>>().join(", ");
            (plain(&format!("its certificate is for {names}")), INSTEAD)
        }
        Some(CertificateError::Revoked) => {
            ("its certificate was revoked".to_owned(), "Do not go on in this network, and tell who runs it.")
        }
        _ => (
            plain(&root(error)).trim_end_matches('.').to_owned(),
            "If your company inspects TLS, get its certificate authority as a PEM file and name that as \"ca_file\" \
             in the settings. Otherwise check this computer's clock and network.",
        ),
    };
    Problem::new(Code::NotTrusted, format!("{who} cannot be trusted: {what}."), hint)
}

/// No TLS client can be made.
pub(crate) fn no_client(error: &reqwest::Error) -> Problem {
    Problem::new(
        Code::BadFile,
        format!("No secure connection can be made on this computer: {}.", innermost(error)),
        "Check that the system's certificate authorities are installed (ca-certificates on Linux) and that \
         the extra one is a certificate.",
    )
}

/// An extra certificate authority that is none.
pub(crate) fn no_certificate() -> Problem {
    unusable("it holds no certificate in PEM form")
}

/// An extra certificate authority that cannot be read.
pub(crate) fn unusable_certificate(error: &reqwest::Error) -> Problem {
    unusable(&innermost(error))
}

const INSTEAD: &str = "A sign-in page of the network, a web proxy or another server may answer in its place. Open any \
                       web page to see, then try again.";

fn unusable(reason: &str) -> Problem {
    Problem::new(
        Code::BadFile,
        format!("The extra certificate authority cannot be used: {reason}."),
        "Correct \"ca_file\" in the settings, or \"ca\" or \"ca_file\" in the cloud file.",
    )
}

fn refused_certificate(error: &azure_core::Error) -> Option<&rustls::Error> {
    causes(error).filter_map(|cause| cause.downcast_ref::<rustls::Error>()).find(|error| {
        matches!(error, rustls::Error::InvalidCertificate(_) | rustls::Error::NoCertificatesPresented)
    })
}

/// A name as the certificate has it: rustls tells `DnsName("…")`.
fn name_in(presented: &str) -> &str {
    presented.split('"').nth(1).unwrap_or(presented)
}

fn innermost(error: &reqwest::Error) -> String {
    causes(error).last().map_or_else(|| error.to_string(), |cause| plain(&cause.to_string()))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use azure_core::error::ErrorKind;
    use rustls::pki_types::{ServerName, UnixTime};

    use super::*;

    fn told(reason: CertificateError) -> Problem {
        let error = std::io::Error::other(rustls::Error::InvalidCertificate(reason));
        let error = azure_core::Error::with_error(ErrorKind::Connection, error, "the call was not answered");
        assert!(is_certificate_problem(&error));
        not_trusted(&error, "management.azure.com")
    }

    #[test]
    fn every_reason_is_told_with_its_own_way_out() {
        let at = |seconds| UnixTime::since_unix_epoch(Duration::from_secs(seconds));
        let elsewhere = CertificateError::NotValidForNameContext {
            expected: ServerName::try_from("management.azure.com").unwrap(),
            presented: vec![r#"DnsName("guest.contoso.com")"#.to_owned()],
        };
        let expired = CertificateError::ExpiredContext { time: at(2), not_after: at(1) };
        let early = CertificateError::NotValidYetContext { time: at(1), not_before: at(2) };
        for (reason, what, hint) in [
            (
                CertificateError::UnknownIssuer,
                "its certificate comes from an authority this computer does not know",
                "\"ca_file\" in the settings",
            ),
            (
                expired,
                "its certificate has expired, or this computer's clock is ahead",
                "date and time first",
            ),
            (
                early,
                "its certificate is not valid yet, or this computer's clock is behind",
                "date and time first",
            ),
            (elsewhere, "its certificate is for guest.contoso.com", "may answer in its place"),
            (CertificateError::Revoked, "its certificate was revoked", "Do not go on"),
            (
                CertificateError::UnhandledCriticalExtension,
                "invalid peer certificate: UnhandledCriticalExtension",
                "\"ca_file\" in the settings",
            ),
        ] {
            let problem = told(reason);
            assert_eq!(problem.code, Code::NotTrusted);
            assert_eq!(problem.message, format!("management.azure.com cannot be trusted: {what}."));
            assert!(problem.hint.contains(hint), "{}", problem.hint);
        }
    }

    #[test]
    fn other_failures_are_no_certificates_fault() {
        let error = azure_core::Error::with_message(ErrorKind::Connection, "no route");
        assert!(!is_certificate_problem(&error));
    }
}
