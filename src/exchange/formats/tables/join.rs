//! A table of spans, and the table of their documents beside it, into documents with spans.
//!
//! As long as both are in the same order, as ours are, neither is held in memory. If not, what is left of the spans is.

use std::{
    collections::{HashMap, HashSet, VecDeque},
    hash::{BuildHasher, RandomState},
    path::Path,
};

use super::{
    super::{Found, FoundSpan, Item, Problem, ReadError, ReadOptions, Take, fields, label_file},
    files::documents_beside,
    roles::{Role, Roles},
    rows,
    source::{Open, Table},
};

/// How many spans of one document are handed out at once; if there are more, it comes again.
const MOST_SPANS: usize = 1 << 20;

/// Where the two tables of a dataset are.
pub(in crate::exchange) struct Source<'a> {
    /// Opens the table of spans, or of documents that are labelled as a whole.
    pub spans: &'a dyn Fn() -> Result<Table, ReadError>,
    /// Opens the table of documents, if there is one.
    pub documents: &'a dyn Fn() -> Option<Table>,
}

/// Reads the table at `path`, of spans or of documents that are labelled as a whole. Texts of documents are in the table of
/// documents beside it, if there is one.
pub(in crate::exchange) fn read(
    path: &Path,
    open: Open,
    options: &ReadOptions,
    take: Take<'_>,
) -> Result<(), ReadError> {
    if !label_file::read(path, take)? {
        return Ok(());
    }
    let beside = documents_beside(path);
    let source = Source {
        spans: &|| open(path, &options.limits),
        // If it cannot be read, the spans are of documents that are known by their ids.
        documents: &|| open(&beside, &options.limits).ok().filter(|_| path != beside),
    };
    read_from(&source, options, take)
}

/// Reads the two tables of a dataset.
pub(in crate::exchange) fn read_from(
    source: &Source<'_>,
    options: &ReadOptions,
    take: Take<'_>,
) -> Result<(), ReadError> {
    let table = (source.spans)()?;
    let Some(roles) = Roles::of_spans(&table, options) else {
        return read_documents(table, options, take);
    };
    if roles.place(Role::Id).is_some()
        && let Some(documents) = (source.documents)()
    {
        let ids = || ids((source.spans)()?, options);
        return Join::new(Runs::new(table, roles, options), &ids).read(documents, take);
    }
    let mut runs = Runs::new(table, roles, options);
    while let Some(run) = runs.next_run()? {
        let item = match run {
            Ok(found) => Item::Document(found),
            Err(problem) => Item::Problem(problem),
        };
        if take(item).is_break() {
            break;
        }
    }
    Ok(())
}

/// Reads a table of documents alone.
fn read_documents(mut table: Table, options: &ReadOptions, take: Take<'_>) -> Result<(), ReadError> {
    let roles = Roles::of_documents(&table, options);
    if roles.place(Role::Label).is_none() && roles.place(Role::Layers).is_none() {
        return Err(ReadError::Broken(
            "it has no columns with the start, the end and the label of spans, and none with labels of documents: say \
             what they are called"
                .to_owned(),
        ));
    }
    while let Some((number, found)) = next_document(&mut table, &roles)? {
        let item = match found {
            Ok(found) => Item::Document(found),
            Err(what) => Item::Problem(Problem {
                place: table.place(number),
                what,
            }),
        };
        if take(item).is_break() {
            break;
        }
    }
    Ok(())
}

type Row<T> = Option<(u64, Result<T, String>)>;

fn next_document(table: &mut Table, roles: &Roles) -> Result<Row<Box<Found>>, ReadError> {
    let Some(row) = table.next_row()? else { return Ok(None) };
    let found = row.cells.and_then(|cells| rows::document(cells, roles, table.names()));
    let found = found.map(|found| {
        let place = table.place(row.number);
        Box::new(Found { place, ..found })
    });
    Ok(Some((row.number, found)))
}

/// The documents that a table has spans of.
struct Ids {
    hasher: RandomState,
    ids: HashSet<u64>,
}

impl Ids {
    fn has(&self, id: &str) -> bool {
        self.ids.contains(&self.hasher.hash_one(id))
    }
}

