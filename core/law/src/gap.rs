//! Gaps: why a value has no answer, and what to do.

use crate::entry::Place;
use crate::fact::Fact;
use std::fmt;
use units::Day;

/// Why a value has no answer.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gap {
    /// The law says that nobody has read the figure.
    Unread(Place),
    /// The bill does not state a fact that matters.
    Unstated(Fact, Place),
    /// No row of a table matches.
    NoRow(Place),
    /// More than one row matches; the first two.
    TwoRows([Place; 2]),
    /// A name has no entry on the day.
    NotInForce(String, Day, Place),
    /// An amount meets a rate, or `none` is reckoned with.
    Mismatch(Place),
    /// The end is not whole and the law does not say how to round it.
    Unrounded(Place),
    /// A figure larger than any bill.
    TooLarge(Place),
    /// References run in a circle, or too deep.
    Circle(Place),
    /// A measure of the bill, or the person's conditions, are not at hand here.
    NoBill(Place),
}

impl Gap {
    /// Where in the law.
    pub fn place(&self) -> &Place {
        match self {
            Gap::Unread(place)
            | Gap::Unstated(_, place)
            | Gap::NoRow(place)
            | Gap::TwoRows([place, _])
            | Gap::NotInForce(_, _, place)
            | Gap::Mismatch(place)
            | Gap::Unrounded(place)
            | Gap::TooLarge(place)
            | Gap::Circle(place)
            | Gap::NoBill(place) => place,
        }
    }
}

/// One sentence each, with what to do.
impl fmt::Display for Gap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Gap::Unread(place) => write!(
                f,
                "the law says here that nobody has read this figure ({place}); enter it with its document and article"
            ),
            Gap::Unstated(fact, place) => write!(
                f,
                "the answer depends on '{}' ({place}), and the bill does not state it; state it: {}",
                fact.name(),
                stated_by(*fact)
            ),
            Gap::NoRow(place) => write!(f, "no row of the table matches ({place}); add one"),
            Gap::TwoRows([one, other]) => write!(
                f,
                "two rows of the table match ({one} and {other}); make them exclude each other"
            ),
            Gap::NotInForce(name, day, place) => {
                write!(f, "'{name}' has no entry for {day} ({place}); add a dated entry")
            }
            Gap::Mismatch(place) => write!(
                f,
                "an amount stands where a rate belongs, or a rate where an amount does, or \"none\" is reckoned with ({place}); mend it"
            ),
            Gap::Unrounded(place) => write!(
                f,
                "the value is not whole here and the law does not say how to round it ({place}); add 'round'"
            ),
            Gap::TooLarge(place) => {
                write!(f, "the figure is larger than any bill ({place}); mend it")
            }
            Gap::Circle(place) => {
                write!(f, "the values refer to each other in a circle ({place}); break it")
            }
            Gap::NoBill(place) => {
                write!(
                    f,
                    "the value needs a bill, or registered conditions ({place}), and there are none here"
                )
            }
        }
    }
}

/// Where a request states a fact.
fn stated_by(fact: Fact) -> &'static str {
    match fact {
        Fact::Insurance => "'insurance' of the person",
        Fact::Status => "'status' of the person",
        Fact::Class => "'classes' of the person",
        Fact::Tier => "'tier' of the person",
        Fact::Age => "'born' or 'age' of the person",
        Fact::Diseases => "'conditions' of the person",
        Fact::YearsEnrolled => "'years_enrolled' of the person",
        Fact::Care => "'care' of the bill",
        Fact::Condition => "'condition' of the bill",
        Fact::Registered => "'condition' of the bill and 'conditions' of the person",
        Fact::Filing => "'filing' of the bill",
        Fact::Level => "'level' of the institution",
        Fact::Rank => "'rank' of the institution",
        Fact::Kind => "'kind' of the institution",
        Fact::Place => "'place' of the institution",
        Fact::Chosen => "'chosen' of the institution",
        Fact::Designated => "'designated' of the institution",
        Fact::Group => "'groups' beside the bill's totals, or 'group' of a line",
        Fact::Stay | Fact::Visit => "a counter of the law gives it: add [[counter]]",
        Fact::Band | Fact::Label => "it is known only inside a layer's share",
    }
}
