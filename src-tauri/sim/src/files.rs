//! The files and the line that tell clients how to reach a running simulator.

use std::path::{Path, PathBuf};

use azure_sim::Running;
use serde_json::json;
use tempfile::TempDir;

/// Where the files are; a temporary folder goes away with this.
pub(crate) struct Written {
    ca: PathBuf,
    cloud: PathBuf,
    _folder: Option<TempDir>,
}

/// Writes the certificate authority and the cloud file, to the given places or to a private folder.
pub(crate) fn write(running: &Running, ca: Option<&Path>, cloud: Option<&Path>) -> Result<Written, String> {
    let folder = match (ca, cloud) {
        (Some(_), Some(_)) => None,
        _ => {
            let made = tempfile::Builder::new().prefix("azure-sim-").tempdir();
            Some(made.map_err(|error| format!("cannot make a temporary folder: {error}"))?)
        }
    };
    let place = |given: Option<&Path>, name: &str| match (given, &folder) {
        (Some(path), _) => path.to_owned(),
        (None, Some(folder)) => folder.path().join(name),
        (None, None) => PathBuf::from(name),
    };
    let (ca, cloud) = (place(ca, "ca.pem"), place(cloud, "cloud.json"));
    for (path, text) in [(&ca, running.ca_pem()), (&cloud, &running.cloud_json())] {
        std::fs::write(path, text).map_err(|error| format!("cannot write {}: {error}", path.display()))?;
    }
    let absolute = |path: PathBuf| std::path::absolute(&path).unwrap_or(path);
    Ok(Written { ca: absolute(ca), cloud: absolute(cloud), _folder: folder })
}

pub(crate) fn ready_line(running: &Running, written: &Written) -> String {
    let https = Some(running.https()).filter(|base| !base.is_empty());
    json!({
        "http": running.http(),
        "https": https,
        "ca": written.ca,
        "cloud": written.cloud,
        "tenant": running.tenant(),
        "service_principal": running.service_principal(),
        "tokens": running.tokens(),
        "gates": running.gates(),
    })
    .to_string()
}
