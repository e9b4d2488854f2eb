//! `GET …/resources`: everything of a subscription or a group, whatever its type.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::arm::{Answer, Call, Refusal, list};
use crate::id::ResourceId;

/// A resource of any type.
struct Item<'w> {
    id: &'w ResourceId,
    location: &'w str,
    tags: Option<&'w BTreeMap<String, String>>,
}

pub(super) fn answer(call: &mut Call<'_>) -> Answer {
    if call.method() != "GET" {
        return Err(call.method_not_allowed());
    }
    let subscription = call.check_subscription()?;
    let below = match call.target.group() {
        Some(group) => format!("/subscriptions/{subscription}/resourceGroups/{group}"),
        None => format!("/subscriptions/{subscription}"),
    };
    if !call.caller.sees_subscription(&subscription) {
        call.authorize("Microsoft.Resources/subscriptions/resources/read", &below)?;
    }
    call.check_group()?;
    let conditions = Condition::read_all(call.request.query("$filter").unwrap_or_default())?;
    let top = match call.request.query("$top").map(str::parse::<usize>) {
        None => usize::MAX,
        Some(Ok(top)) if top > 0 => top,
        Some(_) => {
            let message = "The value of '$top' must be a positive number.";
            return Err(Refusal::new(400, "InvalidTopQueryParameter", message));
        }
    };
    let wanted = items(call, &below).into_iter().filter(|item| {
        let readable = call.may(&format!("{}/read", item.id.kind()), item.id.as_str());
        readable && conditions.iter().all(|condition| condition.holds(item))
    });
    let asked = call.request.query("$expand").unwrap_or_default();
    let with_state = asked.split(',').any(|part| part.trim().eq_ignore_ascii_case("provisioningState"));
    let views = wanted.take(top).map(|item| view(&item, with_state)).collect();
    list(call, views)
}

fn items<'c>(call: &'c Call<'_>, below: &str) -> Vec<Item<'c>> {
    let world = &call.world;
    let mut items: Vec<Item<'c>> = Vec::new();
    items.extend(world.machines.below(below).map(|(_, vm)| Item {
        id: &vm.id,
        location: &vm.location,
        tags: Some(&vm.tags),
    }));
    items.extend(world.interfaces.below(below).map(|(_, nic)| Item {
        id: &nic.id,
        location: &nic.location,
        tags: None,
    }));
    items.extend(world.security_groups.below(below).map(|(_, group)| Item {
        id: &group.id,
        location: &group.location,
        tags: Some(&group.tags),
    }));
    items.extend(world.addresses.below(below).map(|(_, address)| Item {
        id: &address.id,
        location: &address.location,
        tags: None,
    }));
    items.extend(world.networks.below(below).map(|(_, network)| Item {
        id: &network.id,
        location: &network.location,
        tags: None,
    }));
    items
}

fn view(item: &Item<'_>, with_state: bool) -> Value {
    let mut view = json!({
        "id": item.id,
        "name": item.id.name(),
        "type": item.id.kind(),
        "location": item.location,
    });
    if let Some(tags) = item.tags.filter(|tags| !tags.is_empty()) {
        view["tags"] = json!(tags);
    }
    if with_state {
        view["provisioningState"] = json!("Succeeded");
    }
    view
}

/// `name eq 'web-01'`; several are joined with `and`.
struct Condition {
    field: Field,
    value: String,
    negated: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Field {
    Type,
    Group,
    Name,
    Location,
    TagName,
    TagValue,
}

impl Condition {
    fn read_all(filter: &str) -> Result<Vec<Self>, Refusal> {
        let parts = filter.split(" and ").map(str::trim).filter(|part| !part.is_empty());
        parts.map(|part| Self::read(part).ok_or_else(|| invalid(part))).collect()
    }

    fn read(text: &str) -> Option<Self> {
        let (field, rest) = text.split_once(' ')?;
        let (operator, value) = rest.trim().split_once(' ')?;
        let value = value.trim().strip_prefix('\'')?.strip_suffix('\'')?.replace("''", "'");
        let field = match field.to_ascii_lowercase().as_str() {
            "resourcetype" => Field::Type,
            "resourcegroup" => Field::Group,
            "name" => Field::Name,
            "location" => Field::Location,
            "tagname" => Field::TagName,
            "tagvalue" => Field::TagValue,
            _ => return None,
        };
        let negated = match operator.to_ascii_lowercase().as_str() {
            "eq" => false,
            "ne" => true,
            _ => return None,
        };
        Some(Self { field, value, negated })
    }

    fn holds(&self, item: &Item<'_>) -> bool {
        let same = |text: &str| text.eq_ignore_ascii_case(&self.value);
        let found = match self.field {
            Field::Type => same(&item.id.kind()),
            Field::Group => same(item.id.group()),
            Field::Name => same(item.id.name()),
            Field::Location => same(item.location) || same(&item.location.replace(' ', "")),
            Field::TagName => item.tags.is_some_and(|tags| tags.keys().any(|name| same(name))),
            Field::TagValue => item.tags.is_some_and(|tags| tags.values().any(|value| *value == self.value)),
        };
        found != self.negated
    }
}

fn invalid(part: &str) -> Refusal {
    let message = format!(
        "Invalid $filter '{part}' specified in the query string. Conditions are `resourceType`, `resourceGroup`, `name`, `location`, `tagName` or `tagValue`, then `eq` or `ne` and a value in quotes, joined with `and`."
    );
    Refusal::new(400, "InvalidFilterInQueryString", message)
}
