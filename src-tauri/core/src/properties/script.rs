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
    Cancel(usize),
    Retry(usize),
    Dismiss(usize),
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
        2 => often_first(3).prop_map(Act::Cancel),
        3 => often_first(3).prop_map(Act::Retry),
        1 => (0usize..3).prop_map(Act::Dismiss),
        40 => (0usize..8, mood()).prop_map(|(which, mood)| Act::Answer { which, mood }),
        6 => (1i64..1_500).prop_map(Act::Pass),
        1 => (1_500i64..25_000).prop_map(Act::Pass),
        1 => (2i64..200).prop_map(Act::Sleep),
        8 => Just(Act::UntilDue),
        1 => (0usize..3, any::<bool>()).prop_map(|(home, noticed)| Act::Move { home, noticed }),
        1 => Just(Act::Revoke),
        1 => Just(Act::Stranger),
        1 => (0usize..2).prop_map(Act::MachineMoves),
    ];
    // Ends that chance alone seldom brings about: a refusal and another try, a request nobody knows the fate of,
    // and one that is out while its attempt is off the screen.
    let refused =
        vec![Act::Press { machine: 0, wish: 0 }, Act::Read, Act::Decide(REFUSED), Act::Retry(0), Act::Read];
    let unsure = vec![Act::Cancel(0), Act::Retry(0), Act::Read];
    let hidden = vec![Act::Press { machine: 0, wish: 0 }, Act::Read, Act::Cancel(0), Act::Dismiss(0)];
    let end = prop_oneof![2 => Just(vec![]), 1 => Just(refused), 1 => Just(unsure), 1 => Just(hidden)];
    (prop::collection::vec(act, 0..130), end).prop_map(|(acts, end)| [acts, end].concat())
}
