//! The data folder: where this machine keeps its own books, with a word on what it is.

use std::path::{Path, PathBuf};
use std::{fs, io};

/// What stands in a data folder, so that whoever finds it knows what it is.
const ABOUT: &str = "\
共济的数据目录。删除本目录即删除其中的全部数据。
This is the data folder of Gongji (共济). Removing it removes all data in it.
";
/// Version of the folder's layout.
const VERSION: &str = "1\n";
/// A request to try with `gongji settle`.
const EXAMPLE: &str = include_str!("example-bill.json");

/// The user's data folder.
fn user_folder() -> Result<PathBuf, String> {
    let set = |name: &str| std::env::var_os(name).filter(|v| !v.is_empty()).map(PathBuf::from);
    set("GONGJI_DATA")
        .or_else(|| set("XDG_DATA_HOME").map(|dir| dir.join("gongji")))
        .or_else(|| set("HOME").map(|dir| dir.join(".local/share/gongji")))
        .ok_or_else(|| "no data folder: set GONGJI_DATA to a folder of your own".to_string())
}

/// Makes or opens a data folder.
pub(crate) fn folder(given: Option<&Path>) -> Result<PathBuf, String> {
    let path = match given {
        Some(path) => path.to_path_buf(),
        None => user_folder()?,
    };
    let made = || -> io::Result<()> {
        fs::create_dir_all(&path)?;
        let files = [("README.txt", ABOUT), ("VERSION", VERSION), ("example-bill.json", EXAMPLE)];
        for (name, text) in files {
            let file = path.join(name);
            if !file.exists() {
                fs::write(file, text)?;
            }
        }
        Ok(())
    };
    made().map_err(|error| {
        let path = path.display();
        format!("cannot use the data folder '{path}': {error}; give --data or set GONGJI_DATA")
    })?;
    let version = fs::read_to_string(path.join("VERSION")).unwrap_or_default();
    if version.trim() != VERSION.trim() {
        let (path, version) = (path.display(), version.trim());
        return Err(format!(
            "the data folder '{path}' has version '{version}', this program reads {}; give another",
            VERSION.trim()
        ));
    }
    Ok(path)
}
