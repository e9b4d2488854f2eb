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

#[test]
fn every_list_comes_in_pages() {
    let mut scene = Scene::new();
    let network = "providers/Microsoft.Network";
    let plant = format!("{PRODUCTION}/resourceGroups/rg-plant/{network}");
    let lists = [
        format!("{PRODUCTION}/locations"),
        format!("{PRODUCTION}/providers"),
        format!("{PRODUCTION}/resourceGroups"),
        format!("{PRODUCTION}/resources"),
        format!("{PRODUCTION}/providers/Microsoft.Compute/locations/westeurope/virtualMachines"),
        format!("{PRODUCTION}/providers/Microsoft.Compute/locations/westeurope/vmSizes"),
        format!("{PRODUCTION}/{network}/networkInterfaces"),
        format!("{PRODUCTION}/{network}/publicIPAddresses"),
        format!("{PRODUCTION}/{network}/networkSecurityGroups"),
        format!("{PRODUCTION}/{network}/virtualNetworks"),
        format!("{plant}/networkSecurityGroups/nsg-plant/securityRules"),
        format!("{plant}/networkSecurityGroups/nsg-plant/defaultSecurityRules"),
    ];
    for path in lists {
        scene.world.tempo.page = None;
        let whole = scene.read(&path);
        assert!(whole.get("nextLink").is_none(), "{path}");
        scene.world.tempo.page = Some(2);
        let mut page = scene.read(&path);
        let mut seen = page["value"].as_array().unwrap().clone();
        while let Some(next) = page["nextLink"].as_str() {
            let mut request = request("GET", next.strip_prefix(BASE).unwrap(), "");
            request.headers.push(("authorization".into(), format!("Bearer {}", scene.token)));
            page = json(&scene.send(&request));
            assert!(page["value"].as_array().unwrap().len() <= 2);
            seen.extend(page["value"].as_array().unwrap().iter().cloned());
        }
        assert_eq!(&seen, whole["value"].as_array().unwrap(), "{path}");
        assert!(seen.len() > 2, "{path} is long enough to need pages");
    }
}
