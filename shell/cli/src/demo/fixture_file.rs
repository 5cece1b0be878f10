//! The file of ready messages: there whole or not at all. It is made before the region, so that no region
//! is made in vain.

use gateway::fixture::{Ready, Region, fixture};
use std::path::{Path, PathBuf};

/// The file while it is written.
pub(super) struct FixtureFile<'p> {
    path: &'p Path,
    part: PathBuf,
}

impl FixtureFile<'_> {
    /// Begins it.
    pub(super) fn at(path: &Path) -> Result<FixtureFile<'_>, String> {
        let mut name =
            path.file_name().ok_or_else(|| unwritable(path, &"it names no file"))?.to_owned();
        name.push(".part");
        let file = FixtureFile { path, part: path.with_file_name(name) };
        std::fs::write(&file.part, "").map_err(|e| unwritable(path, &e))?;
        Ok(file)
    }

    /// Writes it; how many bytes it has.
    pub(super) fn write(self, region: &Region, ready: &[Ready]) -> Result<usize, String> {
        let text = serde_json::to_string_pretty(&fixture(region, ready));
        let text = format!("{}\n", text.map_err(|e| e.to_string())?);
        let written = std::fs::write(&self.part, &text);
        let named = written.and_then(|()| std::fs::rename(&self.part, self.path));
        named.map_err(|e| unwritable(self.path, &e))?;
        Ok(text.len())
    }
}

impl Drop for FixtureFile<'_> {
    fn drop(&mut self) {
        // After the renaming it is not there any more.
        if self.part.exists()
            && let Err(error) = std::fs::remove_file(&self.part)
        {
            eprintln!("gongji demo: '{}' stays behind: {error}", self.part.display());
        }
    }
}

fn unwritable(path: &Path, why: &impl ToString) -> String {
    let path = path.display();
    format!(
        "cannot write the fixture '{path}': {}; give --fixture a file that can be written",
        why.to_string()
    )
}
