//! Access that is open, and access that closes.

use jiff::{SignedDuration, Timestamp};

use super::{Scene, Story, company, starred, with_barbara};
use crate::state::story::{named, policy};
use crate::*;

pub(super) const SCENES: &[Scene] = &[
    ("open", || open(&[("web-01 (prod)", 3389, 47 * 60 + 30)])),
    ("open-two", || open(&[("web-01 (prod)", 3389, 47 * 60 + 30), ("build-agent", 22, 100 * 60)])),
    ("closing", || open(&[("web-01 (prod)", 3389, 9 * 60)])),
    ("closing-soon", || open(&[("web-01 (prod)", 3389, 119)])),
    ("closed", closed),
];

fn open(windows: &[(&str, u16, i64)]) -> Story {
    let mut loaded = starred(&["web-01 (prod)", "build-agent", "sql-test", "db-02"]);
    let now = with_barbara(Loaded::default()).now;
    loaded.windows = windows.iter().map(|(alias, port, left)| window(alias, *port, now, *left)).collect();
    company(with_barbara(loaded))
}

fn closed() -> Story {
    let mut story = open(&[("web-01 (prod)", 3389, 2)]);
    story.pass_ms(3_000);
    story
}

fn window(alias: &str, port: u16, now: Timestamp, seconds_left: i64) -> AccessWindow {
    let until = now + SignedDuration::from_secs(seconds_left);
    AccessWindow {
        vm: named(&super::machine(alias)),
        label: alias.into(),
        policy: policy(Sources::Any).id,
        port,
        source: "203.0.113.7".parse().unwrap(),
        from: until - SignedDuration::from_hours(3),
        until,
        protocol: if port == 22 { Protocol::Ssh } else { Protocol::Rdp },
        length: "3h".parse().unwrap(),
        whole_range: false,
        reached: Some(Reached { address: "198.51.100.9".parse().unwrap(), port }),
        user: None,
        key: None,
    }
}
