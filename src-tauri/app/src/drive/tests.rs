//! The loop with a scripted performer and a paused clock: order, cancellation, deadlines.

use std::collections::VecDeque;
use std::future::{Future, pending, ready};
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use jit_core::{
    AccessWindow, Account, AccountId, Answer, Ask, Code, Event, Intent, Notification, OutcomeView, Problem,
    ResourceId, SettingsChange, SettingsNews, SignInView, SigningIn, SigningInNews, State, View, VmRef,
    WayIn, Wish,
};
use tokio::sync::{mpsc, oneshot, watch};

use super::{Desktop, Drive};
use crate::perform::{Answering, Perform, SigningInEnds, TellNews, TellSettings};

/// Answers from a script and writes down what it was asked.
#[derive(Clone, Default)]
struct Script(Arc<Mutex<Written>>);

#[derive(Default)]
struct Written {
    asked: Vec<&'static str>,
    saved: usize,
    notified: Vec<String>,
    /// Dropped questions: their futures were stopped.
    dropped: Vec<&'static str>,
    answers: Vec<(&'static str, Answer)>,
    initiate: Option<oneshot::Receiver<Answer>>,
    sign_ins: VecDeque<oneshot::Receiver<Result<Account, Problem>>>,
}

/// Notes that a question's future was dropped before it had its answer.
struct Guard(Script, &'static str);

impl Drop for Guard {
    fn drop(&mut self) {
        self.0.0.lock().unwrap().dropped.push(self.1);
    }
}

impl Perform for Script {
    fn ask(&self, _: jit_core::AttemptId, what: Ask) -> Answering {
        let name = match what {
            Ask::PublicAddress | Ask::OwnAddress { .. } => "address",
            Ask::Look(_) => "look",
            Ask::Initiate(_) => "initiate",
            _ => "other",
        };
        let mut written = self.0.lock().unwrap();
        written.asked.push(name);
        let at = written.answers.iter().position(|(for_what, _)| *for_what == name);
        let answer = at.map(|at| written.answers.remove(at).1);
        let posted = if name == "initiate" { written.initiate.take() } else { None };
        let guard = Guard(self.clone(), name);
        Box::pin(async move {
            let answer = match (answer, posted) {
                (Some(answer), _) => answer,
                (None, Some(posted)) => posted.await.unwrap(),
                (None, None) => pending().await,
            };
            std::mem::forget(guard);
            answer
        })
    }

    fn check(&self, _: jit_core::CheckOrder, _: crate::perform::TellFact) {
        self.0.lock().unwrap().asked.push("check");
    }

    fn save_welcome(&self, _: jit_core::WelcomeProgress) {}

    fn open_taskbar_settings(&self) {}

    fn change_settings(&self, change: SettingsChange, tell: TellSettings) {
        let problem = Problem::new(Code::BadSetting, "No.", "Nothing was changed.");
        tell(SettingsNews::Refused { field: change.field, problem });
    }

    fn change_favourites(&self, _: jit_core::FavouritesEdit, _: crate::perform::TellFavourites) {
        self.0.lock().unwrap().asked.push("favourites");
    }

    fn read_machines(&self) {
        self.0.lock().unwrap().asked.push("machines");
    }

    fn sign_in(&self, wanted: SigningIn, tell: TellNews) -> SigningInEnds {
        let mut written = self.0.lock().unwrap();
        written.asked.push("sign-in");
        let guard = Guard(self.clone(), "sign-in");
        let result = written.sign_ins.pop_front();
        Box::pin(async move {
            let address = format!("https://login/{}", wanted.id.0);
            tell(SigningInNews::BrowserOpened { address, until: clock() + Duration::from_secs(300) });
            let result = match result {
                Some(result) => result.await.unwrap(),
                None => pending().await,
            };
            std::mem::forget(guard);
            result
        })
    }

    fn sign_out(&self, _account: AccountId) {
        self.0.lock().unwrap().asked.push("sign-out");
    }

    fn open_page(&self, _address: String) {
        self.0.lock().unwrap().asked.push("open-page");
    }

    fn save_windows(&self, _windows: Vec<AccessWindow>) {
        self.0.lock().unwrap().saved += 1;
    }

    fn remember(&self, _: jit_core::Experience) {}

    fn notify(&self, notification: Notification, tell: jit_host::TellNotice) {
        self.0.lock().unwrap().notified.push(notification.title);
        tell(jit_core::NoticeNews::Shown);
    }

    fn withdraw(&self, _: String) {}

    fn save_warned(&self, _: Vec<jit_core::Warned>) {}

    fn flush(&self) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        Box::pin(ready(()))
    }
}

struct Bench {
    inbox: mpsc::UnboundedSender<Event>,
    views: watch::Receiver<Arc<View>>,
    desktop: mpsc::UnboundedReceiver<Desktop>,
    script: Script,
}

/// Wall-clock time that follows the paused clock of the test.
fn clock() -> Timestamp {
    thread_local!(static BEGAN: tokio::time::Instant = tokio::time::Instant::now());
    let passed = BEGAN.with(tokio::time::Instant::elapsed);
    "2026-02-01T09:00:00Z".parse::<Timestamp>().unwrap() + passed
}

fn bench(script: Script) -> Bench {
    let (inbox, events) = mpsc::unbounded_channel();
    let (desktop_tx, desktop) = mpsc::unbounded_channel();
    let mut state = State::new("Azure", TimeZone::UTC);
    assert!(state.handle(Event::Loaded(Box::default()), clock()).is_empty());
    let (views_tx, views) = watch::channel(Arc::new(state.view(clock())));
    let drive = Drive {
        due: vec![],
        state,
        performer: script.clone(),
        inbox: events,
        searches: mpsc::unbounded_channel().1,
        answers: inbox.clone(),
        views: views_tx,
        desktop: desktop_tx,
        clock,
    };
    tokio::spawn(drive.run());
    Bench { inbox, views, desktop, script }
}

impl Bench {
    fn connect(&self) {
        let id = ResourceId::parse(
            "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/web-01",
        );
        let vm = VmRef { id: id.unwrap(), tenant: None, account: None };
        let intent = Intent::ConnectTo { vm, label: "web-01".into(), wish: Wish::default() };
        self.inbox.send(Event::Intent(intent)).unwrap();
    }

