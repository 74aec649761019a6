//! Assignment of candidates to seats: the cheapest way to fill every seat with distinct people.
//!
//! Successive shortest augmenting paths (Bellman-Ford), the classic algorithm for the assignment problem. A cost
//! is a list of numbers compared from left to right; such lists can be added and subtracted like numbers, which is
//! all the algorithm asks. Seats are few, so the quadratic cost does not matter.

/// Lexicographic cost: the first component outweighs all later ones, and so on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct SeatCost(pub [i64; 5]);

impl SeatCost {
    fn plus(self, other: Self) -> Self {
        Self(std::array::from_fn(|i| self.0[i] + other.0[i]))
    }

    fn minus(self, other: Self) -> Self {
        Self(std::array::from_fn(|i| self.0[i] - other.0[i]))
    }
}

/// For each seat, the index of the candidate who takes it, all distinct, at the smallest total cost; `None` when
/// the seats cannot all be filled. `seats` lists the candidates of each seat with what they cost there.
pub(super) fn cheapest(seats: &[Vec<(usize, SeatCost)>]) -> Option<Vec<usize>> {
    let mut taken: Vec<Option<usize>> = vec![None; seats.len()];
    for new_seat in 0..seats.len() {
        let path = shortest_path(seats, &taken, new_seat)?;
        for (seat, candidate) in path {
            taken[seat] = Some(candidate);
        }
    }
    taken.into_iter().collect()
}

/// The cheapest change that also fills `new_seat`: for each seat touched, its new candidate.
fn shortest_path(
    seats: &[Vec<(usize, SeatCost)>],
    taken: &[Option<usize>],
    new_seat: usize,
) -> Option<Vec<(usize, usize)>> {
    // `reach[seat]`: what it costs to free this seat's candidate for the seats before it on the path.
    let mut reach: Vec<Option<SeatCost>> = vec![None; seats.len()];
    let mut from: Vec<Option<(usize, usize)>> = vec![None; seats.len()];
    reach[new_seat] = Some(SeatCost::default());
    let cost_at = |seat: usize, candidate: usize| {
        seats[seat].iter().find(|(index, _)| *index == candidate).map(|(_, cost)| *cost)
    };
    for _ in 0..seats.len() {
        let mut changed = false;
        for seat in 0..seats.len() {
            let Some(here) = reach[seat] else { continue };
            for (other, holder) in taken.iter().enumerate() {
                let Some(candidate) = *holder else { continue };
                if other == seat {
                    continue;
                }
                let (Some(gain), Some(loss)) = (cost_at(seat, candidate), cost_at(other, candidate)) else {
                    continue;
                };
                let there = here.plus(gain).minus(loss);
                if reach[other].is_none_or(|known| there < known) {
                    reach[other] = Some(there);
                    from[other] = Some((seat, candidate));
                    changed = true;
                }
            }
        }
        if !changed {
            break;
        }
    }
    let (_, last, free) = seats
        .iter()
        .enumerate()
        .filter_map(|(seat, candidates)| Some((seat, reach[seat]?, candidates)))
        .flat_map(|(seat, here, candidates)| {
            candidates
                .iter()
                .filter(|(index, _)| !taken.contains(&Some(*index)))
                .map(move |(index, cost)| (here.plus(*cost), seat, *index))
        })
        .min()?;
    let mut path = vec![(last, free)];
    let mut seat = last;
    while let Some((previous, candidate)) = from[seat] {
        if seat == new_seat {
            break;
        }
        path.push((previous, candidate));
        seat = previous;
    }
    Some(path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn brute(seats: &[Vec<(usize, SeatCost)>], used: &mut Vec<usize>) -> Option<SeatCost> {
        let Some((first, rest)) = seats.split_first() else { return Some(SeatCost::default()) };
        let mut best = None;
        for (index, cost) in first {
            if used.contains(index) {
                continue;
            }
            used.push(*index);
            let total = brute(rest, used).map(|tail| tail.plus(*cost));
            used.pop();
            best = match (best, total) {
                (Some(a), Some(b)) => Some(std::cmp::min::<SeatCost>(a, b)),
                (a, b) => a.or(b),
            };
        }
        best
    }

    proptest! {
        #[test]
        fn agrees_with_trying_everything(seats in prop::collection::vec(
            prop::collection::btree_map(0usize..6, (-2i64..3, -2i64..3), 0..6), 1..5)) {
            let seats: Vec<Vec<(usize, SeatCost)>> = seats.into_iter()
                .map(|seat| seat.into_iter().map(|(i, (a, b))| (i, SeatCost([a, b, 0, 0, 0]))).collect()).collect();
            let chosen = cheapest(&seats);
            let total = chosen.map(|chosen| {
                let mut sorted = chosen.clone();
                sorted.sort_unstable();
                sorted.dedup();
                assert_eq!(sorted.len(), chosen.len());
                chosen.iter().zip(&seats).fold(SeatCost::default(), |sum, (index, seat)| {
                    sum.plus(seat.iter().find(|(i, _)| i == index).unwrap().1)
                })
            });
            prop_assert_eq!(total, brute(&seats, &mut Vec::new()));
        }
    }
}
