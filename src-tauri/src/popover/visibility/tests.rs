//! Stories of clicks, keys and focus.

use super::{Act, DOUBLE_CLICK, Input, KEPT_HIDDEN, LONGEST_LOAD, Visibility};
use std::time::{Duration, Instant};

/// The popover and a clock.
struct Story {
    popover: Visibility,
    now: Instant,
}

impl Story {
    /// The popover was opened with a click and has the focus.
    fn open() -> Self {
        let mut story = Self::new();
        assert_eq!(story.then(Input::Toggle), Some(Act::Make));
        assert_eq!(story.then(Input::Ready), Some(Act::Show));
        assert_eq!(story.then(Input::Focused), None);
        story.after(1000);
        story
    }

    fn new() -> Self {
        Self { popover: Visibility::default(), now: Instant::now() }
    }

    fn then(&mut self, input: Input) -> Option<Act> {
        self.popover.handle(input, self.now)
    }

    /// Time passes; what the clock does on the way is collected.
    fn after(&mut self, ms: u64) -> Vec<Act> {
        let end = self.now + Duration::from_millis(ms);
        let mut acts = Vec::new();
        while let Some(due) = self.popover.deadline().filter(|due| *due <= end) {
            self.now = due;
            acts.extend(self.then(Input::Woke));
        }
        self.now = end;
        acts
    }
}

#[test]
fn a09_a_click_makes_it_and_it_is_shown_once_the_page_is_ready() {
    let mut story = Story::new();
    assert_eq!(story.then(Input::Toggle), Some(Act::Make));
    assert!(!story.popover.is_shown());
    assert_eq!(story.after(100), []);
    assert_eq!(story.then(Input::Ready), Some(Act::Show));
    assert!(story.popover.is_shown());
    assert_eq!(story.then(Input::Ready), None, "each time it is shown, the page says so again");
}

#[test]
fn a_page_that_says_nothing_is_shown_all_the_same() {
    let mut story = Story::new();
    story.then(Input::Show);
    assert_eq!(story.after(LONGEST_LOAD.as_millis() as u64), [Act::Show]);
    assert_eq!(story.then(Input::Ready), None);
}

#[test]
fn whoever_clicks_again_while_it_loads_wants_the_same() {
    let mut story = Story::new();
    assert_eq!(story.then(Input::Toggle), Some(Act::Make));
    story.after(500);
    assert_eq!(story.then(Input::Toggle), None);
    assert_eq!(story.then(Input::Show), None);
    assert_eq!(story.then(Input::Ready), Some(Act::Show));
}

#[test]
fn a09_another_window_with_the_focus_hides_it() {
    let mut story = Story::open();
    assert_eq!(story.then(Input::Blurred), None);
    assert_eq!(story.after(100), [Act::Hide]);
    story.after(1000);
    assert_eq!(story.then(Input::Toggle), Some(Act::Show), "it is still there");
}

#[test]
fn a_focus_that_blinks_hides_nothing() {
    let mut story = Story::open();
    story.then(Input::Blurred);
    story.after(20);
    story.then(Input::Focused);
    assert_eq!(story.after(10_000), []);
    assert!(story.popover.is_shown());
}

#[test]
fn a_focus_it_never_had_cannot_be_lost() {
    let mut story = Story::new();
    story.then(Input::Show);
    story.then(Input::Ready);
    // Some desktops tell of both while a window appears.
    assert_eq!(story.then(Input::Blurred), None);
    assert_eq!(story.after(10_000), []);
    assert!(story.popover.is_shown());
}

#[test]
fn a09_a_click_while_it_is_open_hides_it_and_it_stays_hidden() {
    // The desktop leaves it the focus.
    let mut story = Story::open();
    assert_eq!(story.then(Input::Toggle), Some(Act::Hide));
    assert_eq!(story.after(5000), []);

    // The press takes the focus, and the release is the click.
    for held_down in [0, 30, 100, 250] {
        let mut story = Story::open();
        story.then(Input::Blurred);
        let mut acts = story.after(held_down);
        acts.extend(story.then(Input::Toggle));
        acts.extend(story.after(5000));
        assert_eq!(acts, [Act::Hide], "held down for {held_down} ms");
        assert!(!story.popover.is_shown());
    }
}

#[test]
fn a_slow_click_on_the_icon_hides_it_where_the_desktop_tells_of_the_pointer() {
    let mut story = Story::open();
    story.then(Input::PointerOnIcon(true));
    story.then(Input::Blurred);
    assert_eq!(story.after(2000), [], "the click is still coming");
    assert_eq!(story.then(Input::Toggle), Some(Act::Hide));
    story.then(Input::PointerOnIcon(false));
    assert_eq!(story.after(5000), []);
}

#[test]
fn a_pointer_that_leaves_the_icon_without_a_click_lets_it_go() {
    let mut story = Story::open();
    story.then(Input::PointerOnIcon(true));
    story.then(Input::Blurred);
    story.after(1000);
    story.then(Input::PointerOnIcon(false));
    assert_eq!(story.after(100), [Act::Hide]);
}