fn ids(mut table: Table, options: &ReadOptions) -> Result<Ids, ReadError> {
    let mut ids = Ids {
        hasher: RandomState::new(),
        ids: HashSet::new(),
    };
    let Some(roles) = Roles::of_spans(&table, options) else {
        return Ok(ids);
    };
    while let Some(row) = table.next_row()? {
        if let Some(id) = row.cells.ok().and_then(|mut cells| roles.take(Role::Id, &mut cells)) {
            ids.ids.insert(ids.hasher.hash_one(&id));
        }
    }
    Ok(ids)
}

/// The spans of a table, those of a document that stand together at once.
struct Runs<'a> {
    table: Table,
    roles: Roles,
    options: &'a ReadOptions,
    open: Option<Box<Found>>,
    spans: usize,
    ready: VecDeque<Result<Box<Found>, Problem>>,
    is_over: bool,
}

impl<'a> Runs<'a> {
    fn new(table: Table, roles: Roles, options: &'a ReadOptions) -> Self {
        Self {
            table,
            roles,
            options,
            open: None,
            spans: 0,
            ready: VecDeque::new(),
            is_over: false,
        }
    }

    /// The next document with spans, or the next row that is none.
    fn next_run(&mut self) -> Result<Option<Result<Box<Found>, Problem>>, ReadError> {
        loop {
            if let Some(ready) = self.ready.pop_front() {
                return Ok(Some(ready));
            }
            if self.is_over {
                return Ok(self.open.take().map(Ok));
            }
            match self.table.next_row()? {
                None => self.is_over = true,
                Some(row) => {
                    let added = row.cells.and_then(|cells| self.add(cells, row.number));
                    if let Err(what) = added {
                        let place = self.table.place(row.number);
                        self.ready.push_back(Err(Problem { place, what }));
                    }
                }
            }
        }
    }

    fn add(&mut self, mut cells: Vec<Option<String>>, number: u64) -> Result<(), String> {
        let id = self.roles.take(Role::Id, &mut cells);
        let text = self.roles.take(Role::Text, &mut cells);
        let id = match (id, &text) {
            (None, None) if self.roles.place(Role::Id).is_some() => {
                return Err("it does not say which document it is of".to_owned());
            }
            (None, None) => Some(self.table.stem()),
            (id, _) => id,
        };
        let span = rows::span(&mut cells, &self.roles, self.options)?;
        let annotator = self.roles.take(Role::Annotator, &mut cells);
        let split = self.roles.take(Role::Split, &mut cells);
        let found = self.document(id, text, number);
        found.split = found.split.take().or(split);
        let layer = fields::layer(&mut found.layers, annotator);
        layer.spans.extend(span.map(|span| FoundSpan {
            line: Some(number),
            ..span
        }));
        self.spans += 1;
        if self.spans >= MOST_SPANS {
            self.ready.extend(self.open.take().map(Ok));
        }
        Ok(())
    }

    /// The document that a row is of: the last one, or a new one.
    fn document(&mut self, id: Option<String>, text: Option<String>, number: u64) -> &mut Found {
        let is_same = self.open.as_ref().is_some_and(|open| match (&open.id, &id) {
            (Some(one), Some(other)) => one == other,
            (None, None) => open.text == text,
            _ => false,
        });
        if !is_same {
            self.ready.extend(self.open.take().map(Ok));
            self.spans = 0;
        }
        let place = self.table.place(number);
        let open = self.open.get_or_insert_with(|| {
            Box::new(Found {
                id,
                place,
                ..Found::default()
            })
        });
        open.text = open.text.take().or(text);
        open
    }
}

/// Spans that are put to their documents.
struct Join<'a> {
    runs: Runs<'a>,
    /// The spans that are put next, unless all that are left are in memory.
    ahead: Option<Box<Found>>,
    left: Option<HashMap<String, Box<Found>>>,
    read_ids: &'a dyn Fn() -> Result<Ids, ReadError>,
    ids: Option<Ids>,
}

impl<'a> Join<'a> {
    fn new(runs: Runs<'a>, read_ids: &'a dyn Fn() -> Result<Ids, ReadError>) -> Self {
        Self {
            runs,
            ahead: None,
            left: None,
            read_ids,
            ids: None,
        }
    }

