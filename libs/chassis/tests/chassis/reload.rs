//! A file that is replaced while the service runs.

use std::fs;
use std::path::PathBuf;

use handrail_chassis::reload::{ReloadError, Reloaded};
use handrail_chassis::worker::{Progress, Worker};
use tempfile::TempDir;

/// A file of numbers, one to a line.
fn parse(source: &str, text: &str) -> Result<Vec<u8>, Vec<String>> {
    let (numbers, errors): (Vec<_>, Vec<_>) = text
        .lines()
        .zip(1..)
        .map(|(line, at)| {
            line.parse()
                .map_err(|error| format!("{source}:{at}: {error}"))
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
    let reloaded = Reloaded::open("numbers", &path, parse).unwrap();
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
    let reloaded = Reloaded::open("numbers", &path, parse).unwrap();
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
    let reloaded = Reloaded::open("numbers", &path, parse).unwrap();
    fs::write(&path, "x\n").unwrap();
    reloaded.step().await.unwrap();
    fs::write(&path, "1\n").unwrap();
    reloaded.step().await.unwrap();
    assert_eq!(reloaded.last_error(), None);
}

#[tokio::test]
async fn a_file_that_goes_away_leaves_the_old_version() {
    let (_folder, path) = file("1\n");
    let reloaded = Reloaded::open("numbers", &path, parse).unwrap();
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
    let refused = Reloaded::open("numbers", &path, parse).unwrap_err();
    assert!(matches!(refused, ReloadError::Wrong { .. }), "{refused}");
    let missing = path.with_extension("none");
    let refused = Reloaded::open("numbers", missing, parse).unwrap_err();
    assert!(matches!(refused, ReloadError::Unreadable { .. }));
}
