//! The hash by which spaCy calls strings: MurmurHash64A with the seed 1.

const MULTIPLIER: u64 = 0xc6a4_a793_5bd1_e995;
const SHIFT: u32 = 47;
const SEED: u64 = 1;

/// The hash of some bytes.
pub(super) fn murmur64a(bytes: &[u8]) -> u64 {
    let mut hash = SEED ^ (bytes.len() as u64).wrapping_mul(MULTIPLIER);
    let (words, rest) = bytes.as_chunks::<8>();
    for word in words {
        let mut word = u64::from_le_bytes(*word).wrapping_mul(MULTIPLIER);
        word ^= word >> SHIFT;
        hash = (hash ^ word.wrapping_mul(MULTIPLIER)).wrapping_mul(MULTIPLIER);
    }
    if !rest.is_empty() {
        let tail = rest.iter().rev().fold(0_u64, |tail, byte| tail << 8 | u64::from(*byte));
        hash = (hash ^ tail).wrapping_mul(MULTIPLIER);
    }
    hash ^= hash >> SHIFT;
    hash = hash.wrapping_mul(MULTIPLIER);
    hash ^ hash >> SHIFT
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_those_of_spacy() {
        assert_eq!(murmur64a("a".as_bytes()), 11_901_859_001_352_538_922);
        assert_eq!(murmur64a("coffee".as_bytes()), 3_197_928_453_018_144_401);
        assert_eq!(murmur64a("Parliament".as_bytes()), 578_534_573_479_704_907);
        assert_eq!(murmur64a("12345678".as_bytes()), 9_871_996_032_675_327_904);
        assert_eq!(murmur64a("123456789".as_bytes()), 2_056_675_840_866_671_865);
        assert_eq!(murmur64a("認知規律".as_bytes()), 16_119_346_055_075_519_884);
        assert_eq!(murmur64a("𠮷野家 😊".as_bytes()), 8_548_073_932_030_949_625);
        assert_eq!(murmur64a("Structural Judgment".as_bytes()), 12_251_845_552_859_979_309);
    }
}
