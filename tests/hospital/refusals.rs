//! The door remembers what it refused: number, moment and reason, and nothing that names a person.

use crate::hospital;
use gateway::door::{Door, Offices};
use gongji_tests::desk::both;
use gongji_tests::hospital::{Behind, Hospital, batch, clock, registration};
use office::Store;
use office::desk::Desk;
use office::refused_messages::refused_messages;
use office::remember::Refusals;
use serde_json::json;
use std::sync::Arc;

/// Offices that remember.
struct Remembering(Behind, Arc<Refusals>);

impl Offices for Remembering {
    fn store(&self) -> Arc<dyn Store> {
        self.0.store()
    }

    fn desk(&self, area: &str) -> Option<Desk> {
        self.0.desk(area)
    }

    fn refusals(&self) -> Option<Arc<Refusals>> {
        Some(self.1.clone())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn refusals_are_remembered_without_persons() {
    for region in both().await {
        let behind = Behind { store: region.store.clone(), desks: vec![region.desk.clone()] };
        let refusals = Arc::new(Refusals::default());
        let door = Door::new(Arc::new(Remembering(behind, refusals.clone())), clock);
        let h = Hospital::new(door.clone(), "H3");
        // Nobody of this number; a message without what it needs; one that is settled too early.
        let nobody = "440700199001011234";
        h.refused_as("M-1-ZHANG", "2201", registration(nobody, "310", "2026-03-01")).await;
        let mut empty = registration("E1", "310", "2026-03-01");
        empty["data"]["begntime"] = json!("");
        empty["data"]["dept_code"] = json!("");
        empty["data"]["dr_name"] = json!("M-2");
        h.refused_as("M-2", "2201", empty).await;
        let visit = h.register("E1", "310", "2026-03-01").await;
        h.refused_as("M-3", "2207", batch(&visit, "E1", "310", "b", "1")).await;
        // A stranger, and what is no message.
        let stranger = Hospital::new(door, "H404");
        stranger.refused("2201", registration("E1", "310", "2026-03-01")).await;
        assert_eq!(
            hospital(&region).refused("2207", batch("x", "E1", "310", "b", "1")).await,
            "no-visit"
        );
        assert_eq!(refusals.came(), 4, "a door that remembers nothing adds none");
        refusals.write(&*region.store).await.expect("written");
        assert_eq!(refusals.strange(), 1);
        let kept = refused_messages(&*region.store, "H3", None, 9).await.expect("read");
        let said: Vec<[&str; 2]> =
            kept.iter().map(|row| [row.transaction.as_str(), row.message.as_str()]).collect();
        assert_eq!(said, [["2207", "M-3"], ["2201", "***"], ["2201", "M-1-ZHANG"]]);
        assert_eq!(kept[0].code, "no-lines");
        assert_eq!((kept[1].more, kept[0].more), (1, 0), "{:?}", kept[1]);
        for row in &kept {
            let all = format!("{row:?}");
            assert!(!all.contains(nobody) && !all.contains("李四") && !all.contains("E1"), "{all}");
        }
        assert!(kept[2].zh.contains("***") && kept[2].en.contains("***"), "{:?}", kept[2]);
    }
}
