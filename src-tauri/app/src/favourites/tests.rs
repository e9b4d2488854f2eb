use jit_core::{Code, FavouriteChange, ResourceId, VmRef};

use super::*;

fn star(name: &str) -> FavouritesEdit {
    let id = format!("/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/{name}");
    let vm = VmRef { id: ResourceId::parse(&id).unwrap(), tenant: None, account: None };
    FavouriteChange::Star { vm, alias: name.to_owned(), group: None, protocol: None, port: None }.into()
}

fn place() -> (tempfile::TempDir, Dirs) {
    let root = tempfile::tempdir().unwrap();
    let dirs = Dirs::under(root.path());
    (root, dirs)
}

fn of(dirs: &Dirs) -> Starred {
    Starred::new(Favourites::default(), dirs.clone())
}

fn names(favourites: &Favourites) -> Vec<&str> {
    favourites.all().iter().map(|favourite| favourite.alias.as_str()).collect()
}

fn on_disk(dirs: &Dirs) -> Favourites {
    Favourites::from_json(&fs::read_to_string(dirs.favourites()).unwrap()).unwrap()
}

#[test]
fn programs_that_change_the_file_side_by_side_lose_nothing() {
    let (_root, dirs) = place();
    std::thread::scope(|scope| {
        for program in 0..4 {
            let starred = of(&dirs);
            scope.spawn(move || {
                for number in 0..10 {
                    starred.change(&star(&format!("web-{program}-{number}")), Result::unwrap);
                }
            });
        }
    });
    assert_eq!(on_disk(&dirs).all().len(), 40);
}

#[test]
fn a_refused_change_touches_nothing_and_blames_no_file() {
    let (_root, dirs) = place();
    let gone: FavouritesEdit = FavouriteChange::Unstar { favourite: "f1".to_owned() }.into();
    let problem = of(&dirs).change(&gone, Result::unwrap_err);
    assert_eq!((problem.code, dirs.favourites().exists()), (Code::Usage, false));
    let by_hand = "{ \"schema\": 1,\n  \"favourites\": [] }\n";
    fs::write(dirs.favourites(), by_hand).unwrap();
    let problem = of(&dirs).change(&gone, Result::unwrap_err);
    assert_eq!(problem.hint, "It was removed elsewhere; look at the list again.");
    assert_eq!(fs::read_to_string(dirs.favourites()).unwrap(), by_hand);
}

#[test]
fn a_file_that_cannot_be_read_is_never_overwritten_and_the_last_good_favourites_are_kept() {
    let (_root, dirs) = place();
    let starred = of(&dirs);
    starred.change(&star("web-01"), Result::unwrap);
    for text in ["{\"schema\":1,", r#"{"schema":2,"stars":[]}"#] {
        fs::write(dirs.favourites(), text).unwrap();
        let problem = starred.change(&star("db-01"), Result::unwrap_err);
        assert_eq!(problem.code, Code::BadFile);
        assert_eq!(fs::read_to_string(dirs.favourites()).unwrap(), text);
        let mut told = None;
        starred.look_again(|news| told = Some(news));
        let Some(FavouritesNews::Are { favourites, problem: Some(problem) }) = told else {
            panic!("{told:?}")
        };
        assert_eq!((names(&favourites), problem.code), (vec!["web-01"], Code::BadFile));
    }
    assert_eq!(names(&starred.get()), ["web-01"]);
}

#[test]
fn what_was_written_half_before_a_crash_is_not_taken_for_the_file() {
    let (_root, dirs) = place();
    let starred = of(&dirs);
    starred.change(&star("web-01"), Result::unwrap);
    let half = dirs.favourites().with_file_name(".jit-abc.tmp");
    fs::write(&half, "{\"schema\":1,\"favo").unwrap();
    assert_eq!(names(&of(&dirs).change(&star("db-01"), Result::unwrap).favourites), ["web-01", "db-01"]);
    assert_eq!(names(&on_disk(&dirs)), ["web-01", "db-01"]);
}

#[tokio::test(start_paused = true)]
async fn a_change_of_another_program_is_told() {
    let (_root, dirs) = place();
    let tray = Arc::new(of(&dirs));
    let (inbox, mut told) = mpsc::unbounded_channel();
    let following = tokio::spawn(follow_favourites(inbox, Arc::downgrade(&tray)));
    tokio::time::sleep(BETWEEN_LOOKS / 2).await;
    of(&dirs).change(&star("web-01"), Result::unwrap);
    let Some(Event::Favourites(FavouritesNews::Are { favourites, problem: None })) = told.recv().await else {
        panic!("something else was told")
    };
    assert_eq!((names(&favourites), names(&tray.get())), (vec!["web-01"], vec!["web-01"]));
    drop(tray);
    following.await.unwrap();
}
