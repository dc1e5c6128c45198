//! Items with spans, kept in order, found by place.

use std::cmp::Ordering;

use crate::article::{ByteOffset, Span};

/// Something that lies somewhere in a text and has a place in an order.
pub trait Spanned {
    /// Where it lies.
    fn span(&self) -> Span;
    /// The order of the tree. Items that start earlier must come first; only the same item is equal to itself.
    fn order(&self, other: &Self) -> Ordering;
}

/// Names an item of a tree until it is removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Handle(u32);

/// Items in order: insertion, removal, the item at an index and the index of an item take O(log n), and all `k`
/// items that overlap a span O(log n + k), however the items nest or overlap.
///
/// It is a treap (Seidel and Aragon, 1996): a search tree by order and a heap by random priority, which keeps it
/// balanced in expectation. Each node also knows the size of its subtree and the last end in it.
#[derive(Clone, Debug)]
pub struct SpanTree<T> {
    nodes: Vec<Node<T>>,
    free: Vec<u32>,
    root: u32,
    random: u32,
}

#[derive(Clone, Debug)]
struct Node<T> {
    /// `None` in a place that waits to be used again.
    item: Option<T>,
    priority: u32,
    left: u32,
    right: u32,
    size: u32,
    last_end: ByteOffset,
}

/// The child of a node that has none.
const NIL: u32 = u32::MAX;

impl<T> Default for SpanTree<T> {
    fn default() -> Self {
        Self {
            nodes: Vec::new(),
            free: Vec::new(),
            root: NIL,
            // Not the same in every tree: nobody can write a file that makes a deep one.
            random: fastrand::u32(1..),
        }
    }
}

impl<T: Spanned> SpanTree<T> {
    /// A tree of items that are in order; O(n). They get [`Self::handles`].
    pub fn from_ordered(items: Vec<T>) -> Self {
        let mut tree = Self::default();
        tree.nodes.reserve_exact(items.len());
        // The path from the root to the last node. What has a lower priority than a new node becomes its left side.
        let mut path: Vec<u32> = Vec::new();
        for item in items {
            let at = tree.allocate(item);
            let mut below = NIL;
            while let Some(last) = path.pop_if(|last| tree.priority(*last) < tree.priority(at)) {
                below = tree.update(last);
            }
            tree.set_left(at, below);
            if let Some(above) = path.last() {
                tree.set_right(*above, at);
            }
            path.push(at);
        }
        while let Some(last) = path.pop() {
            tree.root = tree.update(last);
        }
        tree
    }

    /// The items, in the order in which they were added.
    pub fn into_items(self) -> Vec<T> {
        self.nodes.into_iter().filter_map(|node| node.item).collect()
    }

    /// The handles of the items of [`Self::from_ordered`], in order.
    pub fn handles() -> impl Iterator<Item = Handle> {
        (0..).map(Handle)
    }

    /// How many items there are.
    pub fn len(&self) -> usize {
        self.size(self.root) as usize
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.root == NIL
    }

    /// The item that `handle` names.
    pub fn get(&self, handle: Handle) -> Option<&T> {
        self.node(handle.0)?.item.as_ref()
    }

    /// Adds an item.
    pub fn insert(&mut self, item: T) -> Handle {
        let (before, after) = self.split(self.root, &item);
        let at = self.allocate(item);
        let front = self.merge(before, at);
        self.root = self.merge(front, after);
        Handle(at)
    }

    /// Takes an item out.
    pub fn remove(&mut self, handle: Handle) -> Option<T> {
        let at = handle.0;
        let item = self.nodes.get_mut(at as usize)?.item.take()?;
        self.root = self.unlink(self.root, at, &item);
        self.free.push(at);
        Some(item)
    }

    /// The item with `index` items before it.
    pub fn nth(&self, index: usize) -> Option<&T> {
        let mut rest = u32::try_from(index).ok()?;
        let mut at = self.root;
        loop {
            let node = self.node(at)?;
            let left = self.size(node.left);
            match rest.cmp(&left) {
                Ordering::Less => at = node.left,
                Ordering::Equal => return node.item.as_ref(),
                Ordering::Greater => {
                    rest -= left + 1;
                    at = node.right;
                }
            }
        }
    }

    /// How many items come before `item` in the order.
    pub fn rank(&self, item: &T) -> usize {
        self.count_before(|other| other.order(item) == Ordering::Less)
    }

    /// How many items start before `at`.
    pub fn starting_before(&self, at: ByteOffset) -> usize {
        self.count_before(|other| other.span().start() < at)
    }

