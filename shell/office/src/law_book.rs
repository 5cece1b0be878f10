//! The law book: the texts of a law folder, read, checked and made ready to decide.

use crate::plans::{self, Plan};
use crate::texts;
use benefit::Engine;
use law::{Area, Finding, Law, Text};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::{fs, io};

/// Where the law comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LawSource {
    /// The law inside the binary.
    Embedded,
    /// A folder of area folders, or one area folder.
    Folder(PathBuf),
}

/// Why a law cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum LawError {
    /// The folder cannot be read.
    #[error("cannot read the law in '{path}': {error}; give --law a folder with area folders")]
    Folder {
        /// The folder or file.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
    /// There is no area in it.
    #[error(
        "there is no area.toml in '{0}'; give --law a folder of area folders, or one area folder"
    )]
    Empty(PathBuf),
    /// It does not read.
    #[error("the law does not read:\n{}", lines(.0))]
    Unreadable(Vec<Finding>),
    /// A law that was kept does not read.
    #[error("a law that was kept in the books does not read: {0}; run gongji verify")]
    Kept(String),
    /// It has no such area.
    #[error("no area '{0}'; there are: {1}")]
    NoArea(String, String),
    /// The rules of an area cannot be made ready.
    #[error(transparent)]
    Unready(#[from] benefit::Unready),
}

fn lines(findings: &[Finding]) -> String {
    findings.iter().map(Finding::to_string).collect::<Vec<_>>().join("\n")
}

/// A text of a case file, with the area folder it belongs to.
#[derive(Debug, Clone)]
pub struct CaseText {
    /// Area code.
    pub area: String,
    /// Path for messages.
    pub path: String,
    /// What stands in it.
    pub text: String,
}

/// A law with its cases.
#[derive(Debug, Clone)]
pub struct LawBook {
    /// All areas.
    pub areas: Vec<Arc<Area>>,
    /// What could not be read.
    pub findings: Vec<Finding>,
    /// Worked cases beside the areas.
    pub cases: Vec<CaseText>,
    /// Five-year plans beside the areas.
    pub plans: Vec<Plan>,
    engines: BTreeMap<String, Engine>,
    rules: Vec<Text>,
}

impl LawBook {
    /// Reads a law; findings stand in the book.
    pub fn open(source: &LawSource) -> Result<LawBook, LawError> {
        let texts = match source {
            LawSource::Embedded => embedded(texts::LAW),
            LawSource::Folder(path) => folder(path)?,
        };
        let book = LawBook::from_texts(texts);
        match source {
            LawSource::Folder(path) if book.areas.is_empty() && book.findings.is_empty() => {
                Err(LawError::Empty(path.clone()))
            }
            _ => Ok(book),
        }
    }

    /// A book of texts that are already at hand.
    pub fn from_texts(mut texts: Vec<Text>) -> LawBook {
        if !texts.iter().any(|t| t.folder == "national") {
            texts.extend(embedded(texts::LAW).into_iter().filter(|t| t.folder == "national"));
        }
        let is_case = |t: &Text| t.path.split('/').rev().nth(1) == Some("cases");
        let (plans, texts): (Vec<Text>, Vec<Text>) =
            texts.into_iter().partition(|text| text.folder == plans::FOLDER);
        let (cases, rules): (Vec<Text>, Vec<Text>) = texts.into_iter().partition(is_case);
        let (Law { areas }, mut findings) = law::read_law(&rules);
        let plans = plans.iter().filter_map(|text| match plans::read(text) {
            Ok(plan) => Some(plan),
            Err(finding) => {
                findings.push(finding);
                None
            }
        });
        let plans = plans.collect();
        let codes: BTreeMap<&str, String> = areas
            .iter()
            .filter_map(|area| {
                let text = rules.iter().find(|t| t.path == area.place.file)?;
                Some((text.folder.as_str(), area.code.0.clone()))
            })
            .collect();
        let cases = cases
            .into_iter()
            .map(|t| CaseText {
                area: codes.get(t.folder.as_str()).cloned().unwrap_or_default(),
                path: t.path,
                text: t.text,
            })
            .collect();
        let areas = areas.into_iter().map(Arc::new).collect();
        LawBook { areas, findings, cases, plans, engines: BTreeMap::new(), rules }
    }

    /// The area of a code.
    pub fn area(&self, code: &str) -> Result<&Arc<Area>, LawError> {
        let found = self.areas.iter().find(|area| area.code.as_str() == code);
        found.ok_or_else(|| {
            let all: Vec<String> =
                self.areas.iter().map(|a| format!("{} {}", a.code, a.name.zh)).collect();
            LawError::NoArea(code.to_string(), all.join(", "))
        })
    }

