//! Ids: everything that has a number has its own type, all kinds in one list.

use std::fmt;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub String);

        impl $name {
            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                $name(text.to_string())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }
    )*};
}

ids! {
    /// An insured person (参保人).
    PersonId,
    /// A bill (结算单).
    BillId,
    /// A pooling area (统筹区), by its six-digit administrative code.
    AreaCode,
    /// A fund (基金).
    FundId,
    /// An account of a fund's books (会计科目).
    AccountId,
}
