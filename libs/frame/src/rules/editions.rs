//! Editions of the protocol from a folder: a folder for each, with its head in `edition.toml` and a file
//! for each section.

use super::{Rules, strings};
use handrail_chassis::reload::Document;
use handrail_domain::edition::{Protocol, Section, Sources};
use std::{collections::BTreeMap, path::Path};

const HEAD: &str = "edition.toml";

/// Reads the editions. One that is in use stays as it is: transfers that were opened under it follow it
/// to their end.
///
/// # Errors
/// Everything that is wrong, each with its place.
pub(super) fn read(documents: &[Document], used: Option<&Rules>) -> Result<Protocol, Vec<String>> {
    let mut folders: BTreeMap<&Path, Vec<&Document>> = BTreeMap::new();
    for document in documents {
        let folder = Path::new(&document.name).parent().unwrap_or(Path::new(""));
        folders.entry(folder).or_default().push(document);
    }
    let mut errors = Vec::new();
    let mut sources = Vec::new();
    for (folder, mut documents) in folders {
        let is_head = |document: &&Document| Path::new(&document.name).ends_with(HEAD);
        let Some(head) = documents.iter().position(is_head) else {
            errors.push(format!("{}: there is no {HEAD} here", folder.display()));
            continue;
        };
        let head = section(documents.remove(head));
        documents.sort_by_key(|document| in_protocol(&document.name));
        sources.push(Sources {
            head,
            sections: documents.into_iter().map(section).collect(),
        });
    }
    if sources.is_empty() && errors.is_empty() {
        errors.push("the folder of the editions has no edition in it".to_owned());
    }
    if !errors.is_empty() {
        return Err(errors);
    }
    let protocol = Protocol::load(&sources).map_err(|errors| strings(&errors))?;
    let changed = used.map(|used| changed(&used.protocol, &protocol));
    match changed {
        Some(changed) if !changed.is_empty() => Err(changed),
        Some(_) | None => Ok(protocol),
    }
}

/// The editions of a folder, for whoever writes them.
///
/// # Errors
/// Everything that is wrong, each with its place.
pub fn protocol_in(folder: &Path) -> Result<Protocol, Vec<String>> {
    let documents = Document::all_in(folder).map_err(|error| vec![error.to_string()])?;
    read(&documents, None)
}

/// What the editions in use would lose.
fn changed(used: &Protocol, new: &Protocol) -> Vec<String> {
    used.editions()
        .iter()
        .filter_map(|edition| match new.edition(&edition.id) {
            Some(same) if same == edition => None,
            Some(_) => Some(format!(
                "edition {} is in use and may not change while the service runs: give the changed one an id of its own, or restart",
                edition.id
            )),
            None => Some(format!(
                "edition {} is in use and may not be taken away while the service runs",
                edition.id
            )),
        })
        .collect()
}

fn section(document: &Document) -> Section {
    Section {
        name: document.name.clone(),
        text: document.text.clone(),
    }
}

/// Sections that begin with a number stand in the order of their numbers: 10 after 9.
fn in_protocol(name: &str) -> (u32, String) {
    let file = Path::new(name)
        .file_name()
        .map(|file| file.to_string_lossy().into_owned())
        .unwrap_or_default();
    let digits: String = file.chars().take_while(char::is_ascii_digit).collect();
    (digits.parse().unwrap_or(u32::MAX), file)
}