    /// Makes all areas ready to decide; fails on the first thing that cannot be read.
    pub fn make_ready(&mut self) -> Result<(), LawError> {
        if !self.findings.is_empty() {
            return Err(LawError::Unreadable(self.findings.clone()));
        }
        for area in self.areas.clone() {
            self.ready(&area)?;
        }
        Ok(())
    }

    /// Makes one area ready to decide.
    pub fn make_area_ready(&mut self, code: &str) -> Result<(), LawError> {
        if !self.findings.is_empty() {
            return Err(LawError::Unreadable(self.findings.clone()));
        }
        let area = self.area(code)?.clone();
        self.ready(&area)
    }

    fn ready(&mut self, area: &Arc<Area>) -> Result<(), LawError> {
        let report = law::check_area(area);
        if !report.findings.is_empty() {
            return Err(LawError::Unreadable(report.findings));
        }
        self.engines.insert(area.code.0.clone(), Engine::new(area.clone())?);
        Ok(())
    }

    /// The texts that rule an area, the land's and its own, as bytes to be kept for ever: the same
    /// texts give the same bytes wherever they were read from.
    pub fn texts_of(&self, code: &str) -> Result<Vec<u8>, LawError> {
        let area = self.area(code)?;
        let own = self.rules.iter().find(|text| text.path == area.place.file);
        let own = own.map_or("", |text| text.folder.as_str());
        let texts = self.rules.iter().filter(|t| t.folder == own || t.folder == "national");
        let mut texts: Vec<(&str, &str)> =
            texts.map(|text| (inside(text), text.text.as_str())).collect();
        texts.sort_unstable();
        serde_json::to_vec(&texts).map_err(|e| LawError::Kept(e.to_string()))
    }

    /// A book of texts that were kept by [`LawBook::texts_of`].
    pub fn from_kept(bytes: &[u8]) -> Result<LawBook, LawError> {
        let texts: Vec<(String, String)> =
            serde_json::from_slice(bytes).map_err(|e| LawError::Kept(e.to_string()))?;
        let text = |(path, text): (String, String)| Text {
            folder: path.split('/').next().unwrap_or("").to_string(),
            path,
            text,
        };
        let mut book = LawBook::from_texts(texts.into_iter().map(text).collect());
        book.make_ready()?;
        Ok(book)
    }

    /// The engine of an area that was made ready.
    pub fn engine(&self, code: &str) -> Result<&Engine, LawError> {
        self.area(code)?;
        self.engines.get(code).ok_or_else(|| LawError::Unreadable(self.findings.clone()))
    }
}

/// The path of a text from its area folder on.
fn inside(text: &Text) -> &str {
    let start = text.path.rfind(&format!("{}/", text.folder)).unwrap_or(0);
    &text.path[start..]
}

/// Texts inside the binary.
pub(crate) fn embedded(texts: &[(&str, &str)]) -> Vec<Text> {
    texts
        .iter()
        .map(|(path, text)| Text {
            folder: path.split('/').next().unwrap_or("").to_string(),
            path: (*path).to_string(),
            text: (*text).to_string(),
        })
        .collect()
}

fn folder(top: &Path) -> Result<Vec<Text>, LawError> {
    let error = |path: &Path| {
        let path = path.to_path_buf();
        move |error| LawError::Folder { path, error }
    };
    let mut texts = Vec::new();
    if top.join("area.toml").is_file() {
        let canonical = top.canonicalize().map_err(error(top))?;
        let name = canonical.file_name().map_or_else(String::new, |n| n.to_string_lossy().into());
        collect(top, &name, &mut texts)?;
        return Ok(texts);
    }
    for entry in fs::read_dir(top).map_err(error(top))? {
        let path = entry.map_err(error(top))?.path();
        let name = path.file_name().map_or_else(String::new, |n| n.to_string_lossy().into());
        let beside = name == "national" || name == plans::FOLDER;
        if path.is_dir() && (beside || path.join("area.toml").is_file()) {
            collect(&path, &name, &mut texts)?;
        }
    }
    Ok(texts)
}

fn collect(dir: &Path, folder: &str, texts: &mut Vec<Text>) -> Result<(), LawError> {
    let error = |path: &Path| {
        let path = path.to_path_buf();
        move |error| LawError::Folder { path, error }
    };
    let mut paths = Vec::new();
    for entry in fs::read_dir(dir).map_err(error(dir))? {
        paths.push(entry.map_err(error(dir))?.path());
    }
    paths.sort();
    for path in paths {
        if path.is_dir() {
            collect(&path, folder, texts)?;
        } else if path.extension().is_some_and(|ext| ext == "toml") {
            let text = fs::read_to_string(&path).map_err(error(&path))?;
            let path = path.to_string_lossy().replace('\\', "/");
            texts.push(Text { folder: folder.to_string(), path, text });
        }
    }
    Ok(())
}
