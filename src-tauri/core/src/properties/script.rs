//! What can happen, in any order.

use proptest::prelude::*;

use crate::Code;

/// One happening.
#[derive(Debug, Clone)]
pub(super) enum Act {
    Press {
        machine: usize,
        wish: usize,
    },
    OpenAgain,
    Extend,
    Cancel(usize),
    Retry(usize),
    Dismiss(usize),
    /// After a cancel: the machine that was started is stopped again.
    StopMachine(usize),
    /// After a cancel: the client is opened although nothing has answered.
    OpenAnyway(usize),
    Answer {
        which: usize,
        mood: Mood,
    },
    /// Some of the oldest questions are answered, and well.
    Progress(usize),
    /// Azure answers the request that is out.
    Decide(Mood),
    /// What is read before a request is answered, and well.
    Read,
    /// An answer comes a second time.
    Repeat(usize),
    Pass(i64),
    Sleep(i64),
    UntilDue,
    /// The workstation has another address; the system may or may not have said so.
    Move {
        home: usize,
        noticed: bool,
    },
    /// Azure ends what is open.
    Revoke,
    /// Somebody else opens the same port for a network we are in.
    Stranger,
    MachineMoves(usize),
    Sign(Signing),
}

/// What happens to signing in.
#[derive(Debug, Clone, Copy)]
pub(super) enum Signing {
    /// The browser shows the page.
    Opened,
    /// The person signs in.
    Well,
    /// The sign-in fails.
    Badly(Code),
    /// The person cancels it.
    Cancel,
    /// The person presses for another way in.
    Press,
    /// The account signs out.
    Out,
    /// The account is there again.
    In,
}

/// How a question is answered.
#[derive(Debug, Clone, Copy)]
pub(super) enum Mood {
    Well,
    /// Truly, but not what was hoped for: silence, `Hidden`, a failure that Azure reports.
    Oddly(u8),
    /// Not at all, because of this.
    Badly(Code),
    /// The connection broke after the question arrived.
    Lost,
    /// Azure wants a person to sign in once more.
    Who,
}

pub(super) fn mood() -> impl Strategy<Value = Mood> {
    prop_oneof![3 => Just(Mood::Well), 2 => any_mood()]
}

fn any_mood() -> impl Strategy<Value = Mood> {
    let codes = prop::sample::select(vec![
        Code::NotSignedIn,
        Code::MayNotRequest,
        Code::MayNotStart,
        Code::OutsidePolicy,
        Code::MachineNotFound,
        Code::StartFailed,
        Code::Busy,
        Code::AzureFailed,
        Code::Offline,
        Code::Interrupted,
        Code::AddressUnsure,
        Code::ClientFailed,
        Code::NotUnderstood,
    ]);
    prop_oneof![
        10 => Just(Mood::Well),
        5 => (0u8..5).prop_map(Mood::Oddly),
        2 => codes.prop_map(Mood::Badly),
        1 => Just(Mood::Lost),
        2 => Just(Mood::Who),
    ]
}

fn signing() -> impl Strategy<Value = Signing> {
    prop_oneof![
        6 => Just(Signing::Well),
        2 => Just(Signing::Opened),
        1 => Just(Signing::Badly(Code::BlockedByOrganisation)),
        1 => Just(Signing::Badly(Code::Cancelled)),
        1 => Just(Signing::Cancel),
        1 => Just(Signing::Press),
        1 => Just(Signing::Out),
        2 => Just(Signing::In),
    ]
}

const REFUSED: Mood = Mood::Badly(Code::MayNotRequest);

fn often_first(of: usize) -> impl Strategy<Value = usize> {
    prop_oneof![2 => Just(0), 1 => 0..of]
}

pub(super) fn acts() -> impl Strategy<Value = Vec<Act>> {
    let act = prop_oneof![
        8 => (1usize..8).prop_map(Act::Progress),
        4 => Just(Act::Read),
        1 => any_mood().prop_map(Act::Decide),
        1 => Just(Act::Decide(REFUSED)),
        2 => (0usize..20).prop_map(Act::Repeat),
        4 => (often_first(2), often_first(3)).prop_map(|(machine, wish)| Act::Press { machine, wish }),
        1 => Just(Act::OpenAgain),
        2 => Just(Act::Extend),
        2 => often_first(3).prop_map(Act::Cancel),
        3 => often_first(3).prop_map(Act::Retry),
        1 => (0usize..3).prop_map(Act::Dismiss),
        2 => often_first(3).prop_map(Act::StopMachine),
        2 => often_first(3).prop_map(Act::OpenAnyway),
        40 => (0usize..8, mood()).prop_map(|(which, mood)| Act::Answer { which, mood }),
        6 => (1i64..1_500).prop_map(Act::Pass),
        1 => (1_500i64..25_000).prop_map(Act::Pass),
        1 => (2i64..200).prop_map(Act::Sleep),
        8 => Just(Act::UntilDue),
        1 => (0usize..3, any::<bool>()).prop_map(|(home, noticed)| Act::Move { home, noticed }),
        1 => Just(Act::Revoke),
        1 => Just(Act::Stranger),
        1 => (0usize..2).prop_map(Act::MachineMoves),
        8 => signing().prop_map(Act::Sign),
    ];
    // Ends that chance alone seldom brings about: a refusal and another try, a request nobody knows the fate of,
    // one that is out while its attempt is off the screen, one that Azure wants to know more about, and what can be
    // wanted after a cancel.
    let refused =
        vec![Act::Press { machine: 0, wish: 0 }, Act::Read, Act::Decide(REFUSED), Act::Retry(0), Act::Read];
    let unsure = vec![Act::Cancel(0), Act::Retry(0), Act::Read];
    let asked = |mood| {
        let who = [Act::Press { machine: 0, wish: 0 }, Act::Read, Act::Decide(Mood::Who)];
        [who.as_slice(), &[Act::Sign(Signing::Well), Act::Decide(mood), Act::Read]].concat()
    };
    let (asked, asked_twice) = (asked(Mood::Well), asked(Mood::Who));
    let hidden = vec![Act::Press { machine: 0, wish: 0 }, Act::Read, Act::Cancel(0), Act::Dismiss(0)];
    let cancelled = [Act::Press { machine: 0, wish: 0 }, Act::Read, Act::Progress(3), Act::Cancel(0)];
    let after =
        |act: Act| [cancelled.as_slice(), &[act.clone(), act, Act::Progress(2), Act::UntilDue]].concat();
    let (stopped, anyway) = (after(Act::StopMachine(0)), after(Act::OpenAnyway(0)));
    let end = prop_oneof![
        2 => Just(vec![]),
        1 => Just(refused),
        1 => Just(unsure),
        1 => Just(hidden),
        1 => Just(asked),
        1 => Just(asked_twice),
        1 => Just(stopped),
        1 => Just(anyway),
    ];
    (prop::collection::vec(act, 0..130), end).prop_map(|(acts, end)| [acts, end].concat())
}
