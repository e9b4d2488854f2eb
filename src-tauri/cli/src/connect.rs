//! `jit connect`: says what is going on, Ctrl+C is Cancel, and the end is told as text or JSON.

use std::collections::HashMap;
use std::future::Future;
use std::sync::Arc;

use jit_app::{Engine, Target};
use jit_core::{
    Adaptation, AttemptId, AttemptView, Code, Connected, Intent, OutcomeView, Problem, Stage, StageState,
    StartChoice, View, Wish,
};
use serde_json::{Value, json};
use tokio::sync::{mpsc, watch};

use crate::args::Connect;
use crate::cancels::cancels;
use crate::out::Out;
use crate::signing::Asked;

pub(crate) async fn run(mut engine: Engine, args: Connect, stays: bool, out: &Out) -> Result<(), Problem> {
    if let Some(address) = args.address.filter(|address| !jit_core::is_public(*address)) {
        let message = format!("{address} is not an address Azure can see you come from.");
        return Err(Problem::new(Code::Usage, message, "Give the public IPv4 address of your network."));
    }
    let mut cancels = cancels().await;
    out.progress(&format!("Looking for {}…", jit_core::clean(&args.machine)));
    let found = or_cancelled(engine.find(&args.machine), &mut cancels).await;
    let target = found.map_err(|problem| engine.with_command(problem))?;
    let known_from = target.known_from;
    let mut attempt = attempt(&engine, target, &args, &mut cancels, None, out).await?;
    if known_from.is_some() && is_gone(&attempt) {
        out.progress("It is not where it was. Looking through all machines…");
        let target = or_cancelled(engine.find_fresh(&args.machine), &mut cancels).await?;
        attempt = self::attempt(&engine, target, &args, &mut cancels, Some(attempt.id), out).await?;
    }
    let result = match finish(&attempt, out) {
        Ok(()) => engine.session_here().await,
        Err(problem) => Err(with_the_way_to_start(problem, &args)),
    };
    if stays && result.is_ok() && !args.no_launch {
        out.note("The simulated machine runs inside this program. Ctrl+C ends both.");
        // One that came a moment too late to cancel counts; without signals there is nothing to wait for.
        let _ = cancels.recv().await;
    }
    engine.dispatch(Intent::Quit);
    engine.ended().await;
    result
}

async fn or_cancelled(
    finding: impl Future<Output = Result<Target, Problem>>,
    cancels: &mut mpsc::UnboundedReceiver<()>,
) -> Result<Target, Problem> {
    tokio::select! {
        target = finding => target,
        Some(()) = cancels.recv() => Err(cancelled("Nothing was changed.")),
    }
}

/// One attempt, to its end.
async fn attempt(
    engine: &Engine,
    target: Target,
    args: &Connect,
    cancels: &mut mpsc::UnboundedReceiver<()>,
    before: Option<AttemptId>,
    out: &Out,
) -> Result<AttemptView, Problem> {
    let wish = wish(&target, args);
    let mut views = engine.views();
    engine.dispatch(Intent::ConnectTo { vm: target.vm, label: target.label, wish });
    follow(engine, &mut views, cancels, before, out).await
}

/// The look found no such machine: nothing was asked for.
fn is_gone(attempt: &AttemptView) -> bool {
    matches!(&attempt.outcome, Some(OutcomeView::Failed { problem, .. }) if problem.code == Code::MachineNotFound)
}

fn wish(target: &Target, args: &Connect) -> Wish {
    let (own, opens) = (target.wish.clone(), &args.opens);
    let start = match (args.start, args.no_start) {
        (true, _) => StartChoice::Auto,
        (_, true) => StartChoice::Never,
        _ => own.start,
    };
    Wish {
        port: opens.port.or(own.port),
        protocol: opens.protocol.map(Into::into).or(own.protocol),
        duration: opens.duration.unwrap_or(own.duration),
        justification: opens.reason.clone().or(own.justification),
        address: args.address.or(own.address),
        whole_range: args.whole_range || own.whole_range,
        start,
        launch: !args.no_launch,
        wait_secs: args.wait,
        user: opens.user.clone().or(own.user),
        key: opens.key.clone().or(own.key),
        ..target.wish.clone()
    }
}

