//! Faults (故障): desks are killed, servers are killed, messages are lost, doubled and out of order;
//! afterwards not a fen is lost and none is paid twice. What is tried, how often, and which planted
//! bugs are found: `docs/faults.md`.

#[path = "faults/bent.rs"]
mod bent;
#[path = "faults/beside.rs"]
mod beside;
#[path = "faults/books.rs"]
mod books;
#[path = "faults/check.rs"]
mod check;
#[path = "faults/client.rs"]
mod client;
/// The pipe's door as the binary has it, over books that may be bent.
#[path = "../shell/cli/src/desk/mod.rs"]
mod desk;
#[path = "faults/door.rs"]
mod door;
#[path = "faults/full.rs"]
mod full;
#[path = "faults/journal.rs"]
mod journal;
#[path = "faults/kill.rs"]
mod kill;
#[path = "faults/lane.rs"]
mod lane;
#[path = "faults/planted.rs"]
mod planted;
#[path = "faults/race.rs"]
mod race;
#[path = "faults/scripts.rs"]
mod scripts;
#[path = "faults/serve.rs"]
mod serve;
#[path = "faults/settle.rs"]
mod settle;
#[path = "faults/stale.rs"]
mod stale;
#[path = "faults/world.rs"]
mod world;
