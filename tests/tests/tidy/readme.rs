//! What README promises to those who run a network: hosts to allow, and settings that can be copied.

use jit_core::{Cloud, Settings};

use super::assert_none;
use super::tree::root;

#[test]
fn every_host_that_is_spoken_to_is_listed() {
    let readme = readme();
    let mut missing = Vec::new();
    for name in ["public", "usgov", "china"] {
        let cloud = Cloud::built_in(name).unwrap();
        let services = cloud.address_services.iter().map(|service| &service.url);
        for url in [&cloud.arm, &cloud.authority].into_iter().chain(services) {
            let host = url.host_str().unwrap();
            if !readme.contains(&format!("`{host}`")) {
                missing.push(format!("README.md: the hosts to allow lack {host} of the cloud \"{name}\""));
            }
        }
    }
    assert_none(missing);
}

#[test]
fn the_settings_that_are_shown_can_be_used() {
    let readme = readme();
    let examples: Vec<&str> = readme
        .split("```json\n")
        .skip(1)
        .filter_map(|rest| rest.split("```").next())
        .filter(|example| !example.contains("\"favourites\""))
        .collect();
    assert!(!examples.is_empty(), "README.md shows settings");
    let refused = |example: &&str| Settings::from_json(example).err().map(|problem| problem.message);
    assert_none(examples.iter().filter_map(refused).map(|reason| format!("README.md: {reason}")).collect());
    let used = Settings::from_json(examples[0]).unwrap();
    assert_ne!(used, Settings::default());
}

fn readme() -> String {
    std::fs::read_to_string(root().join("README.md")).unwrap()
}
