//! How outliers are told on the command line.

use payment::drg::weights::{Ratio, Trim};

/// Reads `none`, `percentile:LOW,HIGH`, `mean:LOW,HIGH` or `quartiles:TIMES`.
pub(super) fn trim(text: &str) -> Result<Trim, String> {
    let wrong = || {
        format!(
            "--trim '{text}' is none of: none, percentile:0.025,0.975 (shares up to 1, the lower first), mean:0.33,3 (multiples, the lower first), quartiles:1.5"
        )
    };
    let (kind, rest) = text.split_once(':').unwrap_or((text, ""));
    let numbers: Vec<Ratio> = match rest {
        "" => Vec::new(),
        rest => {
            rest.split(',').map(|one| ratio(one).ok_or_else(wrong)).collect::<Result<_, _>>()?
        }
    };
    match (kind, numbers.as_slice()) {
        ("none", []) => Ok(Trim::Nothing),
        ("percentile", [low, high]) if low < high && high.0 <= ONE => {
            Ok(Trim::Percentile { low: *low, high: *high })
        }
        ("mean", [low, high]) if low < high => Ok(Trim::Mean { low: *low, high: *high }),
        ("quartiles", [times]) => Ok(Trim::Quartiles { times: *times }),
        _ => Err(wrong()),
    }
}

/// The whole, in millionths.
const ONE: i64 = 1_000_000;

/// A ratio that is not negative, with at most six digits behind the point.
fn ratio(text: &str) -> Option<Ratio> {
    let (whole, rest) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(rest) || rest.len() > 6 {
        return None;
    }
    let whole: i64 = whole.parse().ok()?;
    let parts: i64 = format!("{rest:0<6}").parse().ok()?;
    Some(Ratio(whole.checked_mul(ONE)?.checked_add(parts)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ways_to_trim_read() {
        assert_eq!(trim("none"), Ok(Trim::Nothing));
        let (low, high) = (Ratio(25_000), Ratio(975_000));
        assert_eq!(trim("percentile:0.025,0.975"), Ok(Trim::Percentile { low, high }));
        assert_eq!(
            trim("mean:0.33,3"),
            Ok(Trim::Mean { low: Ratio(330_000), high: Ratio(3_000_000) })
        );
        assert_eq!(trim("quartiles:1.5"), Ok(Trim::Quartiles { times: Ratio(1_500_000) }));
        for text in [
            "",
            "all",
            "percentile:0.9,0.1",
            "percentile:0,2",
            "mean:x,1",
            "mean:-1,1",
            "quartiles:1,2",
        ] {
            assert!(trim(text).is_err(), "{text}");
        }
    }
}
