//! Windows' own Credential Manager.

use keyring_core::Entry;
use secrecy::ExposeSecret;

use super::*;

/// What is there of one key, as Windows names it.
fn entries(key: &str) -> Vec<Entry> {
    let keyring = system::open().unwrap();
    let ours = (keyring.list)(&keyring).unwrap();
    let of_key = |entry: &Entry| entry.get_specifiers().is_some_and(|(_, user)| user.starts_with(key));
    ours.into_iter().filter(of_key).collect()
}

#[tokio::test]
async fn credential_manager_holds_six_kilobytes_and_gives_them_to_the_next_program() {
    let key = format!("test.example/{}/oid.tid", keyring::Generation::now().unwrap());
    let (old, new) = ("o".repeat(2_560), "n".repeat(6_144));
    let store = SecretStore::new();
    assert!(store.get(&key).await.unwrap().is_none());
    store.put(&key, &old.into()).await.unwrap();
    store.put(&key.to_ascii_uppercase(), &new.clone().into()).await.unwrap();
    let read = SecretStore::new().get(&key).await.unwrap().unwrap();
    assert_eq!((read.expose_secret().len(), read.expose_secret() == new), (6_144, true));
    let kept = entries(&key);
    assert_eq!(kept.len(), 5, "a header and four pieces, and nothing of the old value");
    for entry in kept {
        let attributes = entry.get_attributes().unwrap();
        assert_eq!(attributes["persistence"], "Local");
        assert!(attributes["target_name"].starts_with("JIT Tray sign-in: "), "{attributes:?}");
    }
    store.remove(&key).await.unwrap();
    assert!(SecretStore::new().get(&key).await.unwrap().is_none());
    assert_eq!(entries(&key).len(), 0);
}
