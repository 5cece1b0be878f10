//! The network between hospitals and the centre (故障代理): it delays, doubles, reorders, cuts and loses
//! messages, by a seed.

use crate::wire::{Whole, connect, exchange, read};
use gongji_tests::random::Random;
use std::collections::{BTreeMap, VecDeque};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

/// What happens to a message on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fate {
    /// It arrives, and so does its answer.
    Whole,
    /// It arrives late.
    Delayed,
    /// It never arrives.
    Lost,
    /// It arrives; its answer does not.
    Cut,
    /// It arrives twice, and the second answer goes back.
    Doubled,
    /// It arrives, and a copy of it arrives once more, after what was sent later.
    Reordered,
}

/// How long a proxy waits for the centre.
const PATIENCE: Duration = Duration::from_secs(20);

/// A proxy that runs until it is dropped.
pub(crate) struct Proxy {
    /// Where hospitals find it.
    pub(crate) address: String,
    /// Where the centre is now.
    pub(crate) centre: Arc<Mutex<String>>,
    /// What it did, by how often.
    pub(crate) done: Arc<Mutex<BTreeMap<Fate, u64>>>,
    stop: Arc<AtomicBool>,
    calm: Arc<AtomicBool>,
    /// Fates of the next messages, before chance decides.
    script: Arc<Mutex<VecDeque<Fate>>>,
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::SeqCst);
        // The listener wakes up to see that it is to stop.
        let _ = TcpStream::connect(&self.address);
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Proxy {
    /// A proxy before a centre.
    pub(crate) fn start(centre: &str, seed: u64) -> Proxy {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address").to_string();
        let proxy = Proxy {
            address,
            centre: Arc::new(Mutex::new(centre.to_string())),
            done: Arc::default(),
            stop: Arc::default(),
            calm: Arc::default(),
            script: Arc::default(),
        };
        let (centre, done) = (proxy.centre.clone(), proxy.done.clone());
        let (stop, calm) = (proxy.stop.clone(), proxy.calm.clone());
        let script = proxy.script.clone();
        let random = Arc::new(Mutex::new(Random::new(seed)));
        thread::spawn(move || {
            for stream in listener.incoming() {
                if stop.load(Ordering::SeqCst) {
                    return;
                }
                let Ok(stream) = stream else { continue };
                let fate = match (lock(&script).pop_front(), calm.load(Ordering::SeqCst)) {
                    (Some(fate), _) => fate,
                    (None, true) => Fate::Whole,
                    (None, false) => fate(&mut lock(&random)),
                };
                let (centre, done) = (centre.clone(), done.clone());
                thread::spawn(move || {
                    *lock(&done).entry(fate).or_default() += 1;
                    pass(stream, fate, &centre);
                });
            }
        });
        proxy
    }

    /// From now on nothing goes wrong any more.
    pub(crate) fn calm(&self) {
        self.calm.store(true, Ordering::SeqCst);
    }

    /// What happens to the next messages.
    pub(crate) fn next(&self, fates: &[Fate]) {
        lock(&self.script).extend(fates);
    }

    /// The centre is now elsewhere.
    pub(crate) fn moved(&self, centre: &str) {
        *lock(&self.centre) = centre.to_string();
    }
}

fn fate(random: &mut Random) -> Fate {
    match random.below(100) {
        0..=3 => Fate::Lost,
        4..=8 => Fate::Cut,
        9..=13 => Fate::Doubled,
        14..=17 => Fate::Reordered,
        18..=25 => Fate::Delayed,
        _ => Fate::Whole,
    }
}

/// Passes one message on; a connection that is dropped looks cut to the hospital.
fn pass(mut from: TcpStream, fate: Fate, centre: &Mutex<String>) {
    if from.set_read_timeout(Some(PATIENCE)).is_err() {
        return;
    }
    let Ok(request) = read(&mut from) else { return };
    let send = || exchange(&lock(centre).clone(), &request, PATIENCE);
    let answer = match fate {
        Fate::Lost => return,
        Fate::Whole => send(),
        Fate::Delayed => {
            thread::sleep(Duration::from_millis(60));
            send()
        }
        Fate::Cut => {
            // Whether it arrived is not seen from here either.
            let _ = send();
            return;
        }
        Fate::Doubled => {
            // Both at once, as when a switch fails over.
            thread::scope(|scope| {
                let first = scope.spawn(send);
                let second = send();
                first.join().ok().and_then(Result::ok).map_or(second, Ok)
            })
        }
        Fate::Reordered => {
            let (copy, centre) = (request.clone(), lock(centre).clone());
            thread::spawn(move || {
                thread::sleep(Duration::from_millis(300));
                late(&centre, &copy);
            });
            send()
        }
    };
    if let Ok(answer) = answer {
        // The hospital may have hung up.
        let _ = answer.write(&mut from);
    }
}

fn late(centre: &str, copy: &Whole) {
    if let Ok(mut stream) = connect(centre, PATIENCE) {
        // Nobody waits for this answer.
        let _ = copy.write(&mut stream).and_then(|()| read(&mut stream));
    }
}
