//! How the network is reached: whom to trust, and through which proxy, as cloud and settings say.

use std::path::Path;

use jit_core::{Cloud, Code, ExtraCa, Problem, ProxySettings, Settings};
use jit_host::Read;

use crate::doctor::Check;

/// The certificate authorities to trust besides the system's, PEM: the cloud's and the settings'. A file that is not
/// named in full lies beside the settings.
///
/// # Errors
/// [`Code::BadFile`] when the settings name a file that cannot be read: nothing would be trusted that needs it.
pub(crate) fn trusted(cloud: &Cloud, settings: &Settings, beside: &Path) -> Result<Option<Vec<u8>>, Problem> {
    let of_cloud = match &cloud.ca {
        Some(ExtraCa::Pem(pem)) => Some(pem.clone()),
        Some(ExtraCa::File(_)) | None => None,
    };
    let of_settings = trusted_by_settings(settings, beside)?;
    let both: Vec<String> = of_cloud.into_iter().chain(of_settings).collect();
    Ok((!both.is_empty()).then(|| both.join("\n").into_bytes()))
}

/// The settings' own.
///
/// # Errors
/// As [`trusted`].
pub(crate) fn trusted_by_settings(settings: &Settings, beside: &Path) -> Result<Option<String>, Problem> {
    settings.ca_file.as_deref().map(|file| authority(file, beside)).transpose()
}

/// How Azure is reached, for `jit doctor`.
pub(crate) fn check(cloud: &Cloud, settings: &Settings) -> Check {
    let whose = match settings.proxy {
        ProxySettings::Through(_) => "the settings'",
        ProxySettings::System | ProxySettings::Direct => "the system's",
    };
    let found = match jit_azure::web_proxy(cloud, &settings.proxy) {
        Some(proxy) => format!("{proxy} ({whose}); not for the address services"),
        None => "none".to_owned(),
    };
    Check { what: "web proxy", good: None, found, hint: None }
}

fn authority(file: &str, beside: &Path) -> Result<String, Problem> {
    let path = beside.parent().unwrap_or(beside).join(file.trim());
    let reason = match jit_host::read(&path) {
        Ok(Read::Text(pem)) if pem.contains("-----BEGIN CERTIFICATE-----") => return Ok(pem),
        Ok(Read::Text(_)) => format!("{} holds no certificate in PEM form.", path.display()),
        Ok(Read::Absent) => format!("{} cannot be read: there is no such file.", path.display()),
        Err(problem) => problem.message,
    };
    Err(Problem::new(
        Code::BadFile,
        reason,
        "Correct \"ca_file\" in the settings. It names a file of certificates in PEM form; openssl x509 -inform der -in \
         FILE makes that of a .cer file.",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PEM: &str = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";

    fn told(ca_file: &str, cloud: &Cloud, folder: &Path) -> Result<Option<String>, Problem> {
        let settings = Settings { ca_file: Some(ca_file.to_owned()), ..Settings::default() };
        let trusted = trusted(cloud, &settings, &folder.join("settings.json"))?;
        Ok(trusted.map(|pem| String::from_utf8(pem).unwrap()))
    }

    #[test]
    fn the_clouds_and_the_settings_authorities_are_trusted() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("company.pem"), PEM).unwrap();
        let mut cloud = Cloud::built_in("public").unwrap();
        assert_eq!(told("company.pem", &cloud, folder.path()), Ok(Some(PEM.to_owned())));
        let full = folder.path().join("company.pem").display().to_string();
        cloud.ca = Some(ExtraCa::Pem("of the cloud".to_owned()));
        assert_eq!(told(&full, &cloud, Path::new("/")), Ok(Some(format!("of the cloud\n{PEM}"))));
        let none = trusted(&Cloud::built_in("public").unwrap(), &Settings::default(), folder.path());
        assert_eq!(none, Ok(None));
    }

    #[test]
    fn a_file_that_is_none_or_not_pem_is_named() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("company.cer"), [0x30, 0x82, 0xff]).unwrap();
        std::fs::write(folder.path().join("notes.txt"), "the company's authority").unwrap();
        let cloud = Cloud::built_in("public").unwrap();
        for (file, reason) in [
            ("absent.pem", "cannot be read: there is no such file."),
            ("company.cer", "cannot be read: stream did not contain valid UTF-8."),
            ("notes.txt", "holds no certificate in PEM form."),
        ] {
            let problem = told(file, &cloud, folder.path()).unwrap_err();
            let path = folder.path().join(file);
            assert_eq!(
                (problem.code, problem.message),
                (Code::BadFile, format!("{} {reason}", path.display()))
            );
            assert!(problem.hint.contains("\"ca_file\" in the settings"), "{}", problem.hint);
        }
    }
}
