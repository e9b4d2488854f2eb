//! IPv4 addresses and ranges.

use std::net::Ipv4Addr;

use super::{Function, argument, from_option};
use crate::kql::evaluate::Context;
use crate::kql::{Kind, Value};

pub(super) const FUNCTIONS: &[Function] = &[
    Function::of(&["ipv4_is_private"], (1, 1), Kind::Bool, is_private),
    Function::of(&["ipv4_is_in_range"], (2, 2), Kind::Bool, is_in_range),
];

/// An address and how many of its bits count.
fn range(value: &Value<'_>) -> Option<(u32, u32)> {
    let text = value.to_text();
    let (address, length) = text.as_str().split_once('/').unwrap_or((text.as_str(), "32"));
    let address: Ipv4Addr = address.trim().parse().ok()?;
    let length: u32 = length.trim().parse().ok().filter(|length| *length <= 32)?;
    Some((u32::from(address), length))
}

fn mask(length: u32) -> u32 {
    u32::MAX.checked_shl(32 - length).unwrap_or(0)
}

fn is_private<'v>(given: &[Value<'v>], _: &Context) -> Value<'v> {
    from_option(
        range(&argument(given, 0)).map(|(address, _)| Value::Bool(Ipv4Addr::from(address).is_private())),
    )
}

fn is_in_range<'v>(given: &[Value<'v>], _: &Context) -> Value<'v> {
    let (address, block) = (range(&argument(given, 0)), range(&argument(given, 1)));
    from_option(address.zip(block).map(|((address, bits), (block, length))| {
        Value::Bool(bits >= length && (address ^ block) & mask(length) == 0)
    }))
}
