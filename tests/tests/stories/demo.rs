//! The demo: everything inside, and nothing of the person's is touched but the choice of clients.

use jit_app::Options;
use jit_core::{Intent, OutcomeView};
use jit_tests::Recorder;

#[tokio::test(flavor = "multi_thread")]
async fn the_first_favourite_connects_and_the_persons_files_stay_as_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let recorder = Recorder::in_folder(folder.path());
    let settings = folder.path().join("config/settings.json");
    std::fs::create_dir_all(settings.parent().unwrap()).unwrap();
    std::fs::write(&settings, recorder.settings().to_string()).unwrap();
    let person = Some(folder.path().to_owned());
    let mut engine =
        jit_app::start(Options { demo: true, folder: person, ..Options::default() }).await.unwrap();

    let mut views = engine.views();
    let favourites = views.borrow().favourites.clone();
    let names: Vec<&str> = favourites.iter().map(|favourite| favourite.label.as_str()).collect();
    assert_eq!(names, ["web-01", "build-agent", "db-02", "erp-app-02", "db-03", "gpu-01"]);
    engine.dispatch(Intent::Connect { favourite: favourites[0].id.clone() });
    let ended = |view: &jit_core::View| view.attempts.first().is_some_and(|it| it.outcome.is_some());
    let wait = std::time::Duration::from_secs(60);
    let view = tokio::time::timeout(wait, views.wait_for(|view| ended(view))).await.unwrap().unwrap().clone();
    let outcome = view.attempts[0].outcome.clone();
    assert!(matches!(outcome, Some(OutcomeView::Connected(_))), "{outcome:?}");
    assert_eq!(recorder.started().len(), 1);

    engine.dispatch(Intent::Quit);
    engine.ended().await;
    assert!(!folder.path().join("data/windows.json").exists(), "a simulated window is not the person's");
}
