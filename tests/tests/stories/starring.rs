//! Starring machines: what is changed is in the file at once, and every program sees it.

use jit_app::{Engine, Options};
use jit_core::{
    Code, FavouriteChange, Intent, MachinesQuery, OptionField, OptionLevel, OutcomeView, StartChoice, View,
    Wish,
};
use jit_tests::{Desk, SimulatedAzure, no_launch};
use serde_json::{Value, json};

async fn starring(machines: &[&str]) -> Desk {
    let azure = SimulatedAzure::start().await;
    let star = |name: &&str| json!({ "alias": name, "arm": azure.vm(name).id });
    let favourites: Vec<Value> = machines.iter().map(star).collect();
    Desk::with(azure, &favourites, json!({})).await
}

fn want(desk: &Desk, change: FavouriteChange) {
    desk.want(Intent::Favourites { change });
}

fn star(desk: &Desk, name: &str) -> FavouriteChange {
    let (vm, alias) = (desk.azure.vm(name), name.to_owned());
    FavouriteChange::Star { vm, alias, group: None, protocol: None, port: None }
}

fn id(view: &View, label: &str) -> String {
    view.favourites.iter().find(|it| it.label == label).map(|it| it.id.clone()).unwrap()
}

fn labels(view: &View) -> Vec<&str> {
    view.favourites.iter().map(|it| it.label.as_str()).collect()
}

