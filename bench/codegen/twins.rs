//! The benchmark kernels in Rust, twice: `raw` with pointers, as in twins.c, and `safe` with slices
//! and indexes, whose bounds are checked.
//!
//! Each function does what the dialect function of the same name in kernels/ does and gives the same
//! result for the same arguments. Arithmetic wraps, as `-O` leaves it.

#![allow(non_snake_case, static_mut_refs)]

const SEED: u64 = 0x9e37_79b9_7f4a_7c15;

#[inline]
fn next_random(mut x: u64) -> u64 {
    x ^= x << 13;
    x ^= x >> 7;
    x ^ (x << 17)
}

// K1
const WORD_COUNT: usize = 16384;
const FRAME_COUNT: u32 = WORD_COUNT as u32 * 64;
const BATCH: u32 = 256;
const USED_COUNT: u32 = FRAME_COUNT / 10 * 9;

/// As if so many frames had been allocated, which would take as long as the rounds.
fn fill(words: &mut [u64; WORD_COUNT]) {
    let full = (USED_COUNT / 64) as usize;
    words[..full].fill(u64::MAX);
    words[full..].fill(0);
    words[full] = (1 << (USED_COUNT % 64)) - 1;
}

const NO_FRAME: u32 = u32::MAX;

// K2
const PRESENT: u64 = 1;
const ADDRESS_BITS: u64 = 0x000f_ffff_ffff_f000;
const ENTRY_COUNT: usize = 512;
const TABLE_BYTES: u64 = 4096;
const POOL_TABLES: u64 = 1024;
const DIRECT_MAP: u64 = 0x4000_0000_0000;
const FIRST_TABLE: u64 = 0x10_0000;

#[inline]
fn index_at(virt: u64, level: u32) -> usize {
    ((virt >> (3 + 9 * level)) & 0x1ff) as usize
}

#[inline]
fn page_of(state: u64) -> u64 {
    0xffff_9000_0000_0000 + ((state >> 20) & 0x3_ffff) * 4096
}

#[inline]
fn frame_of(state: u64) -> u64 {
    (state & 0xfff_ffff) << 12
}

// K3
const PAGE_BYTES: u64 = 65536;
const HEADER_BYTES: u64 = 32;
const MIN_SPLIT_BYTES: u64 = 16;
const LIVE_COUNT: usize = 64;

// K4
const MAP_ENTRIES: usize = 64;
const REGION_LIMIT: usize = 128;
const MAP_PAGE: u64 = 4096;

// K5, K6
const DIGIT_LIMIT: usize = 32;
const CHECKSUM_BYTES: usize = 4096;

#[derive(Clone, Copy)]
struct Region {
    start: u64,
    end: u64,
    kind: u64,
}

const NO_REGION: Region = Region { start: 0, end: 0, kind: 0 };

fn aligned(entry: &Region) -> (u64, u64) {
    let down = |address: u64| address & !(MAP_PAGE - 1);
    let up = |address: u64| down(address + MAP_PAGE - 1);
    if entry.kind == 0 {
        (up(entry.start), down(entry.end))
    } else {
        (down(entry.start), up(entry.end))
    }
}

/// Pointers and statics; nothing is checked that the algorithm does not check itself.
mod raw {
    use super::*;

    static mut WORDS: [u64; WORD_COUNT] = [0; WORD_COUNT];
    static mut CURSOR: u32 = 0;

    unsafe fn bitmap_allocate() -> u32 {
        let start = CURSOR;
        for step in 0..WORD_COUNT as u32 {
            let index = (start + step) & (WORD_COUNT as u32 - 1);
            let word = WORDS.as_mut_ptr().add(index as usize);
            if *word == u64::MAX {
                continue;
            }
            let bit = (!*word).trailing_zeros();
            *word |= 1 << bit;
            CURSOR = index;
            return index * 64 + bit;
        }
        NO_FRAME
    }

    unsafe fn bitmap_release(frame: u32) -> bool {
        let word = WORDS.as_mut_ptr().add((frame >> 6) as usize & (WORD_COUNT - 1));
        let bit = 1u64 << (frame & 63);
        if *word & bit == 0 {
            return false;
        }
        *word &= !bit;
        true
    }

