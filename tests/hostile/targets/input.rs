//! An input cut into the parts that a target needs.

/// What parts of an input are divided by. Fuzzers find it in the inputs they begin with.
pub const CUT: &[u8] = b"\n=====\n";

/// A first byte that chooses, and the rest.
pub fn choice(input: &[u8]) -> Option<(usize, &[u8])> {
    let (first, rest) = input.split_first()?;
    Some((usize::from(*first), rest))
}

/// The parts of an input, at most so many.
pub fn parts(input: &[u8], most: usize) -> Vec<&[u8]> {
    let mut parts = Vec::new();
    let mut rest = input;
    while parts.len() + 1 < most {
        let Some(at) = rest.windows(CUT.len()).position(|window| window == CUT) else {
            break;
        };
        parts.push(&rest[..at]);
        rest = &rest[at + CUT.len()..];
    }
    parts.push(rest);
    parts
}

/// An input of a first byte that chooses and these parts.
pub fn of_parts(choice: usize, parts: &[&[u8]]) -> Vec<u8> {
    let mut input = vec![u8::try_from(choice).expect("few kinds")];
    input.extend(parts.join(CUT));
    input
}

/// Bytes as a text, whatever they are.
pub fn text(input: &[u8]) -> String {
    String::from_utf8_lossy(input).into_owned()
}