/// Follows the newest attempt, another one than `before`, to its end. Ctrl+C cancels it; what is true afterwards is told by its outcome.
async fn follow(
    engine: &Engine,
    views: &mut watch::Receiver<Arc<View>>,
    cancels: &mut mpsc::UnboundedReceiver<()>,
    before: Option<AttemptId>,
    out: &Out,
) -> Result<AttemptView, Problem> {
    let (mut told, mut asked) = (Told::default(), Asked::default());
    let ended = || Problem::new(Code::Interrupted, "The connect ended without a result.", "Try again.");
    loop {
        let view = views.borrow_and_update().clone();
        if let Some(attempt) = view.attempts.first().filter(|attempt| Some(attempt.id) != before) {
            told.tell(attempt, out);
            asked.tell(&view.sign_in, out);
            if attempt.outcome.is_some() {
                return Ok(attempt.clone());
            }
            tokio::select! {
                changed = views.changed() => changed.map_err(|_| ended())?,
                Some(()) = cancels.recv() => engine.dispatch(Intent::Cancel { attempt: attempt.id }),
            }
        } else {
            views.changed().await.map_err(|_| ended())?;
        }
    }
}

/// Each stage's lines, said once.
#[derive(Default)]
struct Told(HashMap<Stage, String>);

impl Told {
    fn tell(&mut self, attempt: &AttemptView, out: &Out) {
        for stage in attempt.stages.iter().filter(|stage| stage.stage != Stage::Look) {
            let line = match stage.state {
                StageState::Waiting => continue,
                StageState::Running => format!("  … {}", stage.label),
                StageState::Done | StageState::Skipped if stage.label.is_empty() => continue,
                StageState::Skipped if stage.stage == Stage::Launch => continue,
                StageState::Done | StageState::Skipped => format!("  ✓ {}", stage.label),
                StageState::Failed => format!("  ✗ {}", stage.label),
            };
            if self.0.insert(stage.stage, line.clone()).as_ref() != Some(&line) {
                out.progress(&line);
            }
        }
    }
}

fn finish(attempt: &AttemptView, out: &Out) -> Result<(), Problem> {
    match &attempt.outcome {
        Some(OutcomeView::Connected(connected)) => {
            for adaptation in &attempt.adapted {
                out.progress(&sentence(adaptation));
            }
            if out.json {
                out.json(&as_json(attempt, connected));
            } else {
                out.data(&format!("{}:{}", connected.address, connected.port));
            }
            Ok(())
        }
        Some(OutcomeView::Failed { problem, state, .. }) => {
            out.note(state);
            Err(problem.clone())
        }
        Some(OutcomeView::Cancelled { state, .. }) => Err(cancelled(state)),
        Some(OutcomeView::Extended { state, .. }) => {
            out.data(state);
            Ok(())
        }
        None => Err(Problem::new(Code::Interrupted, "The connect ended without a result.", "Try again.")),
    }
}

/// Who wanted no start is told how to want one.
fn with_the_way_to_start(problem: Problem, args: &Connect) -> Problem {
    if problem.code != Code::MachineStopped {
        return problem;
    }
    let way = if args.no_start { "leave out --no-start" } else { "say --start" };
    Problem { hint: format!("Start it first, or {way}."), ..problem }
}

fn cancelled(state: &str) -> Problem {
    let hint = "Connect again to go on: a request that is in effect is used, not repeated.";
    Problem::new(Code::Cancelled, format!("Cancelled. {state}"), hint)
}

fn sentence(adaptation: &Adaptation) -> String {
    match adaptation {
        Adaptation::Duration { asked, granted } => {
            format!(
                "Asked for {} instead of {}, the longest the policy allows.",
                readable(granted),
                readable(asked)
            )
        }
        Adaptation::WholeRange { range } => format!("Access is open for the whole range {range}."),
        Adaptation::AlreadyOpen { .. } => "Access was open already.".to_owned(),
    }
}

fn readable(duration: &str) -> String {
    duration
        .parse::<jit_core::JitDuration>()
        .map_or_else(|_| duration.to_owned(), |duration| duration.to_string())
}

fn as_json(attempt: &AttemptView, connected: &Connected) -> Value {
    let stage = |stage: &jit_core::StageView| {
        let outcome = if stage.state == StageState::Skipped { "skipped" } else { "done" };
        json!({ "stage": stage.stage, "outcome": outcome, "ms": stage.ms })
    };
    json!({
        "schema": 1,
        "machine": attempt.label,
        "id": attempt.machine,
        "address": connected.address,
        "port": connected.port,
        "source": connected.source,
        "until": connected.until,
        "adapted": attempt.adapted,
        "total_ms": connected.total_ms,
        "stages": attempt.stages.iter().map(stage).collect::<Vec<_>>(),
    })
}
