//! Times as people read them.

use jiff::{Timestamp, ZonedDateTime, tz::TimeZone};

/// A time by the clock of this machine: `14:02`, and with the day before it if that is not today.
pub fn local_time(at: Timestamp) -> String {
    let zone = TimeZone::system();
    by_clock(
        &at.to_zoned_datetime(zone.clone()),
        &Timestamp::now().to_zoned_datetime(zone),
    )
}

fn by_clock(at: &ZonedDateTime, now: &ZonedDateTime) -> String {
    let (hour, minute) = (at.hour(), at.minute());
    if at.date() == now.date() {
        format!("{hour:02}:{minute:02}")
    } else {
        format!("{} {hour:02}:{minute:02}", at.date())
    }
}

#[cfg(test)]
mod tests {
    use jiff::tz;

    use super::*;

    #[test]
    fn the_day_is_said_of_other_days() {
        let zone = tz::offset(1).to_time_zone();
        let at = |time: &str| {
            time.parse::<Timestamp>()
                .expect("a time")
                .to_zoned_datetime(zone.clone())
        };
        let evening = at("2026-03-04T22:02:59Z");
        assert_eq!(by_clock(&evening, &at("2026-03-04T22:59:00Z")), "23:02");
        assert_eq!(by_clock(&evening, &at("2026-03-04T23:01:00Z")), "2026-03-04 23:02");
    }
}
