//! People's burden: each cut comes to the same whole; an undone bill counts nowhere.

use crate::told;
use office::burden::{Asked, Cut, burden};
use office::region_sums::{borne, paid};

#[tokio::test]
async fn every_cut_comes_to_the_same_whole() {
    let told = told().await;
    let asked = Asked { months: (202_401, 202_412), ..Asked::default() };
    for (name, cut) in Cut::NAMES {
        let found = burden(&told.journal, &asked, cut).await.expect("read");
        // 70,000 and 20,000 stand; 50,000 was undone. Funds pay 47,500 and 13,000 of them.
        assert_eq!((found.all.total, found.all.bills), (9_000_000, 2), "{name}");
        assert_eq!((paid(&found.all), borne(&found.all)), (6_050_000, 2_950_000), "{name}");
        assert_eq!(found.rows.iter().map(|(_, sums)| sums.total).sum::<i64>(), 9_000_000);
        let trend: Vec<(i64, i64)> = found.trend.iter().map(|(m, sums)| (*m, sums.total)).collect();
        assert_eq!(trend, [(202_403, 7_000_000), (202_404, 2_000_000)], "{name}");
    }
    let by = async |cut| burden(&told.journal, &asked, cut).await.expect("read").rows;
    assert_eq!(by(Cut::Level).await[0].0, "三级");
    assert_eq!(by(Cut::Class).await[0].0, "none");
    assert_eq!(by(Cut::Care).await[0].0, "inpatient");
}

#[tokio::test]
async fn months_insurance_and_care_narrow_it() {
    let told = told().await;
    let total =
        async |asked: Asked| burden(&told.journal, &asked, Cut::Age).await.expect("read").all.total;
    let all = Asked { months: (202_401, 202_412), ..Asked::default() };
    assert_eq!(total(Asked { months: (202_404, 202_404), ..all.clone() }).await, 2_000_000);
    let of = |insurance: &str| Asked { insurance: Some(insurance.to_string()), ..all.clone() };
    assert_eq!(total(of("resident")).await, 9_000_000);
    assert_eq!(total(of("employee")).await, 0);
    assert_eq!(total(Asked { care: Some("outpatient".to_string()), ..all.clone() }).await, 0);
}
