//! Services that tell a caller its public address, each in its own style.

use std::net::IpAddr;

use crate::message::Response;
use crate::world::World;

pub(crate) const SERVICES: [&str; 3] = ["one", "two", "three"];

pub(crate) fn answer(world: &World, service: &str) -> Response {
    let address = world.service_answers.get(service).copied().unwrap_or(IpAddr::V4(world.egress));
    match service {
        "one" => Response::text(200, address.to_string()),
        "two" => Response::text(200, format!("{address}\n")),
        "three" => Response::text(
            200,
            format!(
                "fl=1f1\nh=azure-sim\nip={address}\nts=0\nvisit_scheme=https\ncolo=SIM\nhttp=http/2\nloc=DE\ntls=TLSv1.3\nwarp=off\n"
            ),
        ),
        _ => Response::text(404, "there is no such address service\n"),
    }
}
