//! A PostgreSQL server of one's own on a free port, for as long as the test runs.
//!
//! PostgreSQL refuses to run as root; then it runs as the user `gongji-test`, who is made if missing.
//! The server dies with the process that started it; its folder goes with it, or is removed by the
//! next process that starts a server.

use std::fs;
use std::io;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

/// The user that runs the server where the tests run as root.
const USER: &str = "gongji-test";

/// How the folders of servers are named: then the process, then a number.
const PREFIX: &str = "gongji-postgres";

/// A server.
#[derive(Debug)]
pub struct Server {
    folder: PathBuf,
    port: u16,
    child: Option<Child>,
}

/// The server that all tests of this process share.
pub fn shared() -> &'static Server {
    static SHARED: OnceLock<Server> = OnceLock::new();
    SHARED.get_or_init(|| Server::start(&[]))
}

fn programs() -> PathBuf {
    let found = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut found: Vec<PathBuf> =
        found.map(|e| e.path().join("bin")).filter(|p| p.join("initdb").exists()).collect();
    found.sort();
    let path = found.pop().or_else(|| {
        let out = Command::new("pg_config").arg("--bindir").output().ok()?;
        let named = PathBuf::from(String::from_utf8(out.stdout).ok()?.trim());
        Some(named).filter(|path| path.join("initdb").exists())
    });
    let path = path.or_else(|| {
        let path = std::env::var_os("PATH")?;
        std::env::split_paths(&path).find(|folder| folder.join("initdb").exists())
    });
    path.expect("PostgreSQL is not installed: run ./test, or install the package postgresql")
}

fn is_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|own| std::os::unix::fs::MetadataExt::uid(&own) == 0)
}

/// A program of PostgreSQL's, run as a user it accepts; it dies with the thread that starts it.
fn program(name: &str) -> Command {
    let path = programs().join(name);
    if !is_root() {
        let mut command = Command::new("setpriv");
        command.args(["--pdeathsig=KILL", "--"]).arg(path);
        return command;
    }
    let mut command = Command::new("setpriv");
    command
        .arg(format!("--reuid={USER}"))
        .arg(format!("--regid={USER}"))
        .args(["--init-groups", "--pdeathsig=KILL", "--"])
        .arg(path);
    command
}

fn ran(command: &mut Command) {
    let out = command.output().unwrap_or_else(|e| panic!("cannot run {command:?}: {e}"));
    let said = String::from_utf8_lossy(&out.stderr).into_owned();
    assert!(out.status.success(), "{command:?} failed: {said}");
}

fn make_user() {
    let known = Command::new("id").arg(USER).output().is_ok_and(|out| out.status.success());
    if !known {
        ran(Command::new("useradd").args(["--system", "--no-create-home", USER]));
    }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("an address").port()
}

