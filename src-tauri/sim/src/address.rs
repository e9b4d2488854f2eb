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

#[cfg(test)]
mod tests {
    use crate::message::Body;
    use crate::scene::{Scene, request};

    fn ask(scene: &mut Scene, service: &str) -> String {
        match scene.send(&request("GET", &format!("/_address/{service}"), "")).body {
            Body::Text(text) => text,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn three_styles_tell_the_same_address() {
        let mut scene = Scene::new();
        assert_eq!(ask(&mut scene, "one"), "203.0.113.9");
        assert_eq!(ask(&mut scene, "two"), "203.0.113.9\n");
        assert!(ask(&mut scene, "three").lines().any(|line| line == "ip=203.0.113.9"));
        assert_eq!(scene.send(&request("GET", "/_address/four", "")).status, 404);
    }

    #[test]
    fn one_of_them_can_be_made_to_disagree() {
        let mut scene = Scene::new();
        scene.world.service_answers.insert("two".into(), "198.51.100.1".parse().unwrap());
        assert_eq!(
            (ask(&mut scene, "one").as_str(), ask(&mut scene, "two").as_str()),
            ("203.0.113.9", "198.51.100.1\n")
        );
    }
}
