//! The controls: `pgbench` TPC-B on the same server; raw rows on SQLite, synced as ours are.

use std::path::Path;
use std::process::Command;

/// Scale and clients of the TPC-B control.
const SCALE: &str = "50";
const CLIENTS: &str = "32";

/// The address of the control's own database on the same server.
fn control(url: &str) -> String {
    let end = url.rfind('/').unwrap_or(url.len());
    format!("{}/gongji_bench_control", &url[..end])
}

fn ran(command: &mut Command) -> Result<String, String> {
    let out = command.output().map_err(|e| format!("cannot run {command:?}: {e}"))?;
    if out.status.success() {
        return Ok(String::from_utf8_lossy(&out.stdout).into_owned());
    }
    Err(format!("{command:?} failed: {}", String::from_utf8_lossy(&out.stderr)))
}

/// Makes the control's database.
pub(super) fn prepare(url: &str) -> Result<(), String> {
    let name = "gongji_bench_control";
    ran(Command::new("dropdb").args(["--if-exists", "--maintenance-db", url, name]))?;
    ran(Command::new("createdb").args(["--maintenance-db", url, name]))?;
    ran(Command::new("pgbench").args(["-i", "-q", "-s", SCALE]).arg(control(url)))?;
    Ok(())
}

/// Transactions a second.
pub(super) fn tpc_b(url: &str, seconds: u64) -> Result<f64, String> {
    let mut command = Command::new("pgbench");
    command.args(["-n", "-M", "prepared", "-c", CLIENTS, "-j", "2", "-T", &seconds.to_string()]);
    let said = ran(command.arg(control(url)))?;
    let rate = said.lines().find_map(|line| line.trim().strip_prefix("tps = "));
    let rate = rate.and_then(|rest| rest.split(' ').next()?.parse().ok());
    rate.ok_or_else(|| format!("pgbench said no rate: {said}"))
}

/// Rows a second of the raw control on SQLite.
pub(super) fn raw_rows(folder: &Path, seconds: u64) -> Result<f64, String> {
    office::raw::rows_a_second(&folder.join("control.db"), seconds).map_err(|e| e.to_string())
}
