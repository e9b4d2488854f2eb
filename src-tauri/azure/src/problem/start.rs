//! Why a machine did not start.

use jit_core::{Code, Problem, Remedy};

use super::envelope::Said;

/// The problem behind a refused or failed start, by Azure's code.
pub(crate) fn start_failed(vm: &str, said: &Said) -> Problem {
    let (code, why, hint) = reason(said);
    let message = match code {
        Code::StartBlocked => format!("{vm} cannot be started now: {why}."),
        _ => format!("{vm} did not start: {why}."),
    };
    let problem = Problem::new(code, message, hint);
    match remedy(said) {
        Some(remedy) => problem.with_remedy(remedy),
        None => problem,
    }
}

fn remedy(said: &Said) -> Option<Remedy> {
    if over_quota(said) { Some(Remedy::Quota) } else { Remedy::of_start(&said.code) }
}

fn reason(said: &Said) -> (Code, String, &'static str) {
    let failed = |why: &str, hint| (Code::StartFailed, why.to_owned(), hint);
    let later = "Try again later, or choose another size for the machine.";
    if said.is(&["AllocationFailed"]) {
        failed("Azure has no free capacity for its size right now", later)
    } else if said.is(&["ZonalAllocationFailed"]) {
        failed("Azure has no free capacity for its size in its zone right now", later)
    } else if said.is(&["OverconstrainedAllocationRequest", "OverconstrainedZonalAllocationRequest"]) {
        let why = "Azure has no capacity that meets its size, zone and network demands together right now";
        failed(why, "Try again later, or ease one of the demands, such as the size or the zone.")
    } else if said.is(&["SkuNotAvailable"]) {
        failed("its size is not offered in its region or zone", "Choose another size for the machine.")
    } else if over_quota(said) {
        let why = "the subscription has used up its quota of cores";
        failed(why, "Deallocate another machine, or ask for a larger quota in the portal.")
    } else if said.is(&["VMStartTimedOut", "OSProvisioningTimedOut"]) {
        failed("Azure stopped waiting for it, though it may still come up", "Try again in a few minutes.")
    } else if said.is(&["VMExtensionProvisioningError", "VMExtensionProvisioningTimeout"]) {
        failed("one of its extensions failed, though it may be running", "Try again.")
    } else if said.is(&["Conflict", "OperationPreempted", "AnotherOperationInProgress"]) {
        let why = "another operation on it is running, or took its place".to_owned();
        (Code::StartBlocked, why, "Wait until it has ended, then try again.")
    } else if said.message.is_empty() {
        failed("Azure gave no reason", "Try again, or look at the machine in the portal.")
    } else {
        let why = format!("Azure says \"{}\"", said.message.trim_end_matches('.'));
        (Code::StartFailed, why, "Look at the machine in the portal, then try again.")
    }
}

fn over_quota(said: &Said) -> bool {
    said.is(&["QuotaExceeded"])
        || said.is(&["OperationNotAllowed"]) && said.message.to_ascii_lowercase().contains("quota")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_known_code_has_a_plain_sentence() {
        let quota = "Operation could not be completed as it results in exceeding approved Total Regional Cores quota.";
        for (code, message, kind, sentence) in [
            (
                "AllocationFailed",
                "x",
                Code::StartFailed,
                "web-01 did not start: Azure has no free capacity for its size right now.",
            ),
            (
                "SkuNotAvailable",
                "x",
                Code::StartFailed,
                "web-01 did not start: its size is not offered in its region or zone.",
            ),
            (
                "OperationNotAllowed",
                quota,
                Code::StartFailed,
                "web-01 did not start: the subscription has used up its quota of cores.",
            ),
            (
                "OperationPreempted",
                "x",
                Code::StartBlocked,
                "web-01 cannot be started now: another operation on it is running, or took its place.",
            ),
            (
                "OperationNotAllowed",
                "The VM is marked for deletion.",
                Code::StartFailed,
                "web-01 did not start: Azure says \"The VM is marked for deletion\".",
            ),
            ("", "", Code::StartFailed, "web-01 did not start: Azure gave no reason."),
        ] {
            let said = Said { code: code.to_owned(), message: message.to_owned() };
            let problem = start_failed("web-01", &said);
            assert_eq!((problem.code, problem.message.as_str()), (kind, sentence));
        }
    }
}
