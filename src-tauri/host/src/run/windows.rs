//! A program and what it started, as a job.

use std::io;
use std::os::windows::io::{AsRawHandle, FromRawHandle, OwnedHandle, RawHandle};
use std::ptr;

use tokio::process::{Child, Command};
use windows_sys::Win32::System::JobObjects::{
    AssignProcessToJobObject, CreateJobObjectW, JOB_OBJECT_LIMIT, JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE,
    JOBOBJECT_EXTENDED_LIMIT_INFORMATION, JobObjectExtendedLimitInformation, SetInformationJobObject,
};

pub(super) fn apart(command: &mut Command) {
    const CREATE_NO_WINDOW: u32 = 0x0800_0000;
    command.creation_flags(CREATE_NO_WINDOW).kill_on_drop(true);
}

/// Ended as a whole when it is dropped: Windows ends a job with its last handle.
pub(super) struct Family(Option<OwnedHandle>);

impl Family {
    pub(super) fn of(child: &Child) -> Self {
        let joined = || -> io::Result<OwnedHandle> {
            let job = job()?;
            limit(&job, JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE)?;
            let process = child.raw_handle().ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))?;
            join(&job, process)?;
            Ok(job)
        };
        match joined() {
            Ok(job) => Self(Some(job)),
            Err(error) => {
                tracing::debug!(%error, "what a program starts may outlive it");
                Self(None)
            }
        }
    }

    /// The program has ended by itself, and what it left behind may stay.
    pub(super) fn leave(self) {
        if let Some(Err(error)) = self.0.as_ref().map(|job| limit(job, 0)) {
            tracing::debug!(%error, "what a program left behind is ended");
        }
    }
}

fn job() -> io::Result<OwnedHandle> {
    #[expect(unsafe_code, reason = "no safe form exists; both arguments may be null")]
    let handle = unsafe { CreateJobObjectW(ptr::null(), ptr::null()) };
    if handle.is_null() {
        return Err(io::Error::last_os_error());
    }
    #[expect(unsafe_code, reason = "the handle is valid, and nobody else owns it")]
    let owned = unsafe { OwnedHandle::from_raw_handle(handle) };
    Ok(owned)
}

fn limit(job: &OwnedHandle, flags: JOB_OBJECT_LIMIT) -> io::Result<()> {
    let mut limits = JOBOBJECT_EXTENDED_LIMIT_INFORMATION::default();
    limits.BasicLimitInformation.LimitFlags = flags;
    let size = u32::try_from(size_of_val(&limits)).unwrap_or_default();
    let limits = ptr::from_ref(&limits).cast();
    #[expect(
        unsafe_code,
        reason = "no safe form exists; the pointer is to a value of the size that is given"
    )]
    let done = unsafe {
        SetInformationJobObject(job.as_raw_handle(), JobObjectExtendedLimitInformation, limits, size)
    };
    if done == 0 { Err(io::Error::last_os_error()) } else { Ok(()) }
}

fn join(job: &OwnedHandle, process: RawHandle) -> io::Result<()> {
    #[expect(unsafe_code, reason = "no safe form exists; both handles are open for the length of the call")]
    let done = unsafe { AssignProcessToJobObject(job.as_raw_handle(), process) };
    if done == 0 { Err(io::Error::last_os_error()) } else { Ok(()) }
}
