//! A kept file is fetched by the institution it is kept for, as long as it is kept.

use gongji_tests::desk::{address, both};
use office::fetch_file::fetch_file;
use office::keep_file::{File, keep_file};

#[tokio::test(flavor = "multi_thread")]
async fn only_ones_own_and_only_in_time() {
    for region in both().await {
        let store = &*region.store;
        let file = File { name: "a.zip".to_string(), body: vec![0, 255, 10, 13] };
        let kept = keep_file(store, &address("m1"), (file, &Vec::new()), 1000).await;
        let kept = kept.expect("it is written").expect("kept");
        let fetch = async |institution: &str, number: &str, now: i64| {
            let found = fetch_file(store, institution, number, now).await.expect("read");
            found.map(|file| file.body).map_err(|refused| refused.code)
        };
        assert_eq!(fetch("H3", &kept.number, kept.until).await, Ok(vec![0, 255, 10, 13]));
        assert_eq!(fetch("H3", &kept.number, kept.until + 1).await, Err("no-file"));
        assert_eq!(fetch("H2", &kept.number, 1000).await, Err("no-file"));
        assert_eq!(fetch("H3", "0", 1000).await, Err("no-file"));
    }
}