    /// All items that share a character with `span`, in order.
    pub fn overlapping(&self, span: Span) -> Vec<&T> {
        let mut found = Vec::new();
        self.collect_overlapping(self.root, span, &mut found);
        found
    }

    /// All items, in order.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        let mut path = Vec::new();
        let mut at = self.root;
        std::iter::from_fn(move || {
            while let Some(node) = self.node(at) {
                path.push(node);
                at = node.left;
            }
            let node = path.pop()?;
            at = node.right;
            node.item.as_ref()
        })
    }

    // --- the treap ---------------------------------------------------------------------------------------

    fn node(&self, at: u32) -> Option<&Node<T>> {
        self.nodes.get(at as usize)
    }

    fn priority(&self, at: u32) -> u32 {
        self.node(at).map_or(0, |node| node.priority)
    }

    fn size(&self, at: u32) -> u32 {
        self.node(at).map_or(0, |node| node.size)
    }

    fn allocate(&mut self, item: T) -> u32 {
        // Xorshift (Marsaglia, 2003).
        self.random ^= self.random << 13;
        self.random ^= self.random >> 17;
        self.random ^= self.random << 5;
        let last_end = item.span().end();
        let node = Node {
            item: Some(item),
            priority: self.random,
            left: NIL,
            right: NIL,
            size: 1,
            last_end,
        };
        match self.free.pop() {
            Some(at) => {
                if let Some(place) = self.nodes.get_mut(at as usize) {
                    *place = node;
                }
                at
            }
            None => {
                self.nodes.push(node);
                (self.nodes.len() - 1) as u32
            }
        }
    }

    /// Works out a node's size and last end from its children and returns the node.
    fn update(&mut self, at: u32) -> u32 {
        let Some(node) = self.node(at) else { return at };
        let (left, right) = (node.left, node.right);
        let size = 1 + self.size(left) + self.size(right);
        let own_end = node.item.as_ref().map_or(ByteOffset::ZERO, |item| item.span().end());
        let last_end = [left, right]
            .into_iter()
            .filter_map(|child| Some(self.node(child)?.last_end))
            .fold(own_end, ByteOffset::max);
        if let Some(node) = self.nodes.get_mut(at as usize) {
            (node.size, node.last_end) = (size, last_end);
        }
        at
    }

    fn set_left(&mut self, at: u32, child: u32) {
        if let Some(node) = self.nodes.get_mut(at as usize) {
            node.left = child;
        }
    }

    fn set_right(&mut self, at: u32, child: u32) {
        if let Some(node) = self.nodes.get_mut(at as usize) {
            node.right = child;
        }
    }

    /// Cuts a subtree into what comes before `item` and the rest.
    fn split(&mut self, at: u32, item: &T) -> (u32, u32) {
        let Some(node) = self.node(at) else { return (NIL, NIL) };
        let (left, right) = (node.left, node.right);
        let before = node
            .item
            .as_ref()
            .is_some_and(|other| other.order(item) == Ordering::Less);
        if before {
            let (inside, rest) = self.split(right, item);
            self.set_right(at, inside);
            (self.update(at), rest)
        } else {
            let (rest, inside) = self.split(left, item);
            self.set_left(at, inside);
            (rest, self.update(at))
        }
    }

    /// Joins two subtrees of which all of `front` comes before all of `back`.
    fn merge(&mut self, front: u32, back: u32) -> u32 {
        let (Some(first), Some(second)) = (self.node(front), self.node(back)) else {
            return if front == NIL { back } else { front };
        };
        if first.priority > second.priority {
            let joined = self.merge(first.right, back);
            self.set_right(front, joined);
            self.update(front)
        } else {
            let joined = self.merge(front, second.left);
            self.set_left(back, joined);
            self.update(back)
        }
    }

    /// The subtree without node `gone`, whose item was already taken.
    fn unlink(&mut self, at: u32, gone: u32, item: &T) -> u32 {
        let Some(node) = self.node(at) else { return NIL };
        let (left, right) = (node.left, node.right);
        if at == gone {
            return self.merge(left, right);
        }
        if node
            .item
            .as_ref()
            .is_some_and(|other| other.order(item) == Ordering::Less)
        {
            let child = self.unlink(right, gone, item);
            self.set_right(at, child);
        } else {
            let child = self.unlink(left, gone, item);
            self.set_left(at, child);
        }
        self.update(at)
    }

    /// How many items `is_before` holds for; it must hold for the first ones in order, and for no later one.
    fn count_before(&self, is_before: impl Fn(&T) -> bool) -> usize {
        let (mut count, mut at) = (0, self.root);
        while let Some(node) = self.node(at) {
            if node.item.as_ref().is_some_and(&is_before) {
                count += 1 + self.size(node.left) as usize;
                at = node.right;
            } else {
                at = node.left;
            }
        }
        count
    }

    fn collect_overlapping<'a>(&'a self, at: u32, span: Span, found: &mut Vec<&'a T>) {
        let Some(node) = self.node(at).filter(|node| node.last_end > span.start()) else {
            return;
        };
        self.collect_overlapping(node.left, span, found);
        let Some(item) = &node.item else { return };
        if item.span().start() < span.end() {
            if item.span().overlaps(span) {
                found.push(item);
            }
            self.collect_overlapping(node.right, span, found);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::article::Text;

    #[derive(Clone, Debug, PartialEq, Eq)]
    struct Item(Span, u32);

    impl Spanned for Item {
        fn span(&self) -> Span {
            self.0
        }

        fn order(&self, other: &Self) -> Ordering {
            (self.0.start(), self.1).cmp(&(other.0.start(), other.1))
        }
    }

    fn text() -> Text {
        Text::new("x".repeat(100_100))
    }

    fn span(text: &Text, start: usize, len: usize) -> Span {
        text.span(ByteOffset::new(start), ByteOffset::new(start + len))
            .expect("inside")
    }

    proptest! {
        #[test]
        fn it_answers_as_a_sorted_list_does(
            first in prop::collection::vec((0usize..60, 1usize..40), 0..40),
            changes in prop::collection::vec((0usize..60, 1usize..40, any::<bool>()), 0..120),
            ask in (0usize..60, 1usize..40),
        ) {
            let text = text();
            let mut ordered: Vec<Item> = (0..).zip(first).map(|(number, (start, len))| Item(span(&text, start, len), 1000 + number)).collect();
            ordered.sort_by(Item::order);
            let mut list: Vec<(Item, Handle)> = ordered.iter().cloned().zip(SpanTree::<Item>::handles()).collect();
            let mut tree = SpanTree::from_ordered(ordered);
            for (number, (start, len, add)) in changes.into_iter().enumerate() {
                if add || list.is_empty() {
                    let item = Item(span(&text, start, len), number as u32);
                    list.push((item.clone(), tree.insert(item)));
                } else {
                    let (item, handle) = list.swap_remove(start % list.len());
                    prop_assert_eq!(tree.remove(handle), Some(item));
                    prop_assert_eq!(tree.remove(handle), None);
                }
            }
            list.sort_by(|(a, _), (b, _)| a.order(b));
            prop_assert_eq!(tree.len(), list.len());
            prop_assert_eq!(tree.iter().collect::<Vec<_>>(), list.iter().map(|(item, _)| item).collect::<Vec<_>>());
            let asked = span(&text, ask.0, ask.1);
            let expected: Vec<_> = list.iter().map(|(item, _)| item).filter(|item| item.0.overlaps(asked)).collect();
            prop_assert_eq!(tree.overlapping(asked), expected);
            for (index, (item, handle)) in list.iter().enumerate() {
                prop_assert_eq!(tree.nth(index), Some(item));
                prop_assert_eq!(tree.rank(item), index);
                prop_assert_eq!(tree.get(*handle), Some(item));
            }
            prop_assert_eq!(tree.nth(list.len()), None);
            let before = list.iter().filter(|(item, _)| item.0.start() < asked.start()).count();
            prop_assert_eq!(tree.starting_before(asked.start()), before);
        }
    }

    /// Counts how many nodes a query looks at: the promise is about work, so the test is too.
    fn nodes_visited(tree: &SpanTree<Item>, at: u32, asked: Span) -> usize {
        let Some(node) = tree.node(at) else { return 0 };
        if node.last_end <= asked.start() {
            return 1;
        }
        let right = node.item.as_ref().is_some_and(|item| item.span().start() < asked.end());
        1 + nodes_visited(tree, node.left, asked)
            + if right {
                nodes_visited(tree, node.right, asked)
            } else {
                0
            }
    }

    #[test]
    fn a_query_among_100_000_spans_looks_at_few() {
        let text = text();
        let mut tree = SpanTree::default();
        for number in 0..100_000 {
            tree.insert(Item(span(&text, number, 2), number as u32));
        }
        // One span over everything, which defeats indexes that only know the longest span.
        tree.insert(Item(span(&text, 0, 100_100), 0));
        for start in (0..100_000).step_by(997) {
            let asked = span(&text, start, 3);
            let found = tree.overlapping(asked).len();
            assert!((4..=5).contains(&found), "{found} found at {start}");
            let visited = nodes_visited(&tree, tree.root, asked);
            assert!(visited < 200, "{visited} nodes for {found} spans at {start}");
        }
    }
}
