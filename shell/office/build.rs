//! Puts the shipped law and the published examples into the binary, as texts with their paths.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn collect(dir: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(dir)?.map(|entry| entry.map(|e| e.path())).collect::<Result<_, _>>()?;
    entries.sort();
    for path in entries {
        if path.is_dir() {
            collect(&path, files)?;
        } else if path.extension().is_some_and(|ext| ext == "toml") {
            files.push(path);
        }
    }
    Ok(())
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("../..").canonicalize()?;
    let mut code = String::new();
    for (name, folder) in [("LAW", "law"), ("EXAMPLES", "tests/examples")] {
        let top = root.join(folder);
        println!("cargo::rerun-if-changed={}", top.display());
        let mut files = Vec::new();
        collect(&top, &mut files)?;
        writeln!(code, "pub(crate) const {name}: &[(&str, &str)] = &[")?;
        for file in files {
            println!("cargo::rerun-if-changed={}", file.display());
            let path = file.strip_prefix(&top)?.to_str().ok_or("a path is not UTF-8")?;
            writeln!(code, "    ({path:?}, include_str!({:?})),", file.to_str())?;
        }
        writeln!(code, "];")?;
    }
    let code = code.replace("include_str!(Some(", "include_str!(").replace(")),\n", "),\n");
    fs::write(PathBuf::from(env::var("OUT_DIR")?).join("texts.rs"), code)?;
    Ok(())
}