    #[no_mangle]
    pub unsafe extern "C" fn rust_raw_runBitmap(rounds: u64) -> u64 {
        fill(&mut WORDS);
        CURSOR = USED_COUNT / 64;
        let (mut state, mut sum) = (SEED, 0u64);
        for _ in 0..rounds {
            let mut freed = 0;
            while freed < BATCH {
                state = next_random(state);
                if bitmap_release((state >> 32) as u32 & (FRAME_COUNT - 1)) {
                    freed += 1;
                }
            }
            for _ in 0..BATCH {
                let frame = bitmap_allocate();
                if frame == NO_FRAME {
                    return 0;
                }
                sum += u64::from(frame);
            }
        }
        sum
    }

    static mut NEXT_TABLE: u64 = 0;
    static mut TABLES_END: u64 = 0;
    static mut DIRECT_MAP_OFFSET: u64 = 0;
    static mut DIRECT_MAP_BYTES: u64 = 0;

    /// Where tables are: at a constant address, or where the direct map is found.
    trait Place {
        unsafe fn table_at(phys: u64) -> *mut u64;
    }
    struct Constant;
    struct Offset;

    impl Place for Constant {
        #[inline]
        unsafe fn table_at(phys: u64) -> *mut u64 {
            (phys | DIRECT_MAP) as *mut u64
        }
    }

    impl Place for Offset {
        #[inline]
        unsafe fn table_at(phys: u64) -> *mut u64 {
            if phys >= DIRECT_MAP_BYTES {
                std::process::abort();
            }
            (DIRECT_MAP_OFFSET + phys) as *mut u64
        }
    }

    unsafe fn new_table<P: Place>() -> u64 {
        if NEXT_TABLE == TABLES_END {
            return 0;
        }
        let phys = NEXT_TABLE;
        NEXT_TABLE += TABLE_BYTES;
        let table = P::table_at(phys);
        for index in 0..ENTRY_COUNT {
            *table.add(index) = 0;
        }
        phys
    }

    unsafe fn map<P: Place>(root: u64, page: u64, frame: u64) -> bool {
        let mut table = P::table_at(root);
        for level in (2..=4).rev() {
            let entry = table.add(index_at(page, level));
            if *entry & PRESENT != 0 {
                table = P::table_at(*entry & ADDRESS_BITS);
            } else {
                let made = new_table::<P>();
                if made == 0 {
                    return false;
                }
                *entry = made | PRESENT;
                table = P::table_at(made);
            }
        }
        let entry = table.add(index_at(page, 1));
        if *entry & PRESENT != 0 {
            return false;
        }
        *entry = frame | PRESENT;
        true
    }

    unsafe fn leaf_of<P: Place>(root: u64, page: u64) -> *mut u64 {
        let mut table = P::table_at(root);
        for level in (2..=4).rev() {
            let entry = *table.add(index_at(page, level));
            if entry & PRESENT == 0 {
                return std::ptr::null_mut();
            }
            table = P::table_at(entry & ADDRESS_BITS);
        }
        let entry = table.add(index_at(page, 1));
        if *entry & PRESENT != 0 { entry } else { std::ptr::null_mut() }
    }

    unsafe fn run_page_walk<P: Place>(rounds: u64) -> u64 {
        let root = new_table::<P>();
        if root == 0 {
            return 0;
        }
        let (mut state, mut sum) = (SEED, 0u64);
        for _ in 0..rounds {
            state = next_random(state);
            let page = page_of(state);
            if !map::<P>(root, page, frame_of(state)) {
                return 0;
            }
            let found = leaf_of::<P>(root, page);
            if found.is_null() {
                return 0;
            }
            sum += *found & ADDRESS_BITS;
            let unmapped = leaf_of::<P>(root, page);
            if unmapped.is_null() {
                return 0;
            }
            *unmapped = 0;
        }
        sum
    }

    #[no_mangle]
    pub unsafe extern "C" fn rust_raw_runPageWalk(rounds: u64) -> u64 {
        NEXT_TABLE = FIRST_TABLE;
        TABLES_END = FIRST_TABLE + POOL_TABLES * TABLE_BYTES;
        run_page_walk::<Constant>(rounds)
    }

