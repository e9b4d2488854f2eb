//! Resource groups.

use serde_json::{Value, json};

use crate::arm::{Answer, Call, list};
use crate::message::Response;
use crate::world::model::ResourceGroup;

const READ: &str = "Microsoft.Resources/subscriptions/resourceGroups/read";

pub(super) fn list_all(call: &mut Call<'_>) -> Answer {
    if call.method() != "GET" {
        return Err(call.method_not_allowed());
    }
    let subscription = call.check_subscription()?;
    if !call.caller.sees_subscription(&subscription) {
        call.authorize(READ, &format!("/subscriptions/{subscription}"))?;
    }
    let groups =
        call.world.groups.iter().filter(|group| group.subscription.eq_ignore_ascii_case(&subscription));
    let items = groups.filter(|group| call.may(READ, &id(group))).map(view).collect();
    list(call, items)
}

pub(super) fn one(call: &mut Call<'_>) -> Answer {
    // Whether it exists is asked for without a body.
    if call.method() == "HEAD" {
        let found = call.enter(READ, &call.target.scope());
        return found.map(|()| Response::empty(204));
    }
    if call.method() != "GET" {
        return Err(call.method_not_allowed());
    }
    call.enter(READ, &call.target.scope())?;
    let (subscription, name) = (call.target.subscription(), call.target.group());
    let found = subscription.zip(name).and_then(|(subscription, name)| call.world.group(subscription, name));
    Ok(Response::json(200, found.map_or(Value::Null, view)))
}

pub(super) fn id(group: &ResourceGroup) -> String {
    format!("/subscriptions/{}/resourceGroups/{}", group.subscription, group.name)
}

pub(super) fn view(group: &ResourceGroup) -> Value {
    json!({
        "id": id(group),
        "name": group.name,
        "type": "Microsoft.Resources/resourceGroups",
        "location": group.location,
        "properties": { "provisioningState": "Succeeded" },
    })
}
