//! A maildir: the folder into which a relay delivers mail for us. One file per mail, complete as soon as it is in `new`.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// Most mails taken at once.
const AT_ONCE: usize = 100;

/// A maildir of ours.
#[derive(Clone, Debug)]
pub struct Maildir {
    dir: PathBuf,
}

/// One mail in it.
#[derive(Clone, Debug)]
pub struct MaildirEntry {
    path: PathBuf,
}

impl Maildir {
    /// The maildir `dir`, with its three folders when they are not there yet.
    ///
    /// # Errors
    /// When they cannot be made.
    pub fn new(dir: impl Into<PathBuf>) -> io::Result<Self> {
        let dir = dir.into();
        for part in ["new", "cur", "tmp"] {
            fs::create_dir_all(dir.join(part))?;
        }
        Ok(Self { dir })
    }

    /// The mails that have come, the oldest first as their names say, a hundred at most.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn new_mails(&self) -> io::Result<Vec<MaildirEntry>> {
        let mut paths: Vec<PathBuf> = Vec::new();
        for entry in fs::read_dir(self.dir.join("new"))? {
            let entry = entry?;
            let hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
            if !hidden && entry.file_type()?.is_file() {
                paths.push(entry.path());
            }
        }
        paths.sort_unstable();
        paths.truncate(AT_ONCE);
        Ok(paths.into_iter().map(|path| MaildirEntry { path }).collect())
    }

    /// Sets a mail aside for people: it is there for any mail program that opens this maildir.
    ///
    /// # Errors
    /// When it cannot be moved.
    pub fn set_aside(&self, entry: &MaildirEntry) -> io::Result<()> {
        let mut name = entry.path.file_name().unwrap_or_default().to_owned();
        name.push(":2,");
        fs::rename(&entry.path, self.dir.join("cur").join(name))
    }
}

impl MaildirEntry {
    /// Its bytes, `most` and one more at most: who finds more than `most` knows that it is larger.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn bytes(&self, most: usize) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let limit = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1);
        File::open(&self.path)?.take(limit).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// Takes it away, once what it says is written down.
    ///
    /// # Errors
    /// When it cannot be taken away.
    pub fn remove(&self) -> io::Result<()> {
        fs::remove_file(&self.path)
    }

    /// Where it stands.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mails_are_taken_in_order_removed_or_set_aside() {
        let dir = tempfile::tempdir().unwrap();
        let maildir = Maildir::new(dir.path().join("in")).unwrap();
        for name in ["2.b", "1.a", ".hidden"] {
            fs::write(dir.path().join("in/new").join(name), name).unwrap();
        }
        let mails = maildir.new_mails().unwrap();
        let texts: Vec<_> = mails.iter().map(|mail| mail.bytes(10).unwrap()).collect();
        assert_eq!(texts, [b"1.a".to_vec(), b"2.b".to_vec()]);
        assert_eq!(mails[0].bytes(1).unwrap().len(), 2, "one more than allowed tells that there is more");
        mails[0].remove().unwrap();
        maildir.set_aside(&mails[1]).unwrap();
        assert!(maildir.new_mails().unwrap().is_empty());
        assert_eq!(fs::read_to_string(dir.path().join("in/cur/2.b:2,")).unwrap(), "2.b");
    }
}