/// Another program of ours at the same files, such as `jit` beside the tray.
async fn beside(desk: &Desk) -> Engine {
    let folder = desk.path("");
    let options = Options {
        cloud: Some(folder.join("cloud.json")),
        folder: Some(folder),
        without_variables: true,
        ..Options::default()
    };
    jit_app::start(options).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_machine_that_was_found_is_starred_and_still_there_after_a_restart() {
    let mut desk = starring(&[]).await;
    desk.engine().watching(true);
    desk.see(|view| view.machines.count > 20).await;
    let query = MachinesQuery { text: "build".into(), offset: 0, limit: 5 };
    let row = desk.engine().machines(query.clone()).await.rows.remove(0);
    let (vm, alias) = (row.vm, row.name);
    want(&desk, FavouriteChange::Star { vm, alias, group: None, protocol: None, port: None });
    let view = desk.see(|view| view.favourites.len() == 1).await;
    let favourite = view.favourites[0].id.clone();
    assert_eq!(desk.engine().machines(query).await.rows[0].favourite.as_ref(), Some(&favourite));
    desk.restart().await;
    let view = desk.see(|view| view.favourites.len() == 1).await;
    assert_eq!((view.favourites[0].label.as_str(), &view.favourites[0].id), ("build-agent", &favourite));
    let file: Value =
        serde_json::from_str(&std::fs::read_to_string(desk.path("config/favourites.json")).unwrap()).unwrap();
    assert!(file["favourites"][0]["vmId"].is_string(), "Azure's own number finds it after a move: {file}");
    desk.want(Intent::Connect { favourite: favourite.clone() });
    let (attempt, _) = desk.connected().await;
    assert_eq!(attempt.favourite, Some(favourite));
}

#[tokio::test(flavor = "multi_thread")]
async fn a32_an_order_and_groups_survive_a_restart() {
    let mut desk = starring(&["web-01", "build-agent", "db-02"]).await;
    want(&desk, FavouriteChange::AddGroup { name: "Production".into() });
    let view = desk.see(|view| view.groups.len() == 1).await;
    let group = Some(view.groups[0].id.clone());
    let [web, build, db] = ["web-01", "build-agent", "db-02"].map(|label| id(&view, label));
    want(&desk, FavouriteChange::Move { favourite: db.clone(), group: None, before: Some(web.clone()) });
    want(&desk, FavouriteChange::Move { favourite: build.clone(), group: group.clone(), before: None });
    want(&desk, FavouriteChange::Move { favourite: web.clone(), group, before: Some(build) });
    want(&desk, FavouriteChange::Rename { favourite: web, alias: "Shop".into() });
    let arranged = |view: &View| labels(view) == ["db-02", "Shop", "build-agent"];
    let before = desk.see(arranged).await;
    desk.restart().await;
    let after = desk.see(arranged).await;
    assert_eq!((&before.favourites, &before.groups), (&after.favourites, &after.groups));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_removal_is_taken_back_and_what_another_program_did_meanwhile_stays() {
    let mut desk = starring(&["web-01", "db-02"]).await;
    let other = beside(&desk).await;
    let view = desk.see(|view| view.favourites.len() == 2).await;
    want(&desk, FavouriteChange::Unstar { favourite: id(&view, "web-01") });
    let view = desk.see(|view| view.undo.is_some()).await;
    assert_eq!(labels(&view), ["db-02"]);
    other.change_favourites(star(&desk, "build-agent")).await.unwrap();
    desk.want(Intent::Undo);
    let view = desk.see(|view| view.favourites.len() == 3).await;
    assert_eq!(labels(&view), ["web-01", "db-02", "build-agent"]);
    let twice = other.change_favourites(star(&desk, "build-agent")).await.unwrap_err();
    assert_eq!(twice.message, "build-agent is a favourite that opens the same.");
    other.change_favourites(FavouriteChange::Unstar { favourite: id(&view, "db-02") }).await.unwrap();
    desk.engine().watching(true);
    desk.see(|view| labels(view) == ["web-01", "build-agent"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_somebody_is_writing_is_left_alone_until_it_can_be_read() {
    let mut desk = starring(&["web-01"]).await;
    let file = desk.path("config/favourites.json");
    let good = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, &good[..good.len() - 2]).unwrap();
    want(&desk, star(&desk, "db-02"));
    let view = desk.see(|view| view.refused.is_some()).await;
    assert_eq!(view.refused.as_ref().map(|it| it.code), Some(Code::BadFile));
    assert_eq!(labels(&view), ["web-01"]);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), good[..good.len() - 2]);
    desk.engine().watching(true);
    desk.see(|view| view.banners.iter().any(|it| it.code == Code::BadFile)).await;
    std::fs::write(&file, good).unwrap();
    desk.engine().watching(false);
    desk.engine().watching(true);
    desk.see(|view| view.banners.is_empty()).await;
    want(&desk, star(&desk, "db-02"));
    desk.see(|view| view.favourites.len() == 2 && view.refused.is_none()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_group_says_of_starting_counts_until_the_person_says_otherwise() {
    let mut desk = starring(&["db-02"]).await;
    want(&desk, FavouriteChange::AddGroup { name: "Do not wake".into() });
    let view = desk.see(|view| view.groups.len() == 1).await;
    let (group, favourite) = (view.groups[0].id.clone(), id(&view, "db-02"));
    want(
        &desk,
        FavouriteChange::Move { favourite: favourite.clone(), group: Some(group.clone()), before: None },
    );
    let (level, value) = (OptionLevel::Group { group }, Some("ask".to_owned()));
    want(&desk, FavouriteChange::Set { level, field: OptionField::Start, value });
    let inherits = |view: &View| {
        let options = view.favourites[0].options.iter();
        options
            .clone()
            .any(|it| it.field == OptionField::Start && it.inherited == "Ask first, from Do not wake")
    };
    desk.see(inherits).await;
    desk.want(Intent::Connect { favourite });
    let (problem, _) = desk.failed().await;
    assert_eq!(problem.code, Code::MachineStopped);
    assert!(desk.azure.calls("Initiate").is_empty(), "nothing was asked for");
    desk.connect("db-02", Wish { start: StartChoice::Auto, ..no_launch() });
    let outcome = desk.end().await.outcome;
    assert!(matches!(outcome, Some(OutcomeView::Connected(_))), "{outcome:?}");
}
