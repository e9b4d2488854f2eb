//! The demo: everything inside, and nothing of the person's is touched but the choice of clients.

use std::sync::Arc;

use jit_app::{Engine, Options};
use jit_core::{AttemptId, AttemptView, Code, Intent, OutcomeView, Problem, View};
use jit_tests::Recorder;
use tempfile::TempDir;
use tokio::sync::watch;

/// Somebody who looks around, with recorded clients.
struct Visitor {
    clients: Recorder,
    engine: Engine,
    views: watch::Receiver<Arc<View>>,
    folder: TempDir,
}

impl Visitor {
    async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clients = Recorder::in_folder(folder.path());
        let settings = folder.path().join("config/settings.json");
        std::fs::create_dir_all(settings.parent().unwrap()).unwrap();
        std::fs::write(&settings, clients.settings().to_string()).unwrap();
        let person = Some(folder.path().to_owned());
        let options = Options { demo: true, folder: person, ..Options::default() };
        let engine = jit_app::start(options).await.unwrap();
        let views = engine.views();
        Self { clients, engine, views, folder }
    }

    fn connect(&self, label: &str) {
        let favourites = self.views.borrow().favourites.clone();
        let favourite = favourites.into_iter().find(|favourite| favourite.label == label).unwrap();
        self.engine.dispatch(Intent::Connect { favourite: favourite.id });
    }

    /// How the newest attempt ended, which is another than this one.
    async fn end_after(&mut self, before: Option<AttemptId>) -> AttemptView {
        let is_it = |it: &&AttemptView| Some(it.id) != before && it.outcome.is_some();
        let ended = |view: &Arc<View>| view.attempts.first().filter(is_it).cloned();
        let wait = std::time::Duration::from_secs(60);
        let view = tokio::time::timeout(wait, self.views.wait_for(|view| ended(view).is_some())).await;
        ended(&view.unwrap().unwrap()).unwrap()
    }
}

fn failed(attempt: &AttemptView) -> &Problem {
    match &attempt.outcome {
        Some(OutcomeView::Failed { problem, .. }) => problem,
        other => panic!("not failed: {other:#?}"),
    }
}

fn is_connected(attempt: &AttemptView) -> bool {
    matches!(attempt.outcome, Some(OutcomeView::Connected(_)))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_favourite_connects_and_the_persons_files_stay_as_they_are() {
    let mut visitor = Visitor::start().await;
    let favourites = visitor.views.borrow().favourites.clone();
    let names: Vec<&str> = favourites.iter().map(|favourite| favourite.label.as_str()).collect();
    assert_eq!(names, ["web-01", "build-agent", "db-02", "erp-app-02", "db-03", "gpu-01"]);
    visitor.connect("web-01");
    let attempt = visitor.end_after(None).await;
    assert!(is_connected(&attempt), "{attempt:#?}");
    assert_eq!(visitor.clients.started().len(), 1);

    visitor.engine.dispatch(Intent::Quit);
    visitor.engine.ended().await;
    assert!(
        !visitor.folder.path().join("data/windows.json").exists(),
        "a simulated window is not the person's"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_machine_without_capacity_starts_for_whoever_keeps_trying() {
    let mut visitor = Visitor::start().await;
    visitor.connect("gpu-01");
    let first = visitor.end_after(None).await;
    assert_eq!(failed(&first).code, Code::StartFailed);

    visitor.engine.dispatch(Intent::Retry { attempt: first.id });
    let second = visitor.end_after(Some(first.id)).await;
    let said = "gpu-01 did not start: Azure has no free capacity for its size right now.";
    assert_eq!(failed(&second).message, said);
    assert!(visitor.clients.started().is_empty());

    visitor.engine.dispatch(Intent::KeepTrying { attempt: second.id });
    let third = visitor.end_after(Some(second.id)).await;
    assert!(is_connected(&third), "{third:#?}");
    assert_eq!(visitor.clients.started().len(), 1);
    let windows = visitor.views.borrow().windows.clone();
    let open: Vec<&str> = windows.iter().map(|window| window.label.as_str()).collect();
    assert_eq!(open, ["gpu-01"], "what was open already is not opened again");
}