    #[no_mangle]
    pub unsafe extern "C" fn rust_raw_runPageWalkOffset(pool: u64, rounds: u64) -> u64 {
        NEXT_TABLE = FIRST_TABLE;
        TABLES_END = FIRST_TABLE + POOL_TABLES * TABLE_BYTES + (pool & 0xfff);
        DIRECT_MAP_OFFSET = pool - FIRST_TABLE;
        DIRECT_MAP_BYTES = TABLES_END;
        run_page_walk::<Offset>(rounds)
    }

    struct Segment {
        size_bytes: u64,
        is_free: u64,
        next: *mut Segment,
        previous: *mut Segment,
    }

    static mut FIRST_SEGMENT: *mut Segment = std::ptr::null_mut();
    static mut LIVE_BLOCKS: [*mut u8; LIVE_COUNT] = [std::ptr::null_mut(); LIVE_COUNT];

    unsafe fn split(segment: *mut Segment, size_bytes: u64) {
        if (*segment).size_bytes - size_bytes < HEADER_BYTES + MIN_SPLIT_BYTES {
            return;
        }
        let rest = segment.add(1).cast::<u8>().add(size_bytes as usize).cast::<Segment>();
        (*rest).size_bytes = (*segment).size_bytes - size_bytes - HEADER_BYTES;
        (*rest).is_free = 1;
        (*rest).previous = segment;
        (*rest).next = (*segment).next;
        if !(*rest).next.is_null() {
            (*(*rest).next).previous = rest;
        }
        (*segment).size_bytes = size_bytes;
        (*segment).next = rest;
    }

    unsafe fn segment_allocate(size_bytes: u64) -> *mut Segment {
        let rounded = (size_bytes + 15) & !15;
        let mut segment = FIRST_SEGMENT;
        while !segment.is_null() {
            if (*segment).is_free != 0 && (*segment).size_bytes >= rounded {
                split(segment, rounded);
                (*segment).is_free = 0;
                return segment;
            }
            segment = (*segment).next;
        }
        std::process::abort();
    }

    unsafe fn absorb_next(segment: *mut Segment, next: *mut Segment) {
        (*segment).size_bytes += (*next).size_bytes + HEADER_BYTES;
        (*segment).next = (*next).next;
        if !(*segment).next.is_null() {
            (*(*segment).next).previous = segment;
        }
    }

    unsafe fn segment_release(block: *mut u8) {
        let segment = block.cast::<Segment>().sub(1);
        (*segment).is_free = 1;
        let next = (*segment).next;
        if !next.is_null() && (*next).is_free != 0 {
            absorb_next(segment, next);
        }
        let previous = (*segment).previous;
        if !previous.is_null() && (*previous).is_free != 0 {
            absorb_next(previous, segment);
        }
    }

    #[no_mangle]
    pub unsafe extern "C" fn rust_raw_runFirstFit(page: u64, rounds: u64) -> u64 {
        FIRST_SEGMENT = page as *mut Segment;
        (*FIRST_SEGMENT).size_bytes = PAGE_BYTES - HEADER_BYTES;
        (*FIRST_SEGMENT).is_free = 1;
        (*FIRST_SEGMENT).next = std::ptr::null_mut();
        (*FIRST_SEGMENT).previous = std::ptr::null_mut();
        let (mut state, mut sum) = (SEED, 0u64);
        let blocks = LIVE_BLOCKS.as_mut_ptr();
        for index in 0..LIVE_COUNT {
            state = next_random(state);
            *blocks.add(index) = segment_allocate(16 + ((state >> 32) & 0x1ff)).add(1).cast();
        }
        for _ in 0..rounds {
            state = next_random(state);
            let chosen = blocks.add((state >> 58) as usize);
            segment_release(*chosen);
            *chosen = segment_allocate(16 + ((state >> 32) & 0x1ff)).add(1).cast();
            sum += *chosen as u64 - page;
        }
        sum
    }

    static mut ENTRIES: [Region; MAP_ENTRIES] = [NO_REGION; MAP_ENTRIES];
    static mut REGIONS: [Region; REGION_LIMIT] = [NO_REGION; REGION_LIMIT];
    static mut REGION_COUNT: usize = 0;

    unsafe fn sort_entries() {
        let entries = ENTRIES.as_mut_ptr();
        for index in 1..MAP_ENTRIES {
            let moved = *entries.add(index);
            let mut slot = index;
            while slot > 0 && (*entries.add(slot - 1)).start > moved.start {
                *entries.add(slot) = *entries.add(slot - 1);
                slot -= 1;
            }
            *entries.add(slot) = moved;
        }
    }

