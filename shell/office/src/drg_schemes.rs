//! Grouping schemes (分组方案) as folders: several side by side, found by name, or by area and day.

use crate::drg_settings::drg_settings;
use payment::drg::{Atlas, Finding, Scheme, Settings, Severity, Tables};
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use units::Day;

/// The file of settings.
const SETTINGS: &str = "scheme.toml";
/// Cases beside the schemes.
const CASES: &str = "cases.csv";

/// Why a scheme cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SchemeError {
    /// The folder or a file of it.
    #[error("{path}: {message}")]
    Unreadable {
        /// Where.
        path: String,
        /// Why.
        message: String,
    },
    /// The settings.
    #[error("{path}: {message}")]
    Settings {
        /// The file.
        path: String,
        /// What is wrong, with its line.
        message: String,
    },
    /// The tables: all that is wrong.
    #[error("{folder}: {} (gongji drg check tells all)", first(findings))]
    Tables {
        /// The folder.
        folder: String,
        /// What is wrong.
        findings: Vec<Finding>,
    },
}

fn first(findings: &[Finding]) -> String {
    let wrong = findings.iter().filter(|finding| finding.severity == Severity::Error);
    let (mut wrong, count) = (wrong.clone(), wrong.count());
    let first = wrong.next().map_or_else(String::new, Finding::to_string);
    if count > 1 { format!("{first}, and {} more", count - 1) } else { first }
}

/// The texts of a scheme, not yet compiled.
#[derive(Debug, Clone)]
pub struct SchemeTexts {
    /// The folder.
    pub folder: PathBuf,
    /// What the tables do not say.
    pub settings: Settings,
    /// The tables.
    pub tables: Tables,
}

/// A scheme ready to group.
#[derive(Debug)]
pub struct DrgScheme {
    /// The name of its folder.
    pub name: String,
    /// Where it came from.
    pub texts: SchemeTexts,
    /// The first day on which it holds, if it says one.
    pub from: Option<Day>,
    /// The last day.
    pub to: Option<Day>,
    /// Compiled.
    pub scheme: Scheme,
    atlas: OnceLock<Atlas>,
}

fn read(path: &Path) -> Result<Option<String>, SchemeError> {
    let told =
        |message: String| SchemeError::Unreadable { path: path.display().to_string(), message };
    match fs::read(path) {
        Ok(bytes) => String::from_utf8(bytes).map(Some).map_err(|error| {
            let bytes = error.as_bytes();
            let good = error.utf8_error().valid_up_to();
            let line = bytes[..good].iter().filter(|byte| **byte == b'\n').count() + 1;
            told(format!("line {line} is not UTF-8; save the file as UTF-8"))
        }),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(told(error.to_string())),
    }
}

impl SchemeTexts {
    /// Reads a folder; `config` takes the place of its `scheme.toml`.
    pub fn read(folder: &Path, config: Option<&Path>) -> Result<SchemeTexts, SchemeError> {
        if !folder.is_dir() {
            let message = "there is no such folder; give the folder of a scheme".to_string();
            return Err(SchemeError::Unreadable { path: folder.display().to_string(), message });
        }
        let path = config.map_or_else(|| folder.join(SETTINGS), Path::to_path_buf);
        let text = match (read(&path)?, config) {
            (None, Some(path)) => {
                let message = "there is no such file".to_string();
                return Err(SchemeError::Unreadable { path: path.display().to_string(), message });
            }
            (text, _) => text.unwrap_or_default(),
        };
        let settings = drg_settings(text.trim_start_matches('\u{feff}'));
        let settings = settings.map_err(|message| SchemeError::Settings {
            path: path.display().to_string(),
            message,
        })?;
        let mut tables = Tables::new();
        for name in Tables::NAMES {
            if let Some(text) = read(&folder.join(name))? {
                tables.add(name, text);
            }
        }
        Ok(SchemeTexts { folder: folder.to_path_buf(), settings, tables })
    }

    /// Compiles it.
    pub fn compile(self) -> Result<DrgScheme, SchemeError> {
        let folder = self.folder.display().to_string();
        let day = |key: &str, text: &str| match text {
            "" => Ok(None),
            text => Day::parse(text).map(Some).map_err(|error| SchemeError::Settings {
                path: self.folder.join(SETTINGS).display().to_string(),
                message: format!("{key}: {error}"),
            }),
        };
        let (from, to) = (day("from", &self.settings.from)?, day("to", &self.settings.to)?);
        let scheme = Scheme::read(&self.settings, &self.tables)
            .map_err(|findings| SchemeError::Tables { folder, findings })?;
        let name = self.folder.file_name().map(|name| name.to_string_lossy().into_owned());
        Ok(DrgScheme {
            name: name.unwrap_or_default(),
            texts: self,
            from,
            to,
            scheme,
            atlas: OnceLock::new(),
        })
    }
}

impl DrgScheme {
    /// Reads and compiles a folder.
    pub fn open(folder: &Path, config: Option<&Path>) -> Result<DrgScheme, SchemeError> {
        SchemeTexts::read(folder, config)?.compile()
    }

    /// The same to look around in; made when it is first asked for.
    pub fn atlas(&self) -> &Atlas {
        self.atlas.get_or_init(|| Atlas::of(&self.texts.settings, &self.texts.tables))
    }

