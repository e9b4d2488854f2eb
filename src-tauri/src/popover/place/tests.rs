//! Taskbars at every edge, at every scale, on monitors anywhere.

use super::{Anchor, Area, Edge, Screen, Wanted, place};

const EDGES: [Edge; 4] = [Edge::Left, Edge::Top, Edge::Right, Edge::Bottom];
const SCALES: [f64; 4] = [1.0, 1.25, 1.5, 2.0];
/// Full HD at the origin, and to its left and above it: negative coordinates.
const ORIGINS: [(i32, i32); 3] = [(0, 0), (-2560, 0), (-1000, -1440)];
const WANTED: Wanted = Wanted { width: 360.0, height: 560.0, gap: 10.0 };
const BAR: f64 = 48.0;

fn area(left: i32, top: i32, width: i32, height: i32) -> Area {
    Area { left, top, right: left + width, bottom: top + height }
}

/// A monitor with a taskbar.
fn screen((x, y): (i32, i32), edge: Edge, scale: f64) -> Screen {
    let whole = area(x, y, 2560, 1440);
    let bar = (BAR * scale) as i32;
    let mut work = whole;
    match edge {
        Edge::Left => work.left += bar,
        Edge::Top => work.top += bar,
        Edge::Right => work.right -= bar,
        Edge::Bottom => work.bottom -= bar,
    }
    Screen { whole, work, scale }
}

/// An icon near the end of the bar, or in the flyout that the bar opens.
fn icon(screen: Screen, edge: Edge, in_overflow: bool) -> Area {
    let Screen { whole, work, scale } = screen;
    let side = (24.0 * scale) as i32;
    let inwards = if in_overflow { (60.0 * scale) as i32 } else { -((36.0 * scale) as i32) };
    let (end_x, end_y) = (whole.right - 8 * side, whole.bottom - 8 * side);
    let (left, top) = match edge {
        Edge::Left => (work.left + inwards, end_y),
        Edge::Top => (end_x, work.top + inwards),
        Edge::Right => (work.right - side - inwards, end_y),
        Edge::Bottom => (end_x, work.bottom - side - inwards),
    };
    area(left, top, side, side)
}

fn is_within(inner: Area, outer: Area) -> bool {
    inner.left >= outer.left
        && inner.top >= outer.top
        && inner.right <= outer.right
        && inner.bottom <= outer.bottom
}

fn overlap(a: Area, b: Area) -> bool {
    a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom
}

/// How far it is from the edge of the work area at which the bar is.
fn distance(popover: Area, work: Area, edge: Edge) -> i32 {
    match edge {
        Edge::Left => popover.left - work.left,
        Edge::Top => popover.top - work.top,
        Edge::Right => work.right - popover.right,
        Edge::Bottom => work.bottom - popover.bottom,
    }
}

#[test]
fn a10_it_stands_beside_the_icon_inside_the_work_area() {
    for edge in EDGES {
        for scale in SCALES {
            for origin in ORIGINS {
                for in_overflow in [false, true] {
                    let its = screen(origin, edge, scale);
                    // The other monitor has its own taskbar and scale.
                    let beside = (origin.0 + 2560, origin.1);
                    let other = screen(beside, Edge::Bottom, 1.0);
                    let icon = icon(its, edge, in_overflow);
                    let case = format!("{edge:?}, {scale}, {origin:?}, in overflow: {in_overflow}");
                    let anchor = Anchor { icon: Some(icon), ..Anchor::default() };
                    let popover = place(anchor, &[other, its], WANTED).unwrap();
                    let gap = (10.0 * scale).round() as i32;
                    assert!(is_within(popover, its.work), "{case}: {popover:?}");
                    assert_eq!(distance(popover, its.work, edge), gap, "{case}");
                    assert!(in_overflow || !overlap(popover, icon), "{case}");
                    let size = ((360.0 * scale).round() as i32, (560.0 * scale).round() as i32);
                    assert_eq!((popover.width(), popover.height()), size, "{case}");
                }
            }
        }
    }
}

