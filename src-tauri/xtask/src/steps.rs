//! The parts of a command: what each took, and which failed.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::run::say;

#[derive(Default)]
pub struct Steps {
    done: Vec<Step>,
}

struct Step {
    name: &'static str,
    took: Duration,
    failed: bool,
}

impl Steps {
    pub fn new() -> Self {
        Self::default()
    }

    /// A step the following ones need: its failure ends the command.
    pub fn run(&mut self, name: &'static str, step: impl FnOnce() -> Result<()>) -> Result<()> {
        let outcome = self.time(name, step);
        if outcome.is_err() && self.done.len() > 1 {
            self.summary();
        }
        outcome
    }

    /// A step the following ones do not need: they run even when it fails, and [`Steps::verdict`] tells.
    pub fn attempt(&mut self, name: &'static str, step: impl FnOnce() -> Result<()>) {
        if let Err(error) = self.time(name, step) {
            say(&format!("error: {error:#}"));
        }
    }

    pub fn summary(&self) {
        say(&self.table());
    }

    pub fn finish(self) -> Result<()> {
        self.summary();
        self.verdict()
    }

    /// Fails where an attempt did.
    pub fn verdict(&self) -> Result<()> {
        let failed = self.done.iter().filter(|step| step.failed).map(|step| step.name).collect::<Vec<_>>();
        if !failed.is_empty() {
            bail!("{} failed; the reasons are above", failed.join(", "));
        }
        Ok(())
    }

    fn time(&mut self, name: &'static str, step: impl FnOnce() -> Result<()>) -> Result<()> {
        say(&format!("── {name}"));
        let started = Instant::now();
        let outcome = step();
        self.done.push(Step { name, took: started.elapsed(), failed: outcome.is_err() });
        outcome
    }

    fn table(&self) -> String {
        let mut table = "── what each part took".to_owned();
        for Step { name, took, failed } in &self.done {
            let outcome = if *failed { "  FAILED" } else { "" };
            table.push_str(&format!("\n{:8.1} s  {name}{outcome}", took.as_secs_f64()));
        }
        table
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_attempt_that_fails_lets_the_next_run_and_is_named_at_the_end() {
        let mut steps = Steps::new();
        let mut ran = false;
        steps.attempt("first", || bail!("broken"));
        steps.attempt("second", || {
            ran = true;
            Ok(())
        });
        assert!(ran);
        let table = steps.table();
        assert!(table.contains("s  first  FAILED\n") && table.ends_with("s  second"), "{table}");
        assert_eq!(steps.finish().unwrap_err().to_string(), "first failed; the reasons are above");
    }

    #[test]
    fn a_needed_step_that_fails_ends_the_command() {
        let outcome = Steps::new().run("set-up", || bail!("broken"));
        assert_eq!(outcome.unwrap_err().to_string(), "broken");
    }
}
