//! Times as they stand on the wire: UTC+8 whatever the server's zone.

use units::Day;

/// Milliseconds by which the wire is ahead of UTC.
const AHEAD: i64 = 8 * 3_600_000;
/// Milliseconds of a day.
const DAY: i64 = 86_400_000;

/// A moment, in the parts that the wire writes.
struct Moment {
    day: Day,
    hour: i64,
    minute: i64,
    second: i64,
    milli: i64,
}

fn moment(millis: i64) -> Moment {
    let there = millis.saturating_add(AHEAD);
    let (days, rest) = (there.div_euclid(DAY), there.rem_euclid(DAY));
    let day = i32::try_from(days).ok().and_then(Day::from_number);
    let day = day.or_else(|| Day::from_number(0)).unwrap_or_else(|| unreachable!("the first day"));
    Moment {
        day,
        hour: rest / 3_600_000,
        minute: rest / 60_000 % 60,
        second: rest / 1000 % 60,
        milli: rest % 1000,
    }
}

/// yyyyMMddHHmmss.
pub(crate) fn stamp(millis: i64) -> String {
    let Moment { day, hour, minute, second, .. } = moment(millis);
    let (year, month, of_month) = (day.year(), day.month(), day.day());
    format!("{year:04}{month:02}{of_month:02}{hour:02}{minute:02}{second:02}")
}

/// yyyyMMddHHmmssSSS.
pub(crate) fn long_stamp(millis: i64) -> String {
    format!("{}{:03}", stamp(millis), moment(millis).milli)
}

/// yyyy-MM-dd HH:mm:ss, as fields write a moment.
pub(crate) fn moment_text(millis: i64) -> String {
    let Moment { day, hour, minute, second, .. } = moment(millis);
    format!("{day} {hour:02}:{minute:02}:{second:02}")
}

/// The day on the wire.
pub(crate) fn day(millis: i64) -> Day {
    moment(millis).day
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_eight_hours_ahead_of_utc() {
        let moment = 1_772_380_799_123; // 2026-03-01T15:59:59.123Z
        assert_eq!(stamp(moment), "20260301235959");
        assert_eq!(long_stamp(moment), "20260301235959123");
        assert_eq!(day(-1).to_string(), "1970-01-01");
        assert_eq!(day(-AHEAD - 1).to_string(), "1969-12-31");
    }
}
