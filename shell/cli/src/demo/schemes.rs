//! Made-up grouping schemes (虚构分组方案) of two years with cases, for whoever wants to try: small, of no
//! city, and clearly named so. They are data of the demo; the grouper knows no scheme.

use std::fs;
use std::path::Path;

/// The folder of schemes in a data folder.
pub(crate) const FOLDER: &str = "schemes";
/// The folder in which they are made.
const MAKING: &str = "schemes.making";

macro_rules! texts {
    ($($path:literal),* $(,)?) => {
        &[$(($path, include_str!(concat!("schemes/", $path)))),*]
    };
}

/// All files, with their texts.
const FILES: &[(&str, &str)] = texts![
    "cases.csv",
    "2025/mdc_dx.csv",
    "2025/adrg_dx.csv",
    "2025/adrg_op.csv",
    "2025/adrg_mdc_rule_order.csv",
    "2025/MCC.dat",
    "2025/CC.dat",
    "2025/CCE.dat",
    "2025/DRG.dat",
    "2025/SS_VALID.dat",
    "2025/ZD_INFO.dat",
    "2025/SS_INFO.dat",
    "2025/mdcz_trauma_sites.csv",
    "2025/scheme.toml",
    "2026/mdc_dx.csv",
    "2026/adrg_dx.csv",
    "2026/adrg_op.csv",
    "2026/adrg_mdc_rule_order.csv",
    "2026/MCC.dat",
    "2026/CC.dat",
    "2026/CCE.dat",
    "2026/DRG.dat",
    "2026/SS_VALID.dat",
    "2026/ZD_INFO.dat",
    "2026/SS_INFO.dat",
    "2026/mdcz_trauma_sites.csv",
    "2026/scheme.toml",
];

/// Writes them into a data folder, unless it has schemes.
pub(crate) fn write(data: &Path) -> Result<(), String> {
    let folder = data.join(FOLDER);
    if folder.exists() {
        return Ok(());
    }
    // Made beside and moved into place: a start that is broken off leaves no half scheme.
    let making = data.join(MAKING);
    let unmade =
        |what: &Path, error: std::io::Error| format!("cannot write '{}': {error}", what.display());
    if making.exists() {
        fs::remove_dir_all(&making).map_err(|error| unmade(&making, error))?;
    }
    for (path, text) in FILES {
        let path = making.join(path);
        let made = path.parent().map_or(Ok(()), fs::create_dir_all);
        made.and_then(|()| fs::write(&path, text)).map_err(|error| unmade(&path, error))?;
    }
    fs::rename(&making, &folder).map_err(|error| unmade(&folder, error))
}