    /// Its title: name and version, or the folder.
    pub fn title(&self) -> String {
        let settings = &self.texts.settings;
        match (settings.name.as_str(), settings.version.as_str()) {
            ("", _) => self.name.clone(),
            (name, "") => name.to_string(),
            (name, version) => format!("{name} {version}"),
        }
    }

    /// Whether it holds on a day.
    pub fn holds(&self, day: Day) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }
}

/// All schemes of a folder of folders.
#[derive(Debug, Clone, Default)]
pub struct DrgSchemes {
    all: Vec<Arc<DrgScheme>>,
    /// Cases to try them on, if the folder has a `cases.csv`.
    cases: Option<Arc<Vec<u8>>>,
    wrong: Vec<String>,
}

impl DrgSchemes {
    /// Opens each folder in it that has tables; what cannot be used is told beside the others. A folder
    /// that is not there holds none.
    pub fn open(folder: &Path) -> DrgSchemes {
        let mut schemes = DrgSchemes::default();
        let mut folders: Vec<PathBuf> = match fs::read_dir(folder) {
            Ok(entries) => entries.flatten().map(|entry| entry.path()).collect(),
            Err(error) if error.kind() == ErrorKind::NotFound => Vec::new(),
            Err(error) => {
                schemes.wrong.push(format!("{}: {error}", folder.display()));
                Vec::new()
            }
        };
        // A folder of tables is a scheme itself.
        folders.push(folder.to_path_buf());
        folders.retain(|path| path.join(Tables::NAMES[0]).exists());
        folders.sort();
        for folder in folders {
            match DrgScheme::open(&folder, None) {
                Ok(scheme) => schemes.all.push(Arc::new(scheme)),
                Err(error) => schemes.wrong.push(error.to_string()),
            }
        }
        let cases = folder.join(CASES);
        match fs::read(&cases) {
            Ok(bytes) => schemes.cases = Some(Arc::new(bytes)),
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => schemes.wrong.push(format!("{}: {error}", cases.display())),
        }
        schemes
    }

    /// What could not be used, and why.
    pub fn wrong(&self) -> &[String] {
        &self.wrong
    }

    /// Cases to try schemes on.
    pub fn cases(&self) -> Option<&Arc<Vec<u8>>> {
        self.cases.as_ref()
    }

    /// All, in the order of their names.
    pub fn all(&self) -> &[Arc<DrgScheme>] {
        &self.all
    }

    /// One by the name of its folder.
    pub fn named(&self, name: &str) -> Option<&Arc<DrgScheme>> {
        self.all.iter().find(|scheme| scheme.name == name)
    }

    /// The one that holds in an area on a day. One that names the area goes before one for all; of
    /// several the one that began last.
    pub fn on(&self, area: &str, day: Day) -> Option<&Arc<DrgScheme>> {
        let of = |scheme: &&Arc<DrgScheme>| {
            let own = scheme.texts.settings.area.as_str();
            own.is_empty() || own == area
        };
        let holds = self.all.iter().filter(of).filter(|scheme| scheme.holds(day));
        holds.max_by_key(|scheme| (scheme.texts.settings.area == area, scheme.from))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Schemes by name, area, first and last day, with the tables of a made-up one.
    fn schemes(all: &[(&str, &str, &str, &str)]) -> (PathBuf, DrgSchemes) {
        let name = format!("gongji-schemes-{}-{}", std::process::id(), all.len());
        let top = std::env::temp_dir().join(name);
        let made = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../cli/src/demo/schemes/2025"));
        for (name, area, from, to) in all {
            let folder = top.join(name);
            fs::create_dir_all(&folder).expect("a folder");
            for table in fs::read_dir(made).expect("tables").flatten() {
                fs::copy(table.path(), folder.join(table.file_name())).expect("copied");
            }
            let order = "order = [\"A\", \"P\", \"Z\", \"B\", \"E\", \"F\", \"G\", \"H\", \"I\", \"K\", \"L\", \"O\"]";
            let text = format!("area = \"{area}\"\nfrom = \"{from}\"\nto = \"{to}\"\n{order}\n");
            fs::write(folder.join(SETTINGS), text).expect("written");
        }
        let schemes = DrgSchemes::open(&top);
        (top, schemes)
    }

    #[test]
    fn the_scheme_of_an_area_and_a_day_is_found() {
        let (top, schemes) = schemes(&[
            ("a", "", "2024-01-01", "2025-12-31"),
            ("b", "", "2026-01-01", ""),
            ("c", "440700", "2026-07-01", ""),
            ("d", "440700", "2027-xx", ""),
        ]);
        let on = |area: &str, day: &str| {
            let day = Day::parse(day).expect("a day");
            schemes.on(area, day).map(|scheme| scheme.name.clone())
        };
        assert_eq!(on("440700", "2023-12-31"), None);
        assert_eq!(on("440700", "2025-12-31").as_deref(), Some("a"));
        assert_eq!(on("440700", "2026-06-30").as_deref(), Some("b"));
        assert_eq!(on("440700", "2026-07-01").as_deref(), Some("c"), "its own goes first");
        assert_eq!(on("411600", "2026-07-01").as_deref(), Some("b"));
        let [wrong] = schemes.wrong() else { panic!("{:?}", schemes.wrong()) };
        assert!(wrong.contains("d/scheme.toml") && wrong.contains("2027-xx"), "{wrong}");
        let alone = DrgSchemes::open(&top.join("b"));
        assert_eq!(alone.named("b").map(|scheme| scheme.name.as_str()), Some("b"));
        fs::remove_dir_all(top).expect("removed");
    }
}
