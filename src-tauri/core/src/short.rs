//! Foreign texts in the room there is for them.

/// A text without control and direction characters, with its middle left out where it is longer than the room.
pub(crate) fn short(text: &str, room: usize) -> String {
    let clean: Vec<char> = crate::clean(text).chars().collect();
    if clean.len() <= room {
        return clean.into_iter().collect();
    }
    // People know machines by their beginning; numbers stand at the end.
    let kept = room.saturating_sub(1);
    let head = kept / 2 + kept.div_ceil(10);
    let tail = kept - head;
    clean[..head].iter().chain(&['…']).chain(&clean[clean.len() - tail..]).collect()
}

/// A sentence around a name that is shortened until the whole fits.
pub(crate) fn around(before: &str, name: &str, after: &str, room: usize) -> String {
    let taken = before.chars().count() + after.chars().count();
    format!("{before}{}{after}", short(name, room.saturating_sub(taken).max(9)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_is_left_out_and_both_ends_stay() {
        assert_eq!(short("web-01", 60), "web-01");
        let long = format!("contoso-production-{}-0042", "x".repeat(60));
        let cut = short(&long, 60);
        assert_eq!(cut.chars().count(), 60);
        assert!(cut.starts_with("contoso-production-") && cut.ends_with("-0042"));
        assert_eq!(short("a\u{202E}b\nc", 60), "ab c");
    }

    #[test]
    fn a_sentence_stays_whole_around_a_long_name() {
        let title = around("You may not request access to ", &"n".repeat(90), "", 60);
        assert_eq!(title.chars().count(), 60);
        assert!(title.starts_with("You may not request access to nnn"));
    }
}
