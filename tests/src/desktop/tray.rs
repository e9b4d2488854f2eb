//! A tray: the StatusNotifier watcher and host that a desktop's panel is.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use zbus::{
    blocking::{Connection, Proxy, connection},
    interface,
    message::Header,
    zvariant::{OwnedObjectPath, OwnedValue, Value},
};

use super::{Desktop, until};

const WATCHER: &str = "org.kde.StatusNotifierWatcher";
const ITEM: &str = "org.kde.StatusNotifierItem";

type Items = Arc<Mutex<Vec<(String, String)>>>;

pub struct Tray {
    bus: Connection,
    items: Items,
}

/// One line of the menu.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    id: i32,
    pub label: String,
    pub enabled: bool,
}

impl Tray {
    pub fn start(desktop: &Desktop) -> Self {
        let items = Items::default();
        let bus = connection::Builder::address(desktop.bus_address())
            .and_then(|builder| builder.serve_at("/StatusNotifierWatcher", Watcher(items.clone())))
            .and_then(|builder| builder.name(WATCHER))
            .and_then(connection::Builder::build)
            .expect("a tray on the test's own bus");
        Self { bus, items }
    }

    /// What the item says of itself: id, status, title, tooltip.
    pub fn text(&self, property: &str) -> String {
        self.item().get_property(property).expect("a StatusNotifierItem has this property")
    }

    pub fn tooltip(&self) -> String {
        type ToolTip = (String, Vec<(i32, i32, Vec<u8>)>, String, String);
        let (_, _, _, text): ToolTip = self.item().get_property("ToolTip").expect("a tooltip");
        text
    }

    /// The pixels of the icon.
    pub fn picture(&self) -> Vec<u8> {
        let pictures: Vec<(i32, i32, Vec<u8>)> = self.item().get_property("IconPixmap").expect("an icon");
        pictures.into_iter().map(|(_, _, pixels)| pixels).next().unwrap_or_default()
    }

    /// All lines of the menu, those of its submenus behind the line that opens them.
    pub fn lines(&self) -> Vec<Line> {
        // Between two calls the menu may have been replaced.
        until("the menu of the tray item", || self.try_lines().ok())
    }

    /// Chooses the line with this label, once there is one.
    pub fn choose(&self, label: &str) {
        let find = || self.lines().into_iter().find(|line| line.label == label && line.enabled);
        let line = until(&format!("the menu line \"{label}\""), find);
        let menu = self.menu().expect("the item has a menu");
        // The program may end before it answers.
        menu.call_noreply("Event", &(line.id, "clicked", Value::from(""), 0u32)).expect("the bus is there");
    }

    /// Ends the program, whatever stays open.
    pub fn quit(&self) {
        let quits = |label: &str| label == "Quit JIT Tray" || label.starts_with("Quit - ");
        let find = || self.lines().into_iter().map(|line| line.label).find(|label| quits(label));
        self.choose(&until("the menu line that quits", find));
    }

    /// Left click.
    pub fn click(&self) {
        self.click_at(640, 10);
    }

    /// Left click at this point of the display.
    pub fn click_at(&self, x: i32, y: i32) {
        let _: () = self.item().call("Activate", &(x, y)).expect("the item answers");
    }

    fn item(&self) -> Proxy<'_> {
        let (name, path) = until("a tray item to register", || self.items.lock().unwrap().last().cloned());
        Proxy::new(&self.bus, name, path, ITEM).expect("a well-formed name")
    }

    fn menu(&self) -> zbus::Result<Proxy<'_>> {
        let item = self.item();
        let path: OwnedObjectPath = item.get_property("Menu")?;
        Proxy::new(&self.bus, item.destination().to_owned(), path, "com.canonical.dbusmenu")
    }

    fn try_lines(&self) -> zbus::Result<Vec<Line>> {
        let menu = self.menu()?;
        let _: bool = menu.call("AboutToShow", &0i32)?;
        let (_, root): (u32, Node) = menu.call("GetLayout", &(0i32, -1i32, Vec::<&str>::new()))?;
        let mut lines = Vec::new();
        collect(root, &mut lines);
        Ok(lines)
    }
}

type Node = (i32, HashMap<String, OwnedValue>, Vec<OwnedValue>);

fn collect((id, properties, children): Node, lines: &mut Vec<Line>) {
    let text = |name: &str| properties.get(name).and_then(|value| String::try_from(value.clone()).ok());
    if let Some(label) = text("label") {
        let enabled = properties.get("enabled").and_then(|value| bool::try_from(value).ok()).unwrap_or(true);
        lines.push(Line { id, label: shown(&label), enabled });
    }
    let children = children.into_iter().filter_map(|child| Node::try_from(child).ok());
    children.for_each(|child| collect(child, lines));
}

/// One underscore marks the letter behind it, two stand for one.
fn shown(label: &str) -> String {
    label.replace("__", "\0").replace('_', "").replace('\0', "_")
}

struct Watcher(Items);

#[interface(name = "org.kde.StatusNotifierWatcher")]
impl Watcher {
    fn register_status_notifier_item(&mut self, service: String, #[zbus(header)] header: Header<'_>) {
        // Some toolkits give the path of the item, others the name it is found by.
        let sender = header.sender().map(ToString::to_string).unwrap_or_default();
        let item = if service.starts_with('/') {
            (sender, service)
        } else {
            (service, "/StatusNotifierItem".to_owned())
        };
        self.0.lock().unwrap().push(item);
    }

    fn register_status_notifier_host(&mut self, _service: String) {}

    #[zbus(property)]
    fn registered_status_notifier_items(&self) -> Vec<String> {
        self.0.lock().unwrap().iter().map(|(name, path)| format!("{name}{path}")).collect()
    }

    #[zbus(property)]
    fn is_status_notifier_host_registered(&self) -> bool {
        true
    }

    #[zbus(property)]
    fn protocol_version(&self) -> i32 {
        0
    }
}
