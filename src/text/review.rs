//! Which sentences of a catalogue were written by a machine and read by nobody yet.

/// A line in the head of a file whose sentences were written by a machine.
const BY_MACHINE: &str = "# Written by a machine:";
/// A line above a sentence of such a file, once somebody has read it.
const READ: &str = "# Read by ";

/// How many sentences there are, and how many of them were written by a machine and read by nobody yet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Review {
    /// All.
    pub sentences: usize,
    /// Those that nobody has read.
    pub unread: usize,
}

/// Counts the sentences of Fluent files.
pub(super) fn review(files: &[&str]) -> Review {
    let mut found = Review::default();
    for file in files {
        let is_by_machine =
            file.lines().take_while(|line| line.starts_with('#')).any(|line| line.starts_with(BY_MACHINE));
        let mut before = "";
        for line in file.lines() {
            if line.starts_with(|letter: char| letter.is_ascii_lowercase()) {
                found.sentences += 1;
                found.unread += usize::from(is_by_machine && !before.starts_with(READ));
            }
            before = line;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_of_a_machine_counts_until_somebody_has_read_it() {
        let head = "# English.\n# Written by a machine: must be read.\n\n## A group\n";
        let both = "one = One\n# Read by A. Martin, 2027-01-04.\ntwo =\n    { $count ->\n       *[other] Two\n    }\n";
        let of = |file: &str| review(&[file]);
        assert_eq!(of(&format!("{head}{both}")), Review { sentences: 2, unread: 1 });
        assert_eq!(of(both), Review { sentences: 2, unread: 0 }, "written by people");
        assert_eq!(review(&[head, both]), Review { sentences: 2, unread: 0 }, "each file has its own head");
    }
}
