//! Lists in pages.

use crate::scene::{BASE, PRODUCTION, Scene, code, json, names, request};

#[test]
fn next_links_lead_through_the_whole_list() {
    let mut scene = Scene::new();
    scene.world.tempo.page = Some(5);
    let path = format!("{PRODUCTION}/providers/Microsoft.Compute/virtualMachines?statusOnly=true");
    let mut page = scene.read(&path);
    let mut seen: Vec<String> = names(&page).into_iter().map(str::to_owned).collect();
    let mut pages = 1;
    while let Some(next) = page["nextLink"].as_str() {
        let link = next.strip_prefix(BASE).unwrap();
        assert!(link.contains("api-version=2024-03-01") && link.contains("statusOnly=true"), "{link}");
        let mut request = request("GET", link, "");
        request.headers.push(("authorization".into(), format!("Bearer {}", scene.token)));
        page = json(&scene.send(&request));
        seen.extend(names(&page).into_iter().map(str::to_owned));
        pages += 1;
    }
    assert_eq!((pages, seen.len()), (5, 23));
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 23);
}

#[test]
fn a_made_up_skip_token_is_refused() {
    let mut scene = Scene::new();
    let (status, body) = scene.get("/subscriptions?$skiptoken=abc");
    assert_eq!((status, code(&body)), (400, "InvalidSkipToken"));
}
