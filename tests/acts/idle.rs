//! A desk that nobody asks: it sees by itself that another has taken over, and says so.

use gongji_tests::desk::{both, rules};
use office::desk::{Desk, Health, Settings};
use std::time::{Duration, Instant};

#[tokio::test(flavor = "multi_thread")]
async fn an_idle_desk_that_was_taken_over_says_so() {
    for region in both().await {
        let first = region.desk.clone();
        tokio::time::sleep(Duration::from_millis(2_500)).await;
        assert_eq!(first.health(), Health::Open, "it looked, and it has its lease");
        let second = Desk::open(region.store.clone(), rules(), Settings::default()).await;
        let second = second.expect("it takes over");
        let began = Instant::now();
        while first.health() == Health::Open {
            assert!(began.elapsed() < Duration::from_secs(20), "it does not see that it is stale");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let Health::Stopped(said) = first.health() else { panic!("{:?}", first.health()) };
        assert!(said.contains("another desk"), "{said}");
        assert_eq!(second.health(), Health::Open);
    }
}
