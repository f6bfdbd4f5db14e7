//! Reading what is there.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::{Document, ReloadError};

/// The files of each place, with their bytes, in the order of their names.
#[derive(PartialEq, Eq)]
pub(super) struct Found(Vec<Vec<(PathBuf, Vec<u8>)>>);

pub(super) fn find(places: &[PathBuf]) -> Result<Found, ReloadError> {
    places
        .iter()
        .map(|place| {
            let mut files = Vec::new();
            collect(place, &mut files)?;
            Ok(files)
        })
        .collect::<Result<_, _>>()
        .map(Found)
}

fn collect(place: &Path, files: &mut Vec<(PathBuf, Vec<u8>)>) -> Result<(), ReloadError> {
    let unreadable = |error: io::Error| ReloadError::Unreadable {
        path: place.display().to_string(),
        why: error.to_string(),
    };
    if !fs::metadata(place).map_err(unreadable)?.is_dir() {
        files.push((place.to_owned(), fs::read(place).map_err(unreadable)?));
        return Ok(());
    }
    let mut entries = fs::read_dir(place)
        .and_then(|entries| {
            entries
                .map(|entry| entry.map(|entry| entry.path()))
                .collect::<io::Result<Vec<_>>>()
        })
        .map_err(unreadable)?;
    entries.sort();
    for entry in entries {
        // Kubernetes keeps the versions of a mounted document beside it, under names with a dot.
        let hidden = entry
            .file_name()
            .is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
        let wanted = entry.is_dir() || entry.extension().is_some_and(|end| end == "toml");
        if !hidden && wanted {
            collect(&entry, files)?;
        }
    }
    Ok(())
}

impl Found {
    /// The same as text.
    ///
    /// # Errors
    ///
    /// Every file that is not UTF-8.
    pub(super) fn documents(&self) -> Result<Vec<Vec<Document>>, Vec<String>> {
        let mut errors = Vec::new();
        let places = self.0.iter().map(|files| {
            files
                .iter()
                .filter_map(|(path, bytes)| {
                    let name = path.display().to_string();
                    match std::str::from_utf8(bytes) {
                        Ok(text) => Some(Document {
                            text: text.to_owned(),
                            name,
                        }),
                        Err(error) => {
                            let upto = error.valid_up_to();
                            errors.push(format!("{name}: not UTF-8 after byte {upto}"));
                            None
                        }
                    }
                })
                .collect()
        });
        let documents = places.collect();
        if errors.is_empty() {
            Ok(documents)
        } else {
            Err(errors)
        }
    }
}
