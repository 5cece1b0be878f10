//! Tables (分组方案数据表): the files of a scheme as texts, by their names.

use std::collections::BTreeMap;

/// The texts of a scheme's folder. Files of other names are no harm.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tables {
    texts: BTreeMap<String, String>,
}

impl Tables {
    /// No text yet.
    pub fn new() -> Tables {
        Tables::default()
    }

    /// Adds a file, or puts another text in its place.
    pub fn add(&mut self, name: &str, text: String) {
        self.texts.insert(name.to_string(), text);
    }

    /// With a file more.
    pub fn with(mut self, name: &str, text: &str) -> Tables {
        self.add(name, text.to_string());
        self
    }

    /// The text of a file, without a byte order mark.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.texts.get(name).map(|text| text.trim_start_matches('\u{feff}'))
    }

    /// Names that a scheme knows: first those that must be there, then those that may be.
    pub const NAMES: [&str; 16] = [
        "mdc_dx.csv",
        "adrg_dx.csv",
        "adrg_op.csv",
        "adrg_mdc_rule_order.csv",
        "MCC.dat",
        "CC.dat",
        "CCE.dat",
        "DRG.dat",
        "SS_VALID.dat",
        "ZD_INFO.dat",
        "SS_INFO.dat",
        "ZD_MAP.dat",
        "SS_MAP.dat",
        "mdcz_trauma_sites.csv",
        "main_swap.csv",
        "dx_sex.csv",
    ];
}