    async fn see(&mut self, what: impl Fn(&View) -> bool) -> Arc<View> {
        self.views.wait_for(|view| what(view)).await.unwrap().clone()
    }
}

fn failed() -> Problem {
    Problem::new(Code::MachineNotFound, "It is gone.", "Look elsewhere.")
}

#[tokio::test(start_paused = true)]
async fn a_failed_question_ends_the_attempt_and_stops_the_others() {
    let script = Script::default();
    script.0.lock().unwrap().answers.push(("look", Answer::Look(Err(failed()))));
    let mut bench = bench(script);
    bench.connect();
    let view = bench.see(|view| view.attempts.first().is_some_and(|attempt| attempt.outcome.is_some())).await;
    assert!(
        matches!(&view.attempts[0].outcome, Some(OutcomeView::Failed { problem, .. }) if *problem == failed())
    );
    tokio::task::yield_now().await;
    let written = bench.script.0.lock().unwrap();
    assert_eq!(written.asked, ["address", "look"]);
    assert_eq!(written.dropped, ["address"], "nobody waits for the address any more");
    assert_eq!(written.notified, ["web-01 not connected"]);
}

#[tokio::test(start_paused = true)]
async fn a_question_without_an_answer_ends_at_its_hard_stop() {
    let mut bench = bench(Script::default());
    let began = tokio::time::Instant::now();
    bench.connect();
    let view = bench.see(|view| view.attempts.first().is_some_and(|attempt| attempt.outcome.is_some())).await;
    assert!(
        matches!(&view.attempts[0].outcome, Some(OutcomeView::Failed { problem, .. }) if problem.code == Code::Offline)
    );
    assert_eq!(began.elapsed().as_secs(), 8);
}

#[tokio::test(start_paused = true)]
async fn quitting_tells_the_shell_when_everything_is_done() {
    let mut bench = bench(Script::default());
    bench.connect();
    bench.see(|view| !view.attempts.is_empty()).await;
    bench.inbox.send(Event::Intent(Intent::Quit)).unwrap();
    assert_eq!(bench.desktop.recv().await, Some(Desktop::Quit));
    tokio::task::yield_now().await;
    let mut dropped = bench.script.0.lock().unwrap().dropped.clone();
    dropped.sort_unstable();
    assert_eq!(dropped, ["address", "look"]);
}

#[tokio::test(start_paused = true)]
async fn the_loop_sleeps_at_most_half_a_minute() {
    let bench = bench(Script::default());
    let before = bench.views.borrow().header.clone();
    tokio::time::sleep(Duration::from_secs(3_600)).await;
    assert_eq!(bench.views.borrow().header, before, "an hour of naps is no sleep of the computer");
}

fn sign_in() -> Event {
    Event::Intent(Intent::SignIn { way: Some(WayIn::Browser), account: None, tenant: None })
}

#[tokio::test(start_paused = true)]
async fn a_sign_in_is_told_of_while_it_goes_on_and_at_its_end() {
    let script = Script::default();
    let (end, result) = oneshot::channel();
    script.0.lock().unwrap().sign_ins.push_back(result);
    let mut bench = bench(script);
    bench.inbox.send(sign_in()).unwrap();
    let waits = |view: &View| matches!(&view.sign_in, SignInView::WaitingForBrowser { address, .. } if address == "https://login/1");
    bench.see(waits).await;
    let account = Account {
        id: AccountId("o.t".into()),
        way: WayIn::Browser,
        name: "barbara@contoso.com".into(),
        tenant: None,
    };
    end.send(Ok(account)).unwrap();
    let view = bench.see(|view| matches!(view.sign_in, SignInView::SignedIn { .. })).await;
    assert_eq!(view.accounts[0].name, "barbara@contoso.com");
}

#[tokio::test(start_paused = true)]
async fn a_second_sign_in_takes_the_place_of_the_first_and_a_cancelled_one_is_stopped() {
    let mut bench = bench(Script::default());
    let at = |number: u32| {
        let page = format!("https://login/{number}");
        move |view: &View| matches!(&view.sign_in, SignInView::WaitingForBrowser { address, .. } if *address == page)
    };
    bench.inbox.send(sign_in()).unwrap();
    bench.see(at(1)).await;
    bench.inbox.send(sign_in()).unwrap();
    bench.see(at(2)).await;
    assert_eq!(bench.script.0.lock().unwrap().dropped, ["sign-in"]);
    bench.inbox.send(Event::Intent(Intent::CancelSignIn)).unwrap();
    bench.see(|view| matches!(view.sign_in, SignInView::SignedOut { .. })).await;
    tokio::task::yield_now().await;
    assert_eq!(bench.script.0.lock().unwrap().dropped, ["sign-in", "sign-in"]);
}
