//! A clock that is not Azure's.

use jiff::SignedDuration;

use crate::{Code, Problem};

/// What is told of a clock that is so far ahead of Azure's, or behind it.
#[must_use]
pub fn clock_wrong(ahead: SignedDuration) -> Problem {
    let (off, side) = (ahead.abs(), if ahead.is_negative() { "behind" } else { "ahead of" });
    let minutes = (off.as_secs() + 30) / 60;
    let off = match minutes {
        ..60 => format!("{minutes} min"),
        60..2_880 => format!("{} h", (minutes + 30) / 60),
        _ => format!("{} days", minutes / 1_440),
    };
    Problem::new(
        Code::ClockWrong,
        format!("This computer's clock is {off} {side} Azure's; closing times may be wrong."),
        "Let the system set the clock by itself, in its time settings: sign-in and access depend on it.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_side_and_a_fitting_unit_are_told() {
        let told = |minutes| clock_wrong(SignedDuration::from_mins(minutes)).message;
        for (minutes, message) in [
            (7, "This computer's clock is 7 min ahead of Azure's; closing times may be wrong."),
            (-59, "This computer's clock is 59 min behind Azure's; closing times may be wrong."),
            (119, "This computer's clock is 2 h ahead of Azure's; closing times may be wrong."),
            (-60 * 24 * 400, "This computer's clock is 400 days behind Azure's; closing times may be wrong."),
        ] {
            assert_eq!(told(minutes), message);
        }
    }
}
