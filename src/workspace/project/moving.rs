//! From article to article.

use super::OpenProject;
use crate::workspace::{Outcome, Refusal, Workspace};

impl Workspace {
    /// The open project, or why there is nothing to do without one.
    pub(in crate::workspace) fn open_project(&mut self) -> Result<&mut OpenProject, Refusal> {
        self.project
            .as_mut()
            .ok_or_else(|| "Open a project first: a folder of articles that share a label set.".into())
    }

    /// Opens the article that the project calls `name`.
    pub(in crate::workspace) fn open_article(&mut self, name: &str) -> Outcome {
        let project = self.open_project()?;
        project.overview.leave();
        if let Some(row) = project.list.row_of(name) {
            project.list.here = row;
        }
        let path = project.path_of(name);
        self.open(path, None)
    }

    /// Opens the article after the open one in the list, or the one before it.
    pub(in crate::workspace) fn next_article(&mut self, forward: bool) -> Outcome {
        let (place, is_there) = self.place_in_list()?;
        let next = match (forward, is_there) {
            (true, true) => place.checked_add(1),
            // What took the place of an article that is no longer in the list is the next one.
            (true, false) => Some(place),
            (false, _) => place.checked_sub(1),
        };
        let why = if forward {
            "This is the last article of the list."
        } else {
            "This is the first article of the list."
        };
        let name = next.and_then(|place| self.name_in_list(place)).ok_or(why)?;
        self.open_article(&name)
    }

    /// Opens the next article of the list that is new or begun, from the top again after the last.
    pub(in crate::workspace) fn next_unfinished(&mut self) -> Outcome {
        let (here, is_there) = self.place_in_list()?;
        let project = self.open_project()?;
        let places = project.list.places();
        let from = here + usize::from(is_there);
        let in_order = (from..places.len()).chain(0..here.min(places.len()));
        let open = in_order
            .filter_map(|place| places.get(place))
            .find(|place| project.stage(**place).is_open())
            .and_then(|place| project.article(*place));
        let name = open.map(|facts| facts.name.to_string());
        let name = name.ok_or("All other articles of the list are done or skipped.")?;
        self.open_article(&name)
    }

    /// Where in the list the open article is, or was, and whether it is there.
    fn place_in_list(&mut self) -> Result<(usize, bool), Refusal> {
        let name = self.article_name();
        let project = self.open_project()?;
        let place = name.and_then(|name| project.list.row_of(&name));
        if let Some(place) = place {
            project.list.here = place;
        }
        Ok((project.list.here.min(project.list.places().len()), place.is_some()))
    }

    fn name_in_list(&self, place: usize) -> Option<String> {
        let project = self.project()?;
        let place = project.list.places().get(place)?;
        Some(project.article(*place)?.name.to_string())
    }
}
