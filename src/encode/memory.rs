//! What is asked of memory before it is needed: lines of the cache, and large pages.

/// Asks for the cache line of a value. On 93 MB of news and books it takes a look-up from 18 to 12 ns, all of `freq` down by a
/// seventh; plain loads ahead of their use did not. For the texts of rows it takes a tenth off `ngrams`.
#[inline(always)]
pub fn prefetch<T>(value: &T) {
    #[cfg(target_arch = "x86_64")]
    // SAFETY: a prefetch reads nothing and cannot fault, whatever the address; this one is of a live value.
    unsafe {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        _mm_prefetch::<_MM_HINT_T0>(std::ptr::from_ref(value).cast());
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = value;
}

/// Room for so many values that are read in no order: in pages of 2 MiB, where Linux gives them to those who ask. To find a word
/// in 64 MiB then does not begin with finding its page: a twelfth to a sixth of `freq` where there are a million forms.
#[must_use]
pub fn roomy<T>(capacity: usize) -> Vec<T> {
    let room: Vec<T> = Vec::with_capacity(capacity);
    #[cfg(target_os = "linux")]
    {
        const LARGE: usize = 2 << 20;
        let start = room.as_ptr().addr().next_multiple_of(LARGE);
        let end = (room.as_ptr().addr() + room.capacity() * size_of::<T>()) / LARGE * LARGE;
        if start < end {
            let start = room.as_ptr().with_addr(start).cast_mut().cast();
            // SAFETY: the pages from start to end are all of the vector. Their size is not seen by whoever reads or writes them,
            // and if the system does not heed the advice, or does not know it, nothing changes.
            unsafe { libc::madvise(start, end - start.addr(), libc::MADV_HUGEPAGE) };
        }
    }
    room
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn room_is_as_large_as_asked_for_and_holds_what_is_put_there() {
        for capacity in [0, 1, 1000, 1 << 18, 5 << 18] {
            let mut room = roomy::<[u64; 3]>(capacity);
            assert!(room.capacity() >= capacity && room.is_empty());
            room.extend((0..capacity as u64).map(|i| [i, i + 1, !i]));
            assert!(room.iter().zip(0..).all(|(found, i)| *found == [i, i + 1, !i]));
        }
    }
}
