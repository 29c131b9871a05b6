//! Clocks, quantiles, and the memory of another process.

use std::process::{Child, Command};
use std::time::{Duration, Instant};

use crate::Outcome;

/// CPU time of this thread: on a shared machine the other clock measures the neighbours. Elsewhere, the other clock.
pub fn thread_time() -> Duration {
    #[cfg(unix)]
    {
        use rustix::time::{ClockId, clock_gettime};
        let now = clock_gettime(ClockId::ThreadCPUTime);
        Duration::new(u64::try_from(now.tv_sec).unwrap_or(0), u32::try_from(now.tv_nsec).unwrap_or(0))
    }
    #[cfg(not(unix))]
    {
        static START: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
        START.get_or_init(Instant::now).elapsed()
    }
}

pub fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}

/// Durations in milliseconds, to ask for quantiles.
#[derive(Default)]
pub struct Sample(Vec<f64>);

impl Sample {
    pub fn add(&mut self, duration: Duration) {
        self.0.push(milliseconds(duration));
    }

    /// Times `f` on the wall clock.
    pub fn time<T>(&mut self, f: impl FnOnce() -> T) -> T {
        let start = Instant::now();
        let output = f();
        self.add(start.elapsed());
        output
    }

    pub fn count(&self) -> usize {
        self.0.len()
    }

    pub fn quantile(&self, share: f64) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        let at = (sorted.len() as f64 * share) as usize;
        sorted.get(at.min(sorted.len().saturating_sub(1))).copied().unwrap_or(f64::NAN)
    }
}

pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// What a process used from its start to its end.
#[derive(Debug, Clone, Default)]
pub struct Used {
    pub wall: f64,
    /// Seconds of CPU, of all its threads; NaN where the system does not say.
    pub cpu: f64,
    /// Highest resident memory, in MiB; NaN where the system does not say.
    pub peak: f64,
    pub output: String,
}

/// Runs a program to its end. Memory and CPU are what Linux says of it while it runs, every few milliseconds.
pub fn watch(command: &mut Command) -> Outcome<Used> {
    let start = Instant::now();
    let mut child = command.stdout(std::process::Stdio::piped()).spawn()?;
    let mut used = Used { cpu: f64::NAN, peak: f64::NAN, ..Used::default() };
    let status = loop {
        look(&child, &mut used);
        match child.try_wait()? {
            Some(status) => break status,
            None => std::thread::sleep(Duration::from_millis(5)),
        }
    };
    used.wall = start.elapsed().as_secs_f64();
    if let Some(mut stdout) = child.stdout.take() {
        std::io::Read::read_to_string(&mut stdout, &mut used.output)?;
    }
    if status.success() { Ok(used) } else { Err(format!("{command:?}: {status}").into()) }
}

fn look(child: &Child, used: &mut Used) {
    let read = |file: &str| std::fs::read_to_string(format!("/proc/{}/{file}", child.id())).unwrap_or_default();
    if let Some(peak) = kib_of(&read("status"), "VmHWM:") {
        used.peak = used.peak.max(peak / 1024.0);
    }
    // After the name in brackets: state is field 3, user and system time are 14 and 15, in hundredths of a second.
    let stat = read("stat");
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |at: usize| fields.get(at).and_then(|field| field.parse::<f64>().ok());
    if let (Some(user), Some(system)) = (ticks(11), ticks(12)) {
        used.cpu = used.cpu.max((user + system) / 100.0);
    }
}

/// Highest resident memory of this process so far, in MiB.
pub fn own_peak() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    kib_of(&status, "VmHWM:").map_or(f64::NAN, |kib| kib / 1024.0)
}

fn kib_of(status: &str, name: &str) -> Option<f64> {
    let line = status.lines().find(|line| line.starts_with(name))?;
    line[name.len()..].trim().trim_end_matches("kB").trim().parse().ok()
}
