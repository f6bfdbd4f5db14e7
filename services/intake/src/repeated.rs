//! What a list names more than once.

use std::collections::BTreeSet;

/// The places of a list at which something stands that stood there before. What could not be read, and so is not
/// there, repeats nothing.
pub(crate) fn repeated<T: Ord>(listed: impl IntoIterator<Item = Option<T>>) -> Vec<usize> {
    let mut seen = BTreeSet::new();
    let again = |(index, item): (usize, Option<T>)| {
        let first = seen.insert(item?);
        (!first).then_some(index)
    };
    listed.into_iter().enumerate().filter_map(again).collect()
}

#[cfg(test)]
mod tests {
    use super::repeated;

    #[test]
    fn what_stands_there_again_is_found_and_what_could_not_be_read_is_not() {
        let listed = [Some(1), None, Some(2), None, Some(1), Some(1), Some(3)];
        assert_eq!(repeated(listed), [4, 5]);
    }
}