    unsafe fn append(start: u64, end: u64, kind: u64) -> bool {
        if start >= end {
            return true;
        }
        let regions = REGIONS.as_mut_ptr();
        if REGION_COUNT > 0 {
            let last = regions.add(REGION_COUNT - 1);
            if (*last).kind == kind && (*last).end >= start {
                (*last).end = (*last).end.max(end);
                return true;
            }
        }
        if REGION_COUNT == REGION_LIMIT {
            return false;
        }
        *regions.add(REGION_COUNT) = Region { start, end, kind };
        REGION_COUNT += 1;
        true
    }

    unsafe fn normalise() -> bool {
        sort_entries();
        REGION_COUNT = 0;
        let mut covered = 0;
        for index in 0..MAP_ENTRIES {
            let entry = &*ENTRIES.as_ptr().add(index);
            let (start, end) = aligned(entry);
            if !append(start.max(covered), end, entry.kind) {
                return false;
            }
            covered = covered.max(end);
        }
        true
    }

    #[no_mangle]
    pub unsafe extern "C" fn rust_raw_runMemoryMap(rounds: u64) -> u64 {
        let (mut state, mut sum) = (SEED, 0u64);
        for _ in 0..rounds {
            for index in 0..MAP_ENTRIES {
                state = next_random(state);
                let entry = ENTRIES.as_mut_ptr().add(index);
                (*entry).start = (state >> 24) & 0xff_ffff;
                (*entry).end = (*entry).start + (state & 0xf_ffff);
                (*entry).kind = (state >> 50) & 3;
            }
            if !normalise() {
                return 0;
            }
            for index in 0..REGION_COUNT {
                let region = &*REGIONS.as_ptr().add(index);
                sum += region.end ^ region.start;
            }
        }
        sum
    }

    unsafe fn digits(buffer: *mut u8, mut value: u64, base: u64) -> usize {
        let mut position = DIGIT_LIMIT;
        loop {
            position -= 1;
            let digit = (value % base) as u8;
            *buffer.add(position) = if digit < 10 { b'0' + digit } else { b'a' + digit - 10 };
            value /= base;
            if value == 0 || position == 0 {
                return position;
            }
        }
    }

    #[no_mangle]
    pub unsafe extern "C" fn rust_raw_runFormat(address: u64, rounds: u64) -> u64 {
        let buffer = address as *mut u8;
        let (mut state, mut sum) = (SEED, 0u64);
        for _ in 0..rounds {
            state = next_random(state);
            let value = state >> (state & 63);
            let start = digits(buffer, value, 10);
            sum += u64::from(*buffer.add(start)) + start as u64;
            let start = digits(buffer, value, 16);
            sum += u64::from(*buffer.add(start)) * start as u64;
        }
        sum
    }

    #[no_mangle]
    pub unsafe extern "C" fn rust_raw_runChecksum(address: u64, rounds: u64) -> u64 {
        let table = address as *mut u8;
        for offset in 0..CHECKSUM_BYTES {
            *table.add(offset) = (offset * 7) as u8;
        }
        let mut sum = 0u64;
        for round in 0..rounds {
            *table.add(round as usize & 0xfff) = round as u8;
            let (mut bytes, mut first, mut second) = (0u8, 0u32, 0u32);
            for offset in 0..CHECKSUM_BYTES {
                let byte = *table.add(offset);
                bytes = bytes.wrapping_add(byte);
                first = first.wrapping_add(u32::from(byte));
                second = second.wrapping_add(first);
            }
            let low = (u64::from(first & 0xff_ffff) << 8) | u64::from(bytes);
            sum = sum.wrapping_add((u64::from(second) << 32) | low);
        }
        sum
    }
}

/// Slices and indexes; the entry points alone turn addresses into slices.
mod safe {
    use super::*;

    struct Bitmap {
        words: [u64; WORD_COUNT],
        cursor: u32,
    }

