//! The names of what Windows keeps.

use std::ptr;

use windows_sys::Win32::Foundation::{ERROR_NOT_FOUND, GetLastError};
use windows_sys::Win32::Security::Credentials::{CREDENTIALW, CredEnumerateW, CredFree};

use crate::secrets::fault::Fault;

/// Longer than any name Windows allows.
const LONGEST: usize = 33_000;

/// The names of the person's entries that begin like this.
#[expect(unsafe_code, reason = "no crate reads the list in the form in which Wine gives it")]
pub(super) fn beginning_with(prefix: &str) -> Result<Vec<String>, Fault> {
    let filter: Vec<u16> = prefix.encode_utf16().chain([u16::from(b'*'), 0]).collect();
    let (mut count, mut list) = (0, ptr::null_mut());
    // SAFETY: the filter ends in a nought, and the others are places for the answer.
    if unsafe { CredEnumerateW(filter.as_ptr(), 0, &raw mut count, &raw mut list) } == 0 {
        // SAFETY: it takes nothing.
        return match unsafe { GetLastError() } {
            ERROR_NOT_FOUND => Ok(Vec::new()),
            code => Err(Fault::Failed(format!("Windows error code {code}"))),
        };
    }
    let names = (0..count as usize).map(|at| {
        // SAFETY: the list holds so many pointers to entries, all valid until it is freed.
        let entry = unsafe { list.add(at).read_unaligned() };
        name(entry)
    });
    let names = names.collect();
    // SAFETY: it is the list that Windows allocated, and nothing points into it any more.
    unsafe { CredFree(list.cast()) };
    Ok(names)
}

/// The name of an entry, whose secret is erased from the answer.
#[expect(unsafe_code, reason = "fields are read where Windows put them")]
fn name(entry: *const CREDENTIALW) -> String {
    // SAFETY: the entry is valid; Wine does not align it.
    let entry = unsafe { entry.read_unaligned() };
    if !entry.CredentialBlob.is_null() {
        // SAFETY: the secret is that long, and this answer is nobody else's.
        unsafe { ptr::write_bytes(entry.CredentialBlob, 0, entry.CredentialBlobSize as usize) };
    }
    let characters = (0..LONGEST).map(|at| {
        // SAFETY: a name ends in a nought, and nothing is read behind it.
        unsafe { entry.TargetName.add(at).read_unaligned() }
    });
    let name: Vec<u16> = characters.take_while(|character| *character != 0).collect();
    String::from_utf16_lossy(&name)
}