/// Removes folders named `PREFIX-PID-NUMBER` of processes that are gone: a server that all tests
/// share is never dropped, and a test that was killed drops nothing.
pub fn sweep(temporary: &Path, prefix: &str) {
    let alive = |pid: &str| Path::new("/proc").join(pid).exists();
    for entry in fs::read_dir(temporary).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let rest = name.strip_prefix(prefix).and_then(|rest| rest.strip_prefix('-'));
        let Some((pid, _)) = rest.and_then(|rest| rest.split_once('-')) else { continue };
        let number = !pid.is_empty() && pid.bytes().all(|b| b.is_ascii_digit());
        if number && !alive(pid) {
            // Another process may be sweeping, too.
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

impl Server {
    /// Starts a server with settings such as `fsync=off`.
    pub fn start(settings: &[&str]) -> Server {
        static SWEPT: OnceLock<()> = OnceLock::new();
        SWEPT.get_or_init(|| sweep(&std::env::temp_dir(), PREFIX));
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("{PREFIX}-{}-{number}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        fs::create_dir_all(&folder).expect("a folder");
        if is_root() {
            make_user();
            ran(Command::new("chown").arg(USER).arg(&folder));
        }
        let data = folder.join("data");
        let mut init = program("initdb");
        init.arg("-D").arg(&data).args(["-A", "trust", "-U", USER, "-E", "UTF8", "--no-sync"]);
        ran(init.args(["--locale=C"]).env("LC_ALL", "C"));
        let mut server = Server { folder, port: free_port(), child: None };
        server.run(settings);
        server
    }

    /// Starts the program on the folder as it is.
    pub fn run(&mut self, settings: &[&str]) {
        let mut command = program("postgres");
        command.arg("-D").arg(self.folder.join("data"));
        command.args(["-p", &self.port.to_string(), "-k", ""]).arg("-clisten_addresses=127.0.0.1");
        command.args(["-cmax_connections=300", "-cshared_buffers=256MB"]);
        settings.iter().for_each(|setting| {
            command.arg(format!("-c{setting}"));
        });
        let log = fs::File::create(self.folder.join("log")).expect("a log");
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
        let (send, started) = mpsc::channel();
        // The server dies with the thread that starts it, so that thread stays.
        thread::spawn(move || {
            let _ = send.send(command.spawn());
            loop {
                thread::park();
            }
        });
        self.child = Some(started.recv().expect("a thread").expect("postgres starts"));
        self.wait();
    }

    fn wait(&self) {
        let began = Instant::now();
        loop {
            let port = self.port.to_string();
            let ready = Command::new(programs().join("pg_isready"))
                .args(["-q", "-h", "127.0.0.1", "-p", &port])
                .status();
            if ready.is_ok_and(|status| status.success()) {
                return;
            }
            let log = fs::read_to_string(self.folder.join("log")).unwrap_or_default();
            assert!(began.elapsed() < Duration::from_secs(60), "postgres does not start: {log}");
            thread::sleep(Duration::from_millis(30));
        }
    }

    /// A new database; its address.
    pub fn database(&self) -> String {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let name = format!("books_{}", NUMBER.fetch_add(1, Ordering::Relaxed));
        self.sql("postgres", &format!("CREATE DATABASE {name}"));
        self.url(&name)
    }

    /// The address of a database.
    pub fn url(&self, database: &str) -> String {
        format!("postgres://{USER}@127.0.0.1:{}/{database}", self.port)
    }

    /// Runs a statement; what it printed, unaligned.
    pub fn sql(&self, database: &str, statement: &str) -> String {
        let out = Command::new(programs().join("psql"))
            .args(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", statement])
            .arg(self.url(database))
            .output()
            .expect("psql runs");
        let said = String::from_utf8_lossy(&out.stderr).into_owned();
        assert!(out.status.success(), "{statement}: {said}");
        String::from_utf8_lossy(&out.stdout).trim().to_string()
    }

    /// The process id of the server.
    pub fn pid(&self) -> u32 {
        self.child.as_ref().map_or(0, Child::id)
    }

    /// Kills the server at once, as a crash does.
    pub fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
        // Its children notice that it is gone; the folder is free when the lock file's holder is.
        thread::sleep(Duration::from_millis(100));
    }

    /// The folder of its files.
    pub fn folder(&self) -> &Path {
        &self.folder
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
        let gone: io::Result<()> = fs::remove_dir_all(&self.folder);
        if let Err(error) = gone {
            eprintln!("{} stays: {error}", self.folder.display());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_folders_of_processes_that_are_gone_are_swept() {
        let top = std::env::temp_dir().join(format!("gongji-sweep-{}-0", std::process::id()));
        // No process has so high a number.
        let (gone, own) = ("test-4000000000-1", format!("test-{}-1", std::process::id()));
        for name in [gone, &own, "test-x-1", "test-4000000000", "other-4000000000-1"] {
            fs::create_dir_all(top.join(name).join("data")).expect("a folder");
        }
        sweep(&top, "test");
        let left = |name: &str| top.join(name).exists();
        assert!(!left(gone) && left(&own) && left("test-x-1"));
        assert!(left("test-4000000000") && left("other-4000000000-1"));
        fs::remove_dir_all(&top).expect("removed");
    }
}
