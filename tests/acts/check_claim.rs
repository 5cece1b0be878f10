//! Check a claim: what settling it right after comes to, and nothing is written.

use crate::settle_claim::{claim, settle};
use gongji_tests::desk::{both, yuan};
use office::check_claim::CheckClaim;
use office::desk::{Answer, Ask};
use office::settle_claim::Claim;

#[tokio::test]
async fn it_is_what_settling_comes_to_and_writes_nothing() {
    for region in both().await {
        let check = |claim: Claim| Ask::CheckClaim(Box::new(CheckClaim { claim }));
        let before = region.last().await;
        let wrong = Claim { total: yuan("1"), ..claim("HA", "T1", "5000") };
        assert_eq!(region.ask(check(wrong)).await.expect_err("wrong").code, "total-differs");
        let checked = region.ask(check(claim("HA", "T1", "5000"))).await.expect("decided");
        let Answer::Explained(checked) = checked else { panic!("{checked:?}") };
        let (checked, steps) = *checked;
        assert!(!steps.is_empty(), "it is told why");
        assert_eq!(region.last().await, before, "nothing was written");
        let (_, settled) = region.settled(settle(claim("HA", "T1", "5000"))).await;
        assert_eq!((settled.layers, settled.person), (checked.layers, checked.person));
        let again = region.ask(check(claim("HA", "T1", "5000"))).await.expect_err("settled by now");
        assert_eq!(again.code, "claimed-before");
        region.verify().await;
    }
}
