//! Key files: a signing key as PKCS#8 that only its owner may read, its public key beside it.

use crate::{SealError, Sm2Public, Sm2Signer, file};
use sm2::elliptic_curve::zeroize::Zeroizing;
use sm2::pkcs8::{
    DecodePrivateKey, DecodePublicKey, EncodePrivateKey, EncodePublicKey, LineEnding,
};
use sm2::{PublicKey, SecretKey};
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};

/// Why there is no key, in the order in which it is looked at.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// A key is never overwritten: what it signed could not be verified any more.
    #[error(
        "{} is there already and is never overwritten; use it, or name another file for a new key",
        .0.display()
    )]
    Exists(PathBuf),
    /// The file could not be read or written.
    #[error("{}: {what}; look at the folder and at who may use it", .path.display())]
    File {
        /// Which file.
        path: PathBuf,
        /// What the system says.
        #[source]
        what: io::Error,
    },
    /// Others may read the key.
    #[error(
        "{} can be read by others than its owner; a key that others may have read seals nothing. \
         Make a new key, or set its mode to 0600 if you know that nobody did", .0.display()
    )]
    Open(PathBuf),
    /// The file holds no key.
    #[error("{} holds no SM2 key (PEM); put back the right file from its copy", .0.display())]
    Unreadable(PathBuf),
    /// The key itself.
    #[error(transparent)]
    Seal(#[from] SealError),
}

/// Where the public key of a key file stands: the same name with `.pub` behind it.
pub fn public_path(path: &Path) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(".pub");
    PathBuf::from(name)
}

/// Makes a key and writes both files. Neither may be there before.
pub fn create(path: &Path) -> Result<Sm2Signer, KeyError> {
    let beside = public_path(path);
    if let Some(there) = [path, &beside].into_iter().find(|path| path.exists()) {
        return Err(KeyError::Exists(there.to_path_buf()));
    }
    let signer = Sm2Signer::generate()?;
    let secret = signer.secret();
    let text = secret.to_pkcs8_pem(LineEnding::LF).map_err(|_| SealError::Key)?;
    write(path, text.as_bytes(), true)?;
    let text = secret.public_key().to_public_key_pem(LineEnding::LF);
    write(&beside, text.map_err(|_| SealError::Key)?.as_bytes(), false)?;
    Ok(signer)
}

/// Reads a signing key that only its owner may read.
pub fn load(path: &Path) -> Result<Sm2Signer, KeyError> {
    let file = |what| KeyError::File { path: path.to_path_buf(), what };
    if file::is_open_to_others(path).map_err(file)? {
        return Err(KeyError::Open(path.to_path_buf()));
    }
    let text = Zeroizing::new(std::fs::read(path).map_err(file)?);
    let text = str::from_utf8(&text).ok();
    let secret = text.and_then(|text| SecretKey::from_pkcs8_pem(text).ok());
    let secret = secret.ok_or_else(|| KeyError::Unreadable(path.to_path_buf()))?;
    Ok(Sm2Signer::from_secret(secret)?)
}

/// Reads a public key: the file with `.pub`.
pub fn load_public(path: &Path) -> Result<Sm2Public, KeyError> {
    let file = |what| KeyError::File { path: path.to_path_buf(), what };
    let bytes = std::fs::read(path).map_err(file)?;
    let text = str::from_utf8(&bytes).ok();
    let key = text.and_then(|text| PublicKey::from_public_key_pem(text).ok());
    let key = key.ok_or_else(|| KeyError::Unreadable(path.to_path_buf()))?;
    Ok(Sm2Public::from_bytes(&key.to_sec1_bytes())?)
}

fn write(path: &Path, text: &[u8], secret: bool) -> Result<(), KeyError> {
    file::create(path, text, secret).map_err(|what| match what.kind() {
        io::ErrorKind::AlreadyExists => KeyError::Exists(path.to_path_buf()),
        _ => KeyError::File { path: path.to_path_buf(), what },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Signer, Verifier};
    use std::fs;

    #[test]
    fn a_key_is_made_once_and_read_again() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("seal.key");
        let made = create(&path).expect("made");
        let read = load(&path).expect("read");
        let public = load_public(&public_path(&path)).expect("read");
        assert_eq!((made.public(), read.public()), (&public, &public));
        let signature = read.sign(b"text").expect("signed");
        assert_eq!(public.verify(b"text", &signature), Ok(()));
        let before = fs::read(&path).expect("there");
        assert!(before.starts_with(b"-----BEGIN PRIVATE KEY-----"));
        assert!(matches!(create(&path), Err(KeyError::Exists(at)) if at == path));
        fs::remove_file(&path).expect("there");
        assert!(matches!(create(&path), Err(KeyError::Exists(at)) if at == public_path(&path)));
        assert!(!path.exists(), "no key beside a public key of another");
    }

    #[cfg(unix)]
    #[test]
    fn a_key_that_others_may_read_is_refused() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("seal.key");
        create(&path).expect("made");
        let mode = |path: &Path| fs::metadata(path).expect("there").permissions().mode() & 0o777;
        assert_eq!((mode(&path), mode(&public_path(&path)) & 0o600), (0o600, 0o600));
        for open in [0o640, 0o604] {
            fs::set_permissions(&path, fs::Permissions::from_mode(open)).expect("ours");
            let error = load(&path).expect_err("open");
            assert!(error.to_string().contains("can be read by others"), "{error}");
        }
    }

    #[test]
    fn what_is_no_key_is_told() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("seal.key");
        assert!(matches!(load(&path), Err(KeyError::File { .. })));
        assert!(matches!(load_public(&path), Err(KeyError::File { .. })));
        create(&path).expect("made");
        let whole = fs::read_to_string(&path).expect("there");
        for text in ["", "no key", &whole[..whole.len() / 2]] {
            fs::write(&path, text).expect("ours");
            assert!(matches!(load(&path), Err(KeyError::Unreadable(_))), "{text}");
            assert!(matches!(load_public(&path), Err(KeyError::Unreadable(_))), "{text}");
        }
        let nowhere = folder.path().join("none").join("seal.key");
        assert!(matches!(create(&nowhere), Err(KeyError::File { .. })));
    }
}
