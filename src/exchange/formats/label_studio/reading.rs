//! Reading tasks of Label Studio: its JSON and JSON-MIN, and what goes into it.

use std::{collections::BTreeMap, ops::ControlFlow, path::Path};

use serde_json::{Map, Value};

use super::{
    super::{
        Candidate, Found, FoundLayer, Item, Place, Problem, ReadError, ReadOptions, Take, facts, fields, label_file,
    },
    config::Config,
    region::{self, Results},
};
use crate::{annotation::State, readers, store::folder};

/// The fields of a task that hold what people said of it.
const SAID: [&str; 2] = ["annotations", "completions"];
/// What JSON-MIN says of an annotation, besides its results.
const OF_ANNOTATION: [&str; 4] = ["annotation_id", "lead_time", "created_at", "updated_at"];

/// Whether a file holds tasks that somebody or something has labelled.
pub(super) fn is_tasks(candidate: &Candidate<'_>) -> bool {
    let head = candidate.head.trim_ascii_start();
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    if !candidate.ends_with(".json") || !head.starts_with(b"[") {
        return false;
    }
    let mut is_task = false;
    if let Ok(file) = folder::open_file(candidate.path) {
        let _ = readers::elements(&file, &readers::Limits::default(), &[], &mut |_, task| {
            is_task = task.as_object().is_some_and(is_labelled);
            ControlFlow::Break(())
        });
    }
    is_task
}

fn is_labelled(task: &Map<String, Value>) -> bool {
    let has_list = |name: &&str| task.get(*name).is_some_and(Value::is_array);
    let is_export = task.get("data").is_some_and(Value::is_object) && SAID.iter().chain(&["predictions"]).any(has_list);
    is_export || (task.contains_key("annotation_id") && task.contains_key("lead_time"))
}

/// Hands out the documents of a file of tasks.
pub(super) fn read(path: &Path, options: &ReadOptions, take: Take<'_>) -> Result<(), ReadError> {
    let (config, problem) = match Config::beside(path) {
        Ok(config) => (config, None),
        Err(what) => (Config::default(), Some(what)),
    };
    if let Some(what) = problem {
        let place = Place {
            file: path.with_file_name(super::config::NAME),
            line: None,
        };
        if take(Item::Problem(Problem { place, what })).is_break() {
            return Ok(());
        }
    }
    if !hand_out_labels(path, &config, take)? {
        return Ok(());
    }
    let mut reading = Reading {
        config,
        options,
        left_out: BTreeMap::new(),
        is_stopped: false,
    };
    let file = folder::open_file(path)?;
    readers::elements(&file, &options.limits, &[], &mut |number, task| {
        let place = Place::line(path, number);
        let item = match reading.task(task, place.clone()) {
            Ok(found) => Item::Document(Box::new(found)),
            Err(what) => Item::Problem(Problem { place, what }),
        };
        let then = take(item);
        reading.is_stopped = then.is_break();
        then
    })?;
    if !reading.is_stopped && !reading.left_out.is_empty() {
        let place = Place {
            file: path.to_owned(),
            line: None,
        };
        let _ = take(Item::Problem(Problem {
            place,
            what: reading.what_was_left_out(),
        }));
    }
    Ok(())
}

/// Hands out the labels of the file of labels, or else those of the configuration. Whether reading is to go on.
fn hand_out_labels(path: &Path, config: &Config, take: Take<'_>) -> Result<bool, ReadError> {
    if label_file::is_beside(path) {
        return label_file::read(path, take);
    }
    let mut labels = config.labels.iter();
    Ok(labels.all(|label| take(Item::Label(Box::new(label.clone()))).is_continue()))
}

struct Reading<'a> {
    config: Config,
    options: &'a ReadOptions,
    /// Results that are neither spans nor labels of documents, by their kinds.
    left_out: BTreeMap<String, u64>,
    is_stopped: bool,
}

