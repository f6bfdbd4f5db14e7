//! A file that is replaced while the service runs.

use std::fs;
use std::path::PathBuf;

use handrail_chassis::reload::{Document, ReloadError, Reloaded};
use handrail_chassis::worker::{Progress, Worker};
use tempfile::TempDir;

/// Files of numbers, one to a line.
fn parse(places: &[Vec<Document>], _: Option<&Vec<u8>>) -> Result<Vec<u8>, Vec<String>> {
    let (numbers, errors): (Vec<_>, Vec<_>) = places
        .iter()
        .flatten()
        .flat_map(|Document { name, text }| {
            text.lines().zip(1..).map(move |(line, at)| {
                line.parse()
                    .map_err(|error| format!("{name}:{at}: {error}"))
            })
        })
        .partition(Result::is_ok);
    if errors.is_empty() {
        Ok(numbers.into_iter().filter_map(Result::ok).collect())
    } else {
        Err(errors.into_iter().filter_map(Result::err).collect())
    }
}

fn file(text: &str) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("numbers.txt");
    fs::write(&path, text).unwrap();
    (folder, path)
}

#[tokio::test]
async fn a_new_version_is_taken_over_once() {
    let (_folder, path) = file("1\n2\n");
    let reloaded = Reloaded::open("numbers", vec![path.clone()], parse).unwrap();
    assert_eq!(*reloaded.current(), [1, 2]);
    assert_eq!(reloaded.step().await.unwrap(), Progress::Idle);
    fs::write(&path, "3\n").unwrap();
    assert_eq!(reloaded.step().await.unwrap(), Progress::Did(1));
    assert_eq!(*reloaded.current(), [3]);
    assert_eq!(reloaded.step().await.unwrap(), Progress::Idle);
}

#[tokio::test]
async fn a_wrong_version_is_refused_with_every_position_and_the_old_one_stays() {
    let (_folder, path) = file("1\n");
    let reloaded = Reloaded::open("numbers", vec![path.clone()], parse).unwrap();
    fs::write(&path, "x\n2\ny\n").unwrap();
    assert_eq!(reloaded.step().await.unwrap(), Progress::Idle);
    assert_eq!(*reloaded.current(), [1]);
    let error = reloaded.last_error().unwrap();
    for position in ["numbers.txt:1:", "numbers.txt:3:"] {
        assert!(error.contains(position), "{error}");
    }
    fs::write(&path, "2\n").unwrap();
    assert_eq!(reloaded.step().await.unwrap(), Progress::Did(1));
    assert_eq!(reloaded.last_error(), None);
}

#[tokio::test]
async fn going_back_to_the_version_in_use_clears_the_error() {
    let (_folder, path) = file("1\n");
    let reloaded = Reloaded::open("numbers", vec![path.clone()], parse).unwrap();
    fs::write(&path, "x\n").unwrap();
    reloaded.step().await.unwrap();
    fs::write(&path, "1\n").unwrap();
    reloaded.step().await.unwrap();
    assert_eq!(reloaded.last_error(), None);
}

#[tokio::test]
async fn a_file_that_goes_away_leaves_the_old_version() {
    let (_folder, path) = file("1\n");
    let reloaded = Reloaded::open("numbers", vec![path.clone()], parse).unwrap();
    fs::remove_file(&path).unwrap();
    assert_eq!(reloaded.step().await.unwrap(), Progress::Idle);
    assert!(reloaded.last_error().unwrap().contains("can't be read"));
    assert_eq!(*reloaded.current(), [1]);
    fs::write(&path, [0xff]).unwrap();
    reloaded.step().await.unwrap();
    assert!(reloaded.last_error().unwrap().contains("not UTF-8"));
}

#[test]
fn the_first_version_has_to_be_right() {
    let (_folder, path) = file("x\n");
    let refused = Reloaded::open("numbers", vec![path.clone()], parse).unwrap_err();
    assert!(matches!(refused, ReloadError::Wrong { .. }), "{refused}");
    let missing = path.with_extension("none");
    let refused = Reloaded::open("numbers", vec![missing], parse).unwrap_err();
    assert!(matches!(refused, ReloadError::Unreadable { .. }));
}

/// As Kubernetes mounts a ConfigMap: the documents are links into a hidden folder, which is replaced.
#[tokio::test]
async fn a_folder_is_read_with_its_folders_and_without_what_is_hidden() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::create_dir(at("..first")).unwrap();
    fs::write(at("..first/b.toml"), "2").unwrap();
    std::os::unix::fs::symlink("..first", at("..data")).unwrap();
    std::os::unix::fs::symlink("..data/b.toml", at("b.toml")).unwrap();
    fs::create_dir(at("c")).unwrap();
    fs::write(at("c/d.toml"), "3").unwrap();
    fs::write(at("a.toml"), "1").unwrap();
    fs::write(at("README.md"), "no numbers").unwrap();
    let reloaded = Reloaded::open("numbers", vec![folder.path().to_owned()], parse).unwrap();
    assert_eq!(*reloaded.current(), [1, 2, 3]);

    fs::create_dir(at("..second")).unwrap();
    fs::write(at("..second/b.toml"), "5").unwrap();
    fs::remove_file(at("..data")).unwrap();
    std::os::unix::fs::symlink("..second", at("..data")).unwrap();
    assert_eq!(reloaded.step().await.unwrap(), Progress::Did(1));
    assert_eq!(*reloaded.current(), [1, 5, 3]);
}

#[tokio::test]
async fn what_is_in_use_can_have_a_say_in_what_follows() {
    let (_folder, path) = file("2\n");
    let growing = |places: &[Vec<Document>], used: Option<&Vec<u8>>| {
        let numbers = parse(places, None)?;
        match used {
            Some(used) if *used > numbers => Err(vec!["smaller than before".to_owned()]),
            Some(_) | None => Ok(numbers),
        }
    };
    let reloaded = Reloaded::open("numbers", vec![path.clone()], growing).unwrap();
    fs::write(&path, "1\n").unwrap();
    reloaded.step().await.unwrap();
    assert_eq!(*reloaded.current(), [2]);
    assert!(reloaded.last_error().unwrap().contains("smaller"));
}
