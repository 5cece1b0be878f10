//! Moments (日期时间) of the interface: a day and a time of day in the legal time of the land (UTC+8).

use std::fmt;
use units::Day;

/// A moment, to the second.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment {
    /// The day.
    pub day: Day,
    /// Seconds since the day began.
    pub second: u32,
}

impl Moment {
    /// Reads `2026-03-01 08:30:00` and nothing else.
    pub fn parse(text: &str) -> Option<Moment> {
        let (day, time) = text.split_once(' ')?;
        let shape = time.len() == 8
            && time.bytes().enumerate().all(|(i, byte)| match i {
                2 | 5 => byte == b':',
                _ => byte.is_ascii_digit(),
            });
        if !shape {
            return None;
        }
        let mut second = 0;
        for (part, most) in time.split(':').zip([24, 60, 60]) {
            let part: u32 = part.parse().ok().filter(|part| *part < most)?;
            second = second * 60 + part;
        }
        Some(Moment { day: Day::parse(day).ok()?, second })
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (hour, minute, second) = (self.second / 3600, self.second / 60 % 60, self.second % 60);
        f.pad(&format!("{} {hour:02}:{minute:02}:{second:02}", self.day))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_real_moments_are_read() {
        for good in ["2024-02-29 23:59:59", "2026-03-01 00:00:00", "2026-03-01 08:30:07"] {
            assert_eq!(Moment::parse(good).map(|m| m.to_string()), Some(good.to_string()));
        }
        for bad in [
            "2025-02-29 00:00:00",
            "2026-03-01",
            "2026-03-01T00:00:00",
            "2026-03-01 24:00:00",
            "2026-03-01 00:60:00",
            "2026-03-01 00:00:60",
            "2026-03-01 0:00:00",
            "2026-03-01  00:00:00",
            "2026-03-01 00:00:00 ",
            "2026-03-01 00:00:0一",
            "",
        ] {
            assert_eq!(Moment::parse(bad), None, "{bad}");
        }
    }
}