    impl Bitmap {
        fn allocate(&mut self) -> Option<u32> {
            let start = self.cursor;
            for step in 0..WORD_COUNT as u32 {
                let index = (start + step) & (WORD_COUNT as u32 - 1);
                let word = &mut self.words[index as usize];
                if *word == u64::MAX {
                    continue;
                }
                let bit = (!*word).trailing_zeros();
                *word |= 1 << bit;
                self.cursor = index;
                return Some(index * 64 + bit);
            }
            None
        }

        fn release(&mut self, frame: u32) -> bool {
            let word = &mut self.words[(frame >> 6) as usize];
            let bit = 1u64 << (frame & 63);
            if *word & bit == 0 {
                return false;
            }
            *word &= !bit;
            true
        }

        fn run(&mut self, rounds: u64) -> Option<u64> {
            let (mut state, mut sum) = (SEED, 0u64);
            for _ in 0..rounds {
                let mut freed = 0;
                while freed < BATCH {
                    state = next_random(state);
                    if self.release((state >> 32) as u32 & (FRAME_COUNT - 1)) {
                        freed += 1;
                    }
                }
                for _ in 0..BATCH {
                    sum += u64::from(self.allocate()?);
                }
            }
            Some(sum)
        }
    }

    static mut BITMAP: Bitmap = Bitmap { words: [0; WORD_COUNT], cursor: 0 };

    #[no_mangle]
    pub unsafe extern "C" fn rust_safe_runBitmap(rounds: u64) -> u64 {
        fill(&mut BITMAP.words);
        BITMAP.cursor = USED_COUNT / 64;
        BITMAP.run(rounds).unwrap_or(0)
    }

