//! What happens to callers who ask too much.

use crate::message::Response;
use crate::scene::{HOME, PRODUCTION, ROBOTICS, ROBOTICS_TENANT, Scene, code, json, message};

const READS: &str = "x-ms-ratelimit-remaining-subscription-reads";

fn limited() -> Scene {
    let mut scene = Scene::new();
    scene.world.limits.on = true;
    scene
}

fn groups(scene: &mut Scene) -> Response {
    scene.call("GET", &format!("{PRODUCTION}/resourceGroups"), "")
}

fn use_up(scene: &mut Scene) {
    for left in (0..250).rev() {
        assert_eq!(groups(scene).header(READS), Some(left.to_string().as_str()));
    }
}

#[test]
fn a_bucket_runs_empty_and_fills_up_again() {
    let mut scene = limited();
    use_up(&mut scene);
    let refused = groups(&mut scene);
    assert_eq!(
        (refused.status, refused.header("retry-after"), refused.header(READS)),
        (429, Some("1"), Some("0"))
    );
    assert_eq!(code(&json(&refused)), "TooManyRequests");
    assert_eq!(
        message(&json(&refused)),
        "The number of read requests for subscription 11d3a8f0-7c52-4e19-b6a4-0e8d2c5f9a11 exceeded the limit of 250. Please try again after 1 seconds."
    );
    scene.pass(1.0);
    assert_eq!(groups(&mut scene).header(READS), Some("24"), "25 come back in a second");
    scene.pass(60.0);
    assert_eq!(groups(&mut scene).header(READS), Some("249"), "and never more than there were");
}

#[test]
fn asking_before_the_time_is_refused_and_starts_the_wait_anew() {
    let mut scene = limited();
    use_up(&mut scene);
    assert_eq!(groups(&mut scene).status, 429);
    for _ in 0..3 {
        scene.pass(0.9);
        assert_eq!(groups(&mut scene).status, 429);
    }
    scene.pass(1.0);
    assert_eq!(groups(&mut scene).status, 200);
}

#[test]
fn subscriptions_principals_and_kinds_count_apart() {
    let mut scene = limited();
    use_up(&mut scene);
    assert_eq!(groups(&mut scene).status, 429);
    let development = "/subscriptions/22e4b9a1-8d63-4f2a-87b5-1f9e3d6a0b22/resourceGroups";
    assert_eq!(scene.call("GET", development, "").header(READS), Some("249"));
    let started = format!(
        "{PRODUCTION}/resourceGroups/rg-web/providers/Microsoft.Compute/virtualMachines/web-01/start"
    );
    let started = scene.call("POST", &started, "");
    assert_eq!(started.header("x-ms-ratelimit-remaining-subscription-writes"), Some("199"));
    assert_eq!(
        scene.call("GET", "/subscriptions", "").header("x-ms-ratelimit-remaining-tenant-reads"),
        Some("249")
    );
    scene.sign_in("reader", HOME);
    assert_eq!(groups(&mut scene).header(READS), Some("249"));
    scene.sign_in("reader", ROBOTICS_TENANT);
    assert_eq!(scene.call("GET", &format!("{ROBOTICS}/resourceGroups"), "").header(READS), Some("249"));
}

#[test]
fn compute_counts_its_own_requests() {
    let mut scene = limited();
    let list = format!("{PRODUCTION}/providers/Microsoft.Compute/virtualMachines");
    let counted =
        |response: &Response| response.header("x-ms-ratelimit-remaining-resource").map(str::to_owned);
    let first = scene.call("GET", &list, "");
    assert_eq!(
        counted(&first).unwrap(),
        "Microsoft.Compute/GetVMList3Min;197,Microsoft.Compute/GetVMList30Min;1297"
    );
    for _ in 0..197 {
        assert_eq!(scene.call("GET", &list, "").status, 200);
    }
    let refused = scene.call("GET", &list, "");
    assert_eq!((refused.status, refused.header("retry-after")), (429, Some("1")));
    let one =
        format!("{PRODUCTION}/resourceGroups/rg-web/providers/Microsoft.Compute/virtualMachines/web-01");
    let one = scene.call("GET", &one, "");
    assert_eq!(
        counted(&one).unwrap(),
        "Microsoft.Compute/LowCostGet3Min;3997,Microsoft.Compute/LowCostGet30Min;31997",
        "a single machine is cheap"
    );
}

#[test]
fn resource_graph_counts_queries_of_a_user_in_five_seconds() {
    let mut scene = limited();
    let query = r#"{"query":"resources | project id"}"#;
    let ask = |scene: &mut Scene| scene.call("POST", "/providers/Microsoft.ResourceGraph/resources", query);
    for _ in 0..15 {
        assert_ne!(ask(&mut scene).status, 429);
    }
    scene.pass(1.5);
    let refused = ask(&mut scene);
    assert_eq!((refused.status, code(&json(&refused))), (429, "RateLimiting"));
    assert_eq!(refused.header("x-ms-user-quota-remaining"), Some("0"));
    assert_eq!(refused.header("x-ms-user-quota-resets-after"), Some("00:00:04"));
    assert_eq!(refused.header("retry-after"), Some("4"));
    scene.pass(3.5);
    assert_ne!(ask(&mut scene).status, 429);
}

#[test]
fn without_limits_the_numbers_stand_still() {
    let mut scene = Scene::new();
    for _ in 0..300 {
        assert_eq!(groups(&mut scene).header(READS), Some("249"));
    }
}