#[test]
fn a10_it_is_centred_on_the_icon_where_there_is_room() {
    let its = screen((0, 0), Edge::Bottom, 1.0);
    let icon = area(1200, 1404, 24, 24);
    let popover = place(Anchor { icon: Some(icon), ..Anchor::default() }, &[its], WANTED).unwrap();
    assert_eq!(popover, area(1212 - 180, 1392 - 10 - 560, 360, 560));
    let its = screen((0, 0), Edge::Left, 1.0);
    let icon = area(12, 700, 24, 24);
    let popover = place(Anchor { icon: Some(icon), ..Anchor::default() }, &[its], WANTED).unwrap();
    assert_eq!(popover, area(48 + 10, 712 - 280, 360, 560));
}

#[test]
fn a10_the_click_says_where_the_icon_is_when_the_desktop_does_not() {
    for edge in EDGES {
        let its = screen((-2560, 0), edge, 1.0);
        let at = icon(its, edge, false);
        let click = Some((at.left + 3, at.top + 3));
        let popover = place(Anchor { click, ..Anchor::default() }, &[its], WANTED).unwrap();
        assert!(is_within(popover, its.work), "{edge:?}: {popover:?}");
        assert_eq!(distance(popover, its.work, edge), 10, "{edge:?}");
    }
}

#[test]
fn a10_where_nothing_is_known_it_stands_in_the_corner_of_the_tray_on_the_monitor_looked_at() {
    let (main, left) = (screen((0, 0), Edge::Bottom, 1.0), screen((-2560, 0), Edge::Top, 1.5));
    let popover = place(Anchor::default(), &[main, left], WANTED).unwrap();
    assert_eq!((popover.right, popover.bottom), (2550, 1392 - 10), "bottom right on the main one");
    let pointer = Some((-40, 700));
    let popover = place(Anchor { pointer, ..Anchor::default() }, &[main, left], WANTED).unwrap();
    assert_eq!((popover.right, popover.top), (-15, 72 + 15), "top right below a bar at the top");
    let bare = Screen { whole: main.whole, work: main.whole, scale: 1.0 };
    let popover = place(Anchor::default(), &[bare], WANTED).unwrap();
    assert_eq!((popover.right, popover.bottom), (2550, 1430));
    assert_eq!(place(Anchor::default(), &[], WANTED), None);
}

#[test]
fn a10_a_bar_that_hides_itself_is_where_the_icon_is() {
    let whole = area(0, 0, 1920, 1080);
    let bare = Screen { whole, work: whole, scale: 1.0 };
    let at = |left, top| {
        let icon = area(left, top, 24, 24);
        (icon, place(Anchor { icon: Some(icon), ..Anchor::default() }, &[bare], WANTED).unwrap())
    };
    let (icon, popover) = at(1700, 1044);
    assert_eq!(popover.bottom, icon.top - 10);
    let (icon, popover) = at(900, 4);
    assert_eq!(popover.top, icon.bottom + 10);
    let (icon, popover) = at(4, 500);
    assert_eq!(popover.left, icon.right + 10);
    let (icon, popover) = at(1890, 500);
    assert_eq!(popover.right, icon.left - 10);
}

#[test]
fn a10_of_two_bars_it_stands_at_the_one_with_the_icon() {
    // A menu bar at the top, and a dock that is wider.
    let whole = area(0, 0, 1440, 900);
    let mac = Screen { whole, work: area(0, 25, 1440, 795), scale: 2.0 };
    let icon = area(1100, 1, 24, 23);
    let popover =
        place(Anchor { icon: Some(icon), ..Anchor::default() }, &[mac], Wanted { gap: 5.0, ..WANTED });
    let popover = popover.unwrap();
    assert_eq!(popover.top, 25 + 10);
    assert!(is_within(popover, mac.work), "{popover:?}");
}

#[test]
fn a10_a_monitor_that_is_too_small_makes_it_smaller() {
    let its = Screen { whole: area(0, 0, 640, 480), work: area(0, 0, 640, 440), scale: 2.0 };
    let popover = place(Anchor::default(), &[its], WANTED).unwrap();
    assert_eq!(popover, area(20, 20, 600, 400));
}

#[test]
fn a10_an_icon_just_outside_of_every_monitor_belongs_to_the_nearest() {
    let (main, left) = (screen((0, 0), Edge::Bottom, 1.0), screen((-2560, 0), Edge::Bottom, 1.0));
    let icon = Some(area(-2600, 1420, 24, 24));
    let popover = place(Anchor { icon, ..Anchor::default() }, &[main, left], WANTED).unwrap();
    assert!(is_within(popover, left.work), "{popover:?}");
}
