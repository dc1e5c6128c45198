//! Finding an annotation by its id.

use std::hash::{BuildHasher, RandomState};

use hashbrown::HashTable;

use super::{
    Annotation, AnnotationId,
    span_tree::{Handle, SpanTree},
};

/// The handles of annotations, found by their ids. These are not kept once more, but looked up in the tree: 5 bytes an
/// annotation instead of 40.
#[derive(Clone, Debug, Default)]
pub struct Ids {
    table: HashTable<Handle>,
    /// Not the same in every table: nobody can write a file of ids that collide.
    hasher: RandomState,
}

impl Ids {
    /// The handle of the annotation with an id.
    pub fn get(&self, tree: &SpanTree<Annotation>, id: &AnnotationId) -> Option<Handle> {
        let is_it = |handle: &Handle| tree.get(*handle).is_some_and(|annotation| annotation.id == *id);
        self.table.find(self.hasher.hash_one(id), is_it).copied()
    }

    /// Adds an annotation of the tree, whose id is new.
    pub fn add(&mut self, tree: &SpanTree<Annotation>, handle: Handle) {
        let Self { table, hasher } = self;
        let hash = |handle: &Handle| {
            tree.get(*handle)
                .map_or(0, |annotation| hasher.hash_one(&annotation.id))
        };
        table.insert_unique(hash(&handle), handle, hash);
    }

    /// Adds all annotations of a tree made of items in order; stops and says so if two have the same id.
    pub fn add_all(&mut self, tree: &SpanTree<Annotation>) -> bool {
        let Self { table, hasher } = self;
        let hash = |handle: &Handle| {
            tree.get(*handle)
                .map_or(0, |annotation| hasher.hash_one(&annotation.id))
        };
        table.reserve(tree.len(), hash);
        for (annotation, handle) in tree.iter().zip(SpanTree::<Annotation>::handles()) {
            let is_it = |other: &Handle| tree.get(*other).is_some_and(|other| other.id == annotation.id);
            let own = hasher.hash_one(&annotation.id);
            if table.find(own, is_it).is_some() {
                return false;
            }
            table.insert_unique(own, handle, hash);
        }
        true
    }

    /// Forgets an annotation that is still in the tree.
    pub fn remove(&mut self, tree: &SpanTree<Annotation>, id: &AnnotationId) {
        let is_it = |handle: &Handle| tree.get(*handle).is_some_and(|annotation| annotation.id == *id);
        if let Ok(found) = self.table.find_entry(self.hasher.hash_one(id), is_it) {
            found.remove();
        }
    }
}
