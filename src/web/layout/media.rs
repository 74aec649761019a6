//! Files that a territory supplies: its logo, a photo of each entrance, a page read aloud. Read once, when the service
//! starts, so that nothing a browser asks for is ever looked up in a folder.
//!
//! `FOLDER/TERRITORY/logo.svg` (or `.png`), `FOLDER/TERRITORY/sites/SITE.jpg` (or `.png`, `.webp`),
//! `FOLDER/TERRITORY/audio/LANGUAGE/SCREEN.opus` (or `.mp3`), each named by keys.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use axum::body::Bytes;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use crate::text::Catalogue;
use crate::web::routes;

/// Most bytes of a logo: it is part of the first view.
const LOGO: usize = 16 * 1024;
/// Most bytes of a photo: it comes when it is scrolled to.
const PHOTO: usize = 64 * 1024;
/// Most bytes of a page read aloud: 30 kB are 15 seconds of Opus.
const AUDIO: usize = 96 * 1024;

/// What is kept under a name.
#[derive(Clone, Debug)]
struct File {
    /// Digest and extension: the same name is the same file for ever.
    name: String,
    media_type: &'static str,
    bytes: Bytes,
}

/// The files of every territory.
#[derive(Clone, Debug, Default)]
pub struct Media {
    /// By what they are: `TERRITORY/logo`, `TERRITORY/sites/SITE`, `TERRITORY/audio/LANGUAGE/SCREEN`.
    files: BTreeMap<String, File>,
}

/// A file that is not shown, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// The file.
    pub file: PathBuf,
    /// What is wrong, and what to do.
    pub why: String,
}

impl Media {
    /// The files in `folder`, and those that are not shown: too large, or not what their name says.
    ///
    /// # Errors
    /// [`io::Error`] when the folder cannot be read.
    pub fn read(folder: &Path) -> io::Result<(Self, Vec<LeftOut>)> {
        let (mut media, mut left_out) = (Self::default(), Vec::new());
        for territory in folders(folder)? {
            let mut take = |folder: &Path, prefix: &str, most: usize, kinds: &[MediaKind]| {
                media.take(folder, prefix, most, kinds, &mut left_out)
            };
            let key = name_of(&territory);
            take(&territory, &key, LOGO, &[SVG, PNG])?;
            take(&territory.join("sites"), &format!("{key}/sites"), PHOTO, &[JPEG, PNG, WEBP])?;
            for language in folders(&territory.join("audio"))? {
                let prefix = format!("{key}/audio/{}", name_of(&language));
                take(&language, &prefix, AUDIO, &[OPUS, MP3])?;
            }
        }
        Ok((media, left_out))
    }

    fn take(
        &mut self,
        folder: &Path,
        prefix: &str,
        most: usize,
        kinds: &[MediaKind],
        left_out: &mut Vec<LeftOut>,
    ) -> io::Result<()> {
        for path in entries(folder)?.into_iter().filter(|path| path.is_file()) {
            match read(&path, most, kinds) {
                Ok((kind, bytes)) => {
                    let stem = path.file_stem().map(|stem| stem.to_string_lossy()).unwrap_or_default();
                    let digest = URL_SAFE_NO_PAD.encode(&Sha256::digest(&bytes)[..15]);
                    let file = File {
                        name: format!("{digest}.{}", kind.extension),
                        media_type: kind.media_type,
                        bytes: bytes.into(),
                    };
                    self.files.insert(format!("{prefix}/{stem}"), file);
                }
                Err(why) => left_out.push(LeftOut { file: path, why }),
            }
        }
        Ok(())
    }

    /// The file of that name: its media type and its bytes.
    #[must_use]
    pub fn file(&self, name: &str) -> Option<(&'static str, Bytes)> {
        let file = self.files.values().find(|file| file.name == name)?;
        Some((file.media_type, file.bytes.clone()))
    }

    fn address(&self, what: &str) -> Option<String> {
        self.files.get(what).map(|file| routes::media(&file.name))
    }

    /// The address of the logo.
    #[must_use]
    pub fn logo(&self, territory: &str) -> Option<String> {
        self.address(&format!("{territory}/logo"))
    }

    /// The address of the photo of a site's entrance.
    #[must_use]
    pub fn photo(&self, territory: &str, site: &str) -> Option<String> {
        self.address(&format!("{territory}/sites/{site}"))
    }