    fn read(mut self, mut documents: Table, take: Take<'_>) -> Result<(), ReadError> {
        let roles = Roles::of_documents(&documents, self.runs.options);
        if !self.step(take)? {
            return Ok(());
        }
        while let Some((number, found)) = next_document(&mut documents, &roles)? {
            let item = match found {
                Ok(found) => match self.with_spans(found, take)? {
                    Some(found) => Item::Document(found),
                    None => return Ok(()),
                },
                Err(what) => Item::Problem(Problem {
                    place: documents.place(number),
                    what,
                }),
            };
            if take(item).is_break() {
                return Ok(());
            }
        }
        self.rest(take)
    }

    /// Reads the spans of one more document. Whether reading is to go on.
    fn step(&mut self, take: Take<'_>) -> Result<bool, ReadError> {
        loop {
            match self.runs.next_run()? {
                Some(Ok(run)) => {
                    self.ahead = Some(run);
                    return Ok(true);
                }
                None => {
                    self.ahead = None;
                    return Ok(true);
                }
                Some(Err(problem)) => {
                    if take(Item::Problem(problem)).is_break() {
                        return Ok(false);
                    }
                }
            }
        }
    }

    /// A document with its spans; `None` if reading is to stop.
    fn with_spans(&mut self, found: Box<Found>, take: Take<'_>) -> Result<Option<Box<Found>>, ReadError> {
        let Some(id) = found.id.clone() else {
            return Ok(Some(found));
        };
        let is_next = |ahead: &Option<Box<Found>>| ahead.as_ref().is_some_and(|run| run.id.as_ref() == Some(&id));
        if self.left.is_none() && self.ahead.is_some() && !is_next(&self.ahead) {
            if self.ids.is_none() {
                self.ids = Some((self.read_ids)()?);
            }
            if self.ids.as_ref().is_some_and(|ids| ids.has(&id)) && !self.collect(take)? {
                return Ok(None);
            }
        }
        let mut found = found;
        if let Some(left) = &mut self.left {
            if let Some(run) = left.remove(&id) {
                join(&mut found, *run);
            }
            return Ok(Some(found));
        }
        while is_next(&self.ahead) {
            if let Some(run) = self.ahead.take() {
                join(&mut found, *run);
            }
            if !self.step(take)? {
                return Ok(None);
            }
        }
        Ok(Some(found))
    }

    /// Takes all spans that are left into memory, as they stand in another order than the documents. Whether reading is to
    /// go on.
    fn collect(&mut self, take: Take<'_>) -> Result<bool, ReadError> {
        let mut left: HashMap<String, Box<Found>> = HashMap::new();
        let mut room = self.runs.options.limits.unpacked;
        while let Some(run) = self.ahead.take() {
            room = room.checked_sub(size(&run)).ok_or_else(|| {
                ReadError::Broken(
                    "its spans stand in another order than the documents beside it, and are too many to be put in order: \
                     sort both by the ids of documents"
                        .to_owned(),
                )
            })?;
            let id = run.id.clone().unwrap_or_default();
            match left.get_mut(&id) {
                Some(known) => join(known, *run),
                None => {
                    left.insert(id, run);
                }
            }
            if !self.step(take)? {
                return Ok(false);
            }
        }
        self.left = Some(left);
        Ok(true)
    }

    /// Hands out the spans that have found no document.
    fn rest(mut self, take: Take<'_>) -> Result<(), ReadError> {
        while let Some(run) = self.ahead.take() {
            if take(Item::Document(run)).is_break() || !self.step(take)? {
                return Ok(());
            }
        }
        let mut left: Vec<_> = self.left.take().into_iter().flatten().map(|(_, run)| run).collect();
        left.sort_by(|one, other| one.place.cmp(&other.place));
        for run in left {
            if take(Item::Document(run)).is_break() {
                break;
            }
        }
        Ok(())
    }
}

/// Adds what is said in one place to a document. Its place is that of the spans, for that is where faults will be.
fn join(found: &mut Found, run: Found) {
    found.place = run.place;
    for layer in run.layers {
        let known = fields::layer(&mut found.layers, layer.annotator);
        known.spans.extend(layer.spans);
    }
}

/// About how much memory the spans take.
fn size(found: &Found) -> u64 {
    let spans = found.layers.iter().flat_map(|layer| &layer.spans);
    let text = |text: &Option<String>| text.as_ref().map_or(0, String::len);
    let bytes = spans.map(|span| size_of::<FoundSpan>() + text(&span.quote) + text(&span.note));
    bytes.sum::<usize>() as u64
}
