//! Where the popover stands: beside the tray icon, inside the work area. Everything is in physical pixels, whose origin
//! may lie anywhere: a second monitor can have negative coordinates.

/// A rectangle; `right` and `bottom` lie just outside of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Area {
    pub left: i32,
    pub top: i32,
    pub right: i32,
    pub bottom: i32,
}

/// One monitor.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Screen {
    pub whole: Area,
    /// What taskbars, docks and menu bars leave.
    pub work: Area,
    /// Physical pixels for each logical one.
    pub scale: f64,
}

/// What is known of where the person clicked, the best first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Anchor {
    /// The tray icon.
    pub icon: Option<Area>,
    /// The click.
    pub click: Option<(i32, i32)>,
    /// The pointer, which only tells which monitor the person looks at.
    pub pointer: Option<(i32, i32)>,
}

/// What is wanted, in logical pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Wanted {
    pub width: f64,
    pub height: f64,
    /// How far from the taskbar and from the sides.
    pub gap: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Edge {
    Left,
    Top,
    Right,
    Bottom,
}

/// Where it stands and how large it is; nothing where there is no monitor. The first of the screens is the main one.
pub fn place(anchor: Anchor, screens: &[Screen], wanted: Wanted) -> Option<Area> {
    let known = anchor.icon.or_else(|| anchor.click.map(Area::around));
    let looked_at = known.or_else(|| anchor.pointer.map(Area::around));
    let screen = looked_at.map_or_else(|| screens.first(), |area| nearest(screens, area.centre()))?;
    let work = screen.work;
    let physical = |logical: f64| (logical * screen.scale).round() as i32;
    let gap = physical(wanted.gap);
    let fits = |length: f64, room: i32| physical(length).min(room - 2 * gap).max(1);
    let (width, height) = (fits(wanted.width, work.width()), fits(wanted.height, work.height()));
    let edge = edge(screen, known);
    // In a corner where nothing is known: where most desktops have their tray.
    let (x, y) = known.map_or((work.right, work.bottom), Area::centre);
    let icon = known.unwrap_or_else(|| Area::around((x, y)));
    let stands_in_a_bar = screen.has_bar(edge);
    let beside = |of_work: i32, of_icon: i32| if stands_in_a_bar { of_work } else { of_icon };
    let (left, top) = match edge {
        Edge::Top => (x - width / 2, beside(work.top, icon.bottom) + gap),
        Edge::Bottom => (x - width / 2, beside(work.bottom, icon.top) - gap - height),
        Edge::Left => (beside(work.left, icon.right) + gap, y - height / 2),
        Edge::Right => (beside(work.right, icon.left) - gap - width, y - height / 2),
    };
    let left = left.clamp(work.left + gap, (work.right - gap - width).max(work.left + gap));
    let top = top.clamp(work.top + gap, (work.bottom - gap - height).max(work.top + gap));
    Some(Area { left, top, right: left + width, bottom: top + height })
}

/// The edge of the monitor at which the tray is.
fn edge(screen: &Screen, known: Option<Area>) -> Edge {
    let Screen { whole, work, .. } = screen;
    let bars = [
        (Edge::Bottom, whole.bottom - work.bottom),
        (Edge::Top, work.top - whole.top),
        (Edge::Right, whole.right - work.right),
        (Edge::Left, work.left - whole.left),
    ];
    let widest = bars.into_iter().filter(|(_, bar)| *bar > 0).max_by_key(|(_, bar)| *bar);
    let Some(icon) = known else { return widest.map_or(Edge::Bottom, |(edge, _)| edge) };
    let (x, y) = icon.centre();
    let from = [
        (Edge::Bottom, whole.bottom - y),
        (Edge::Top, y - whole.top),
        (Edge::Right, whole.right - x),
        (Edge::Left, x - whole.left),
    ];
    let within = bars.into_iter().zip(from).find(|((_, bar), (_, from))| from < bar);
    let nearest = from.into_iter().min_by_key(|(_, from)| *from);
    match (within, widest, nearest) {
        (Some(((edge, _), _)), ..) => edge,
        // Outside of every bar, an icon stands in the flyout that the bar opened.
        (None, Some((edge, _)), _) | (None, None, Some((edge, _))) => edge,
        (None, None, None) => Edge::Bottom,
    }
}

fn nearest(screens: &[Screen], (x, y): (i32, i32)) -> Option<&Screen> {
    screens.iter().min_by_key(|screen| {
        let Area { left, top, right, bottom } = screen.whole;
        let away = |low: i32, at: i32, high: i32| i64::from((low - at).max(at - (high - 1)).max(0));
        away(left, x, right).pow(2) + away(top, y, bottom).pow(2)
    })
}

impl Area {
    fn around((x, y): (i32, i32)) -> Self {
        Self { left: x, top: y, right: x, bottom: y }
    }

    pub fn width(self) -> i32 {
        self.right - self.left
    }

    pub fn height(self) -> i32 {
        self.bottom - self.top
    }

    fn centre(self) -> (i32, i32) {
        (i32::midpoint(self.left, self.right), i32::midpoint(self.top, self.bottom))
    }
}

impl Screen {
    /// Whether something keeps windows away from this edge. A bar that hides itself does not.
    fn has_bar(&self, edge: Edge) -> bool {
        match edge {
            Edge::Left => self.work.left > self.whole.left,
            Edge::Top => self.work.top > self.whole.top,
            Edge::Right => self.work.right < self.whole.right,
            Edge::Bottom => self.work.bottom < self.whole.bottom,
        }
    }
}

#[cfg(test)]
mod tests;
