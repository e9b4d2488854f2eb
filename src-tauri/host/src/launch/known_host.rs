//! The host key that stands on a line of our `known_hosts`.

use std::fs;
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use ring::digest::{SHA256, digest};

/// Whether `ssh` means this file: on Windows it takes `/` for `\`.
pub(super) fn is_in(named: &str, file: &Path) -> bool {
    let plain = |path: &str| path.replace('\\', "/");
    file.to_str().is_some_and(|file| plain(file) == plain(named))
}

/// The fingerprint of the key on this line, counted from 1, as `ssh` writes it: `SHA256:…`.
pub(super) fn fingerprint(file: &Path, line: usize) -> Option<String> {
    let text = fs::read(file).ok()?;
    let text = String::from_utf8_lossy(&text);
    let mut words = text.lines().nth(line.checked_sub(1)?)?.split_whitespace().peekable();
    // @cert-authority or @revoked.
    words.next_if(|word| word.starts_with('@'));
    let key = STANDARD.decode(words.nth(2)?).ok()?;
    Some(format!("SHA256:{}", STANDARD_NO_PAD.encode(digest(&SHA256, &key))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_the_fingerprint_that_ssh_keygen_tells_of_it() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("known_hosts");
        let key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIK4ggR1hOR3N9gGXjDVtpXevcZyKEj3vJZ2pDTtI7P1y";
        fs::write(&file, format!("|1|c2FsdA==|aGFzaA== {key}\n\n@revoked * {key} note\nvm-2 ssh-rsa !\n"))
            .unwrap();
        let sha = Some("SHA256:YDZL9+HVjLA6RfBECzs5/CsoKm7lYJeJ6m1JNKQ3w/U".to_owned());
        assert_eq!([1, 3].map(|line| fingerprint(&file, line)), [sha.clone(), sha]);
        assert_eq!([0, 2, 4, 9].map(|line| fingerprint(&file, line)), [const { None }; 4]);
        assert_eq!(fingerprint(Path::new("/nowhere/known_hosts"), 1), None);
    }

    #[test]
    fn one_file_has_two_spellings_on_windows() {
        assert!(is_in("C:/Users/Ada/known_hosts", Path::new("C:\\Users\\Ada\\known_hosts")));
        assert!(!is_in("/etc/shadow", Path::new("/home/ada/known_hosts")));
    }
}