impl Reading<'_> {
    fn what_was_left_out(&self) -> String {
        let kinds = self.left_out.iter();
        let kinds: Vec<String> = kinds
            .map(|(kind, count)| format!("{count} of the kind “{kind}”"))
            .collect();
        format!(
            "results that are neither spans of a plain text nor labels of one were left out: {}",
            kinds.join(", ")
        )
    }

    fn task(&mut self, task: Value, place: Place) -> Result<Found, String> {
        let Value::Object(mut task) = task else {
            return Err("a task must be an object {…}".to_owned());
        };
        let mut found = Found {
            place,
            ..Found::default()
        };
        match task.remove("data") {
            Some(Value::Object(data)) => self.full(&mut found, task, data)?,
            Some(_) => return Err("`data` of a task must be an object {…}".to_owned()),
            None => self.minimal(&mut found, task)?,
        }
        Ok(found)
    }

    /// A task as Label Studio keeps it.
    fn full(
        &mut self,
        found: &mut Found,
        mut task: Map<String, Value>,
        mut data: Map<String, Value>,
    ) -> Result<(), String> {
        let said = SAID.iter().find_map(|name| task.remove(*name));
        let mut said = list("annotations", said)?;
        let predicted = list("predictions", task.remove("predictions"))?;
        let object = said.iter().chain(&predicted).find_map(region::object);
        found.text = Some(self.text(&mut data, object.as_deref())?);
        let id = ["doc_id", "id"].iter().find_map(|name| data.remove(*name));
        found.id = id.or_else(|| task.remove("id")).and_then(fields::text);
        let names = annotators(&mut data, said.len().max(predicted.len()));
        if names.is_some() {
            // Label Studio does not always give them back in the order in which it got them.
            said.sort_by_key(|annotation| annotation.get("id").and_then(Value::as_u64));
        }
        facts::read(found, data);
        let mut names = names.unwrap_or_default();
        for prediction in predicted {
            let layer = self.predicted(prediction, &names)?;
            found.layers.push(layer);
        }
        names.reverse();
        for annotation in said {
            let layer = self.said(annotation, names.pop())?;
            found.layers.push(layer);
        }
        Ok(())
    }

    fn said(&mut self, annotation: Value, name: Option<String>) -> Result<FoundLayer, String> {
        let Value::Object(mut annotation) = annotation else {
            return Err("an annotation must be an object {…}".to_owned());
        };
        let mut layer = self.results(annotation.remove("result"), annotation.get("created_at"))?;
        layer.annotator = name.or_else(|| annotation.remove("completed_by").and_then(person));
        let is_set = |name: &&str| annotation.get(*name).and_then(Value::as_bool) == Some(true);
        if ["was_cancelled", "skipped"].iter().any(is_set) {
            layer.state = State::Skipped;
        }
        Ok(layer)
    }

    /// What somebody exported as predictions is still theirs; all others are proposals of a program.
    fn predicted(&mut self, prediction: Value, names: &[String]) -> Result<FoundLayer, String> {
        let Value::Object(mut prediction) = prediction else {
            return Err("a prediction must be an object {…}".to_owned());
        };
        let mut layer = self.results(prediction.remove("result"), prediction.get("created_at"))?;
        layer.annotator = prediction.remove("model_version").and_then(fields::text);
        layer.is_suggestion = !layer.annotator.as_ref().is_some_and(|name| names.contains(name));
        Ok(layer)
    }

    fn results(&mut self, results: Option<Value>, made: Option<&Value>) -> Result<FoundLayer, String> {
        let mut all = Results::new(self.options, &mut self.left_out, made.and_then(Value::as_str));
        for result in list("result", results)? {
            all.add(result)?;
        }
        Ok(all.layer())
    }

    /// A task as JSON-MIN has it: `data` and the results of one annotation, by the names of their controls, in one object.
    fn minimal(&mut self, found: &mut Found, mut task: Map<String, Value>) -> Result<(), String> {
        found.text = Some(self.text(&mut task, None)?);
        let id = task.remove("id");
        found.id = task.remove("doc_id").or(id).and_then(fields::text);
        let names = annotators(&mut task, 1);
        let by = task.remove("annotator").and_then(person);
        let made = task.get("created_at").and_then(Value::as_str).map(str::to_owned);
        let mut results = Results::new(self.options, &mut self.left_out, made.as_deref());
        let mut data = Map::new();
        for (name, value) in task {
            if OF_ANNOTATION.contains(&&*name) {
                continue;
            }
            match value {
                Value::Array(regions) if regions.first().is_some_and(region::is_minimal) => {
                    for value in regions {
                        results.add_minimal(value)?;
                    }
                }
                value if self.config.choices.contains(&name) => results.add_choices(value),
                value => {
                    data.insert(name, value);
                }
            }
        }
        let mut layer = results.layer();
        facts::read(found, data);
        layer.annotator = names.and_then(|mut names| names.pop()).or(by);
        found.layers.push(layer);
        Ok(())
    }

    /// The text: what the configuration shows, else the field of the same name as the object, else the longest text.
    fn text(&self, data: &mut Map<String, Value>, object: Option<&str>) -> Result<String, String> {
        let renamed = data
            .keys()
            .find(|name| self.options.ours(name) == "text" && *name != "text");
        let is_text = |name: &&str| data.get(*name).is_some_and(Value::is_string);
        let name = renamed
            .map(String::as_str)
            .into_iter()
            .chain(self.config.fields(object))
            .find(is_text);
        let name = match name {
            Some(name) => name.to_owned(),
            None => longest(data).ok_or("the task has no text: only tasks of plain texts can be read")?,
        };
        match data.remove(&name) {
            Some(Value::String(text)) => Ok(text),
            _ => Err("the task has no text".to_owned()),
        }
    }
}

/// The name of the field with the longest text, if it is none of those that are about the task.
fn longest(data: &Map<String, Value>) -> Option<String> {
    let texts = data
        .iter()
        .filter_map(|(name, value)| Some((name, value.as_str()?.len())));
    let texts = texts.filter(|(name, _)| !OF_ANNOTATION.contains(&name.as_str()));
    texts.max_by_key(|(_, length)| *length).map(|(name, _)| name.clone())
}

/// The annotators by name, if there are as many as annotations.
fn annotators(data: &mut Map<String, Value>, count: usize) -> Option<Vec<String>> {
    let names = data.get("annotators")?.as_array()?;
    let names: Option<Vec<String>> = names.iter().map(|name| name.as_str().map(str::to_owned)).collect();
    let names = names.filter(|names| names.len() == count)?;
    data.remove("annotators");
    Some(names)
}

/// A user, by the address or number.
fn person(value: Value) -> Option<String> {
    match value {
        Value::Object(mut user) => ["email", "username", "id"]
            .iter()
            .find_map(|name| fields::text(user.remove(*name)?)),
        value => fields::text(value),
    }
    .filter(|name| !name.is_empty())
}

fn list(name: &str, value: Option<Value>) -> Result<Vec<Value>, String> {
    match value {
        None | Some(Value::Null) => Ok(Vec::new()),
        Some(Value::Array(values)) => Ok(values),
        Some(_) => Err(format!("`{name}` of a task must be a list […]")),
    }
}
