//! A list of steps: which are asked for, which need which, and the table at the end.

use std::process::ExitCode;
use std::time::{Duration, Instant};

use crate::command::seconds;
use crate::{Outcome, say};

pub struct Step<'a> {
    pub name: &'static str,
    pub what: &'static str,
    /// Steps without which this one means nothing.
    pub needs: &'static [&'static str],
    pub work: Box<dyn Fn() -> Done + 'a>,
}

/// How a step ended, and what it counted.
pub struct Done {
    pub outcome: Outcome,
    pub count: String,
    pub left_out: bool,
}

impl From<Outcome> for Done {
    fn from(outcome: Outcome) -> Self {
        Done { outcome, count: String::new(), left_out: false }
    }
}

impl Done {
    pub fn counted(outcome: Outcome, count: String) -> Done {
        Done { outcome, count, left_out: false }
    }

    /// Not done here, for a reason that is said.
    pub fn left_out(why: &str) -> Done {
        Done { outcome: Ok(()), count: why.to_owned(), left_out: true }
    }
}

#[derive(Default)]
pub struct Choice {
    only: Vec<String>,
    skip: Vec<String>,
    list: bool,
}

impl Choice {
    /// Takes its own options out of the arguments; gives the others.
    pub fn read(args: &[String]) -> Outcome<(Choice, Vec<String>)> {
        let mut choice = Choice::default();
        let mut others = Vec::new();
        let mut args = args.iter();
        while let Some(arg) = args.next() {
            let mut names =
                || args.next().map(|names| names.split(',').map(str::to_owned)).ok_or(format!("{arg} needs a step"));
            match arg.as_str() {
                "--only" => choice.only.extend(names()?),
                "--skip" => choice.skip.extend(names()?),
                "--list" => choice.list = true,
                _ => others.push(arg.clone()),
            }
        }
        Ok((choice, others))
    }

    fn wants(&self, steps: &[Step], name: &str) -> bool {
        if self.skip.iter().any(|skipped| skipped == name) {
            return false;
        }
        self.only.is_empty() || self.only.iter().any(|only| only == name || needs(steps, only, name))
    }
}

/// Whether `step` needs `other`, through however many others.
fn needs(steps: &[Step], step: &str, other: &str) -> bool {
    steps
        .iter()
        .find(|candidate| candidate.name == step)
        .is_some_and(|step| step.needs.iter().any(|need| *need == other || needs(steps, need, other)))
}

pub fn run(steps: &[Step], choice: &Choice) -> ExitCode {
    if choice.list {
        steps.iter().for_each(|step| say(&format!("{:<12} {}", step.name, step.what)));
        return ExitCode::SUCCESS;
    }
    for name in choice.only.iter().chain(&choice.skip) {
        if !steps.iter().any(|step| step.name == name) {
            say(&format!("no such step: {name}; --list names them"));
            return ExitCode::from(2);
        }
    }
    let mut ended: Vec<Ended> = Vec::new();
    let beginning = Instant::now();
    for step in steps.iter().filter(|step| choice.wants(steps, step.name)) {
        let broken = step
            .needs
            .iter()
            .find(|need| ended.iter().any(|other| other.name == **need && other.verdict != Verdict::Passed));
        let start = Instant::now();
        let (verdict, note) = match broken {
            Some(broken) => (Verdict::Skipped, format!("not run: {broken} failed")),
            None => {
                say(&format!("\n━━ {}: {}", step.name, step.what));
                match (step.work)() {
                    Done { left_out: true, count, .. } => (Verdict::Skipped, count),
                    Done { outcome: Ok(()), count, .. } => (Verdict::Passed, count),
                    Done { outcome: Err(problem), count, .. } => {
                        say(&problem);
                        (
                            Verdict::Failed,
                            if count.is_empty() {
                                problem.lines().next().unwrap_or_default().to_owned()
                            } else {
                                count
                            },
                        )
                    }
                }
            }
        };
        say(&format!("━━ {}: {} in {}", step.name, verdict.word(), seconds(start.elapsed())));
        ended.push(Ended { name: step.name, verdict, time: start.elapsed(), note });
    }
    summary(&ended, beginning.elapsed())
}

struct Ended {
    name: &'static str,
    verdict: Verdict,
    time: Duration,
    note: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Passed,
    Failed,
    Skipped,
}

impl Verdict {
    fn word(self) -> &'static str {
        match self {
            Verdict::Passed => "passed",
            Verdict::Failed => "FAILED",
            Verdict::Skipped => "skipped",
        }
    }
}

fn summary(ended: &[Ended], whole: Duration) -> ExitCode {
    say("\nstep         result   time          what");
    for step in ended {
        say(&format!("{:<12} {:<8} {:<13} {}", step.name, step.verdict.word(), seconds(step.time), step.note));
    }
    say(&format!("in {}\n", seconds(whole)));
    let count = |verdict| ended.iter().filter(|step| step.verdict == verdict).count();
    let (failed, skipped) = (count(Verdict::Failed), count(Verdict::Skipped));
    let skipped = if skipped > 0 { format!(", {skipped} skipped") } else { String::new() };
    say(&format!("{} passed, {failed} failed{skipped}", count(Verdict::Passed)));
    if failed == 0 && count(Verdict::Passed) > 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