    /// Tables by number; entries hold physical addresses as the others' do.
    struct Tables<'a> {
        tables: &'a mut [[u64; ENTRY_COUNT]],
        used: usize,
    }

    fn number_of(entry: u64) -> usize {
        (((entry & ADDRESS_BITS) - FIRST_TABLE) / TABLE_BYTES) as usize
    }

    fn entry_of(table: usize) -> u64 {
        (FIRST_TABLE + table as u64 * TABLE_BYTES) | PRESENT
    }

    impl Tables<'_> {
        fn new_table(&mut self) -> Option<usize> {
            self.tables.get_mut(self.used)?.fill(0);
            self.used += 1;
            Some(self.used - 1)
        }

        fn map(&mut self, root: usize, page: u64, frame: u64) -> Option<()> {
            let mut table = root;
            for level in (2..=4).rev() {
                let index = index_at(page, level);
                let entry = self.tables[table][index];
                if entry & PRESENT != 0 {
                    table = number_of(entry);
                } else {
                    let made = self.new_table()?;
                    self.tables[table][index] = entry_of(made);
                    table = made;
                }
            }
            let entry = &mut self.tables[table][index_at(page, 1)];
            if *entry & PRESENT != 0 {
                return None;
            }
            *entry = frame | PRESENT;
            Some(())
        }

        fn leaf_of(&mut self, root: usize, page: u64) -> Option<&mut u64> {
            let mut table = root;
            for level in (2..=4).rev() {
                let entry = self.tables[table][index_at(page, level)];
                if entry & PRESENT == 0 {
                    return None;
                }
                table = number_of(entry);
            }
            let entry = &mut self.tables[table][index_at(page, 1)];
            if *entry & PRESENT != 0 { Some(entry) } else { None }
        }

        fn run(&mut self, rounds: u64) -> Option<u64> {
            let root = self.new_table()?;
            let (mut state, mut sum) = (SEED, 0u64);
            for _ in 0..rounds {
                state = next_random(state);
                let page = page_of(state);
                self.map(root, page, frame_of(state))?;
                sum += *self.leaf_of(root, page)? & ADDRESS_BITS;
                *self.leaf_of(root, page)? = 0;
            }
            Some(sum)
        }
    }

    unsafe fn run_page_walk(pool: u64, rounds: u64) -> u64 {
        let tables = pool as *mut [u64; ENTRY_COUNT];
        let tables = std::slice::from_raw_parts_mut(tables, POOL_TABLES as usize);
        Tables { tables, used: 0 }.run(rounds).unwrap_or(0)
    }

    #[no_mangle]
    pub unsafe extern "C" fn rust_safe_runPageWalk(rounds: u64) -> u64 {
        run_page_walk(DIRECT_MAP | FIRST_TABLE, rounds)
    }

    #[no_mangle]
    pub unsafe extern "C" fn rust_safe_runPageWalkOffset(pool: u64, rounds: u64) -> u64 {
        run_page_walk(pool, rounds)
    }

    /// The heap page as words. A segment is the index of its header: size, free, next, previous.
    struct Heap<'a> {
        words: &'a mut [u64],
        live: [usize; LIVE_COUNT],
    }

    const SIZE: usize = 0;
    const FREE: usize = 1;
    const NEXT: usize = 2;
    const PREVIOUS: usize = 3;
    const HEADER_WORDS: usize = 4;
    const NONE: usize = usize::MAX;

    impl Heap<'_> {
        fn link(&self, segment: usize, field: usize) -> usize {
            self.words[segment + field] as usize
        }

        fn set_link(&mut self, segment: usize, field: usize, other: usize) {
            self.words[segment + field] = other as u64;
        }

        fn split(&mut self, segment: usize, size_bytes: u64) {
            let rest_bytes = self.words[segment + SIZE] - size_bytes;
            if rest_bytes < HEADER_BYTES + MIN_SPLIT_BYTES {
                return;
            }
            let rest = segment + HEADER_WORDS + (size_bytes / 8) as usize;
            let next = self.link(segment, NEXT);
            self.words[rest + SIZE] = rest_bytes - HEADER_BYTES;
            self.words[rest + FREE] = 1;
            self.set_link(rest, PREVIOUS, segment);
            self.set_link(rest, NEXT, next);
            if next != NONE {
                self.set_link(next, PREVIOUS, rest);
            }
            self.words[segment + SIZE] = size_bytes;
            self.set_link(segment, NEXT, rest);
        }

        /// Index of the first word of a block.
        fn allocate(&mut self, size_bytes: u64) -> Option<usize> {
            let rounded = (size_bytes + 15) & !15;
            let mut segment = 0;
            while segment != NONE {
                if self.words[segment + FREE] != 0 && self.words[segment + SIZE] >= rounded {
                    self.split(segment, rounded);
                    self.words[segment + FREE] = 0;
                    return Some(segment + HEADER_WORDS);
                }
                segment = self.link(segment, NEXT);
            }
            None
        }

        fn absorb_next(&mut self, segment: usize, next: usize) {
            self.words[segment + SIZE] += self.words[next + SIZE] + HEADER_BYTES;
            let after = self.link(next, NEXT);
            self.set_link(segment, NEXT, after);
            if after != NONE {
                self.set_link(after, PREVIOUS, segment);
            }
        }

        fn release(&mut self, block: usize) {
            let segment = block - HEADER_WORDS;
            self.words[segment + FREE] = 1;
            let next = self.link(segment, NEXT);
            if next != NONE && self.words[next + FREE] != 0 {
                self.absorb_next(segment, next);
            }
            let previous = self.link(segment, PREVIOUS);
            if previous != NONE && self.words[previous + FREE] != 0 {
                self.absorb_next(previous, segment);
            }
        }

        fn run(&mut self, rounds: u64) -> Option<u64> {
            self.words[SIZE] = PAGE_BYTES - HEADER_BYTES;
            self.words[FREE] = 1;
            self.set_link(0, NEXT, NONE);
            self.set_link(0, PREVIOUS, NONE);
            let (mut state, mut sum) = (SEED, 0u64);
            for index in 0..LIVE_COUNT {
                state = next_random(state);
                self.live[index] = self.allocate(16 + ((state >> 32) & 0x1ff))?;
            }
            for _ in 0..rounds {
                state = next_random(state);
                let chosen = (state >> 58) as usize;
                self.release(self.live[chosen]);
                self.live[chosen] = self.allocate(16 + ((state >> 32) & 0x1ff))?;
                sum += self.live[chosen] as u64 * 8;
            }
            Some(sum)
        }
    }

    #[no_mangle]
    pub unsafe extern "C" fn rust_safe_runFirstFit(page: u64, rounds: u64) -> u64 {
        let words = std::slice::from_raw_parts_mut(page as *mut u64, PAGE_BYTES as usize / 8);
        Heap { words, live: [0; LIVE_COUNT] }.run(rounds).unwrap_or(0)
    }

    struct Map {
        entries: [Region; MAP_ENTRIES],
        regions: [Region; REGION_LIMIT],
        count: usize,
    }

    impl Map {
        fn sort(&mut self) {
            for index in 1..MAP_ENTRIES {
                let moved = self.entries[index];
                let mut slot = index;
                while slot > 0 && self.entries[slot - 1].start > moved.start {
                    self.entries[slot] = self.entries[slot - 1];
                    slot -= 1;
                }
                self.entries[slot] = moved;
            }
        }

        fn append(&mut self, start: u64, end: u64, kind: u64) -> Option<()> {
            if start >= end {
                return Some(());
            }
            if let Some(last) = self.regions[..self.count].last_mut() {
                if last.kind == kind && last.end >= start {
                    last.end = last.end.max(end);
                    return Some(());
                }
            }
            *self.regions.get_mut(self.count)? = Region { start, end, kind };
            self.count += 1;
            Some(())
        }

        fn normalise(&mut self) -> Option<()> {
            self.sort();
            self.count = 0;
            let mut covered = 0;
            for index in 0..MAP_ENTRIES {
                let entry = self.entries[index];
                let (start, end) = aligned(&entry);
                self.append(start.max(covered), end, entry.kind)?;
                covered = covered.max(end);
            }
            Some(())
        }

        fn run(&mut self, rounds: u64) -> Option<u64> {
            let (mut state, mut sum) = (SEED, 0u64);
            for _ in 0..rounds {
                for entry in &mut self.entries {
                    state = next_random(state);
                    entry.start = (state >> 24) & 0xff_ffff;
                    entry.end = entry.start + (state & 0xf_ffff);
                    entry.kind = (state >> 50) & 3;
                }
                self.normalise()?;
                for region in &self.regions[..self.count] {
                    sum += region.end ^ region.start;
                }
            }
            Some(sum)
        }
    }

    static mut MAP: Map = Map {
        entries: [NO_REGION; MAP_ENTRIES],
        regions: [NO_REGION; REGION_LIMIT],
        count: 0,
    };

    #[no_mangle]
    pub unsafe extern "C" fn rust_safe_runMemoryMap(rounds: u64) -> u64 {
        MAP.run(rounds).unwrap_or(0)
    }

    fn digits(buffer: &mut [u8], mut value: u64, base: u64) -> usize {
        let mut position = DIGIT_LIMIT;
        loop {
            position -= 1;
            let digit = (value % base) as u8;
            buffer[position] = if digit < 10 { b'0' + digit } else { b'a' + digit - 10 };
            value /= base;
            if value == 0 || position == 0 {
                return position;
            }
        }
    }

    fn run_format(buffer: &mut [u8], rounds: u64) -> u64 {
        let (mut state, mut sum) = (SEED, 0u64);
        for _ in 0..rounds {
            state = next_random(state);
            let value = state >> (state & 63);
            let start = digits(buffer, value, 10);
            sum += u64::from(buffer[start]) + start as u64;
            let start = digits(buffer, value, 16);
            sum += u64::from(buffer[start]) * start as u64;
        }
        sum
    }

    #[no_mangle]
    pub unsafe extern "C" fn rust_safe_runFormat(address: u64, rounds: u64) -> u64 {
        run_format(std::slice::from_raw_parts_mut(address as *mut u8, DIGIT_LIMIT), rounds)
    }

    fn run_checksum(table: &mut [u8], rounds: u64) -> u64 {
        for (offset, byte) in table.iter_mut().enumerate() {
            *byte = (offset * 7) as u8;
        }
        let mut sum = 0u64;
        for round in 0..rounds {
            table[round as usize & 0xfff] = round as u8;
            let (mut bytes, mut first, mut second) = (0u8, 0u32, 0u32);
            for &byte in table.iter() {
                bytes = bytes.wrapping_add(byte);
                first = first.wrapping_add(u32::from(byte));
                second = second.wrapping_add(first);
            }
            let low = (u64::from(first & 0xff_ffff) << 8) | u64::from(bytes);
            sum = sum.wrapping_add((u64::from(second) << 32) | low);
        }
        sum
    }

    #[no_mangle]
    pub unsafe extern "C" fn rust_safe_runChecksum(address: u64, rounds: u64) -> u64 {
        run_checksum(std::slice::from_raw_parts_mut(address as *mut u8, CHECKSUM_BYTES), rounds)
    }
}