    /// The address of a screen read aloud in the language of `text`; French is spoken for easy French too.
    #[must_use]
    pub fn audio(&self, territory: &str, text: &Catalogue, screen: &str) -> Option<String> {
        let of = |language: &str| self.address(&format!("{territory}/audio/{language}/{screen}"));
        of(text.code()).or_else(|| of(text.language()))
    }
}

/// A kind of file, and what each of them begins with.
#[derive(Clone, Copy)]
struct MediaKind {
    extension: &'static str,
    media_type: &'static str,
    begins: &'static [&'static [u8]],
}

const SVG: MediaKind =
    MediaKind { extension: "svg", media_type: "image/svg+xml", begins: &[b"<svg", b"<?xml"] };
const PNG: MediaKind =
    MediaKind { extension: "png", media_type: "image/png", begins: &[b"\x89PNG\r\n\x1a\n"] };
const JPEG: MediaKind = MediaKind { extension: "jpg", media_type: "image/jpeg", begins: &[b"\xff\xd8\xff"] };
const WEBP: MediaKind = MediaKind { extension: "webp", media_type: "image/webp", begins: &[b"RIFF"] };
const OPUS: MediaKind = MediaKind { extension: "opus", media_type: "audio/ogg", begins: &[b"OggS"] };
const MP3: MediaKind =
    MediaKind { extension: "mp3", media_type: "audio/mpeg", begins: &[b"ID3", b"\xff\xfb", b"\xff\xf3"] };

fn read(path: &Path, most: usize, kinds: &[MediaKind]) -> Result<(MediaKind, Vec<u8>), String> {
    let extension = path.extension().map(|extension| extension.to_string_lossy()).unwrap_or_default();
    let kind = kinds.iter().find(|kind| extension == kind.extension).ok_or_else(|| {
        let known: Vec<&str> = kinds.iter().map(|kind| kind.extension).collect();
        format!("its name does not end in .{}", known.join(", ."))
    })?;
    let size = fs::metadata(path).map_err(|error| error.to_string())?.len();
    if size > most as u64 {
        return Err(format!("it has {size} bytes, {most} at most: make it smaller"));
    }
    let bytes = fs::read(path).map_err(|error| error.to_string())?;
    if kind.begins.iter().any(|begin| bytes.starts_with(begin)) {
        Ok((*kind, bytes))
    } else {
        Err(format!("it is not what .{} says", kind.extension))
    }
}

/// The entries of a folder, by name; none when there is no such folder.
fn entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let listed = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        listed => listed?,
    };
    let mut paths = listed.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
}

fn folders(folder: &Path) -> io::Result<Vec<PathBuf>> {
    Ok(entries(folder)?.into_iter().filter(|path| path.is_dir()).collect())
}

fn name_of(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use crate::web::layout::media::*;

    fn put(folder: &Path, file: &str, bytes: &[u8]) {
        let path = folder.join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    #[test]
    fn what_a_territory_supplies_is_found_and_what_is_wrong_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let at = folder.path();
        put(at, "essai/logo.svg", b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
        put(at, "essai/sites/melun.jpg", b"\xff\xd8\xff...");
        put(at, "essai/sites/provins.png", b"<script>");
        put(at, "essai/sites/plan.pdf", b"%PDF");
        put(at, "essai/audio/fr/territory.opus", b"OggS...");
        put(at, "essai/audio/ar/territory.mp3", &[b"ID3".as_slice(), &vec![0; AUDIO]].concat());
        let (media, left_out) = Media::read(at).unwrap();
        assert!(media.logo("essai").unwrap().starts_with("/media/"));
        assert!(media.photo("essai", "melun").is_some());
        let text = |code| Catalogue::for_language(&domain::visit::Language::parse(code).unwrap()).unwrap();
        let audio = |code| media.audio("essai", text(code), "territory");
        assert!(audio("fr").is_some() && audio("fr") == audio("fr-x-falc"));
        assert!(audio("ar").is_none() && media.logo("autre").is_none());
        let why: Vec<String> =
            left_out.iter().map(|left| format!("{}: {}", name_of(&left.file), left.why)).collect();
        assert_eq!(
            why,
            [
                "plan.pdf: its name does not end in .jpg, .png, .webp",
                "provins.png: it is not what .png says",
                "territory.mp3: it has 98307 bytes, 98304 at most: make it smaller",
            ]
        );
    }

    #[test]
    fn without_a_folder_there_is_nothing() {
        let (media, left_out) = Media::read(Path::new("/nowhere/at/all")).unwrap();
        assert!(media.files.is_empty() && left_out.is_empty());
    }
}