#[test]
fn a_click_after_it_was_hidden_shows_it() {
    let mut story = Story::open();
    story.then(Input::Blurred);
    story.after(400);
    assert_eq!(story.then(Input::Toggle), Some(Act::Show));
}

#[test]
fn a_double_click_is_one_click() {
    let mut story = Story::new();
    assert_eq!(story.then(Input::Toggle), Some(Act::Make));
    assert_eq!(story.then(Input::Ready), Some(Act::Show));
    story.after(150);
    assert_eq!(story.then(Input::Toggle), None);
    story.after(150);
    assert_eq!(story.then(Input::Toggle), None, "nor does a key that repeats itself toggle it");
    story.after(DOUBLE_CLICK.as_millis() as u64);
    assert_eq!(story.then(Input::Toggle), Some(Act::Hide));
    story.after(150);
    assert_eq!(story.then(Input::Toggle), None);
    assert!(!story.popover.is_shown());
}

#[test]
fn a09_a_dialog_keeps_it_and_gives_it_the_focus_back() {
    let mut story = Story::open();
    story.then(Input::DialogOpened);
    story.then(Input::Blurred);
    assert_eq!(story.after(60_000), []);
    assert!(story.popover.is_shown());
    assert_eq!(story.then(Input::DialogClosed), Some(Act::Focus));
    story.then(Input::Focused);
    story.then(Input::Blurred);
    assert_eq!(story.after(100), [Act::Hide], "afterwards all is as before");
}

#[test]
fn the_last_of_two_dialogs_lets_it_go() {
    let mut story = Story::open();
    story.then(Input::DialogOpened);
    story.then(Input::DialogOpened);
    story.then(Input::Blurred);
    assert_eq!(story.then(Input::DialogClosed), None);
    assert_eq!(story.then(Input::DialogClosed), Some(Act::Focus));
    assert_eq!(story.then(Input::DialogClosed), None);
}

#[test]
fn a_window_among_others_stays() {
    let mut story = Story::new();
    story.popover.is_window(true);
    story.then(Input::Show);
    story.then(Input::Ready);
    story.then(Input::Focused);
    story.then(Input::Blurred);
    assert_eq!(story.after(600_000), []);
    // A click brings it to the front, and once it is there puts it away.
    assert_eq!(story.then(Input::Toggle), Some(Act::Focus));
    story.then(Input::Focused);
    story.after(1000);
    story.then(Input::Blurred);
    story.after(100);
    assert_eq!(story.then(Input::Toggle), Some(Act::Hide));
}

#[test]
fn escape_and_the_close_button_hide_it() {
    let mut story = Story::open();
    assert_eq!(story.then(Input::Hide), Some(Act::Hide));
    assert_eq!(story.then(Input::Hide), None);
    assert_eq!(story.then(Input::Blurred), None, "the focus goes with it");
    assert_eq!(story.then(Input::Toggle), Some(Act::Show));
}

#[test]
fn a_click_right_after_the_close_button_shows_it_again() {
    let mut story = Story::new();
    story.then(Input::Toggle);
    story.then(Input::Ready);
    story.then(Input::Focused);
    story.after(100);
    story.then(Input::Blurred);
    assert_eq!(story.then(Input::Hide), Some(Act::Hide));
    story.after(50);
    assert_eq!(story.then(Input::Toggle), Some(Act::Show));
}

#[test]
fn a_wish_to_see_it_never_hides_it() {
    let mut story = Story::open();
    for _ in 0..3 {
        assert_eq!(story.then(Input::Show), Some(Act::Focus));
    }
    assert!(story.popover.is_shown());
}

#[test]
fn after_five_minutes_hidden_it_is_dropped_and_made_anew() {
    let mut story = Story::open();
    story.then(Input::Hide);
    assert_eq!(story.after(299_000), []);
    story.then(Input::Show);
    story.then(Input::Hide);
    assert_eq!(story.after(299_000), [], "it was wanted in between");
    assert_eq!(story.after(1000), [Act::Drop]);
    assert_eq!(KEPT_HIDDEN, Duration::from_secs(300));
    assert_eq!(story.after(600_000), []);
    assert_eq!(story.then(Input::Toggle), Some(Act::Make));
}

#[test]
fn a_window_that_cannot_be_made_is_tried_again() {
    let mut story = Story::new();
    assert_eq!(story.then(Input::Show), Some(Act::Make));
    story.popover.is_gone();
    assert_eq!(story.after(10_000), []);
    assert_eq!(story.then(Input::Show), Some(Act::Make));
}

#[test]
fn esc_leaves_it_where_no_icon_would_bring_it_back() {
    let mut story = Story::open();
    story.popover.is_window(true);
    story.popover.must_stay(true);
    assert_eq!(story.then(Input::Hide), None);
    assert!(story.popover.is_shown());
    assert_eq!(story.then(Input::Toggle), Some(Act::Hide), "whoever has a key for it can press it again");
    story.after(1000);
    assert_eq!(story.then(Input::Toggle), Some(Act::Show));
    story.popover.must_stay(false);
    assert_eq!(story.then(Input::Hide), Some(Act::Hide), "the tray has come");
}
