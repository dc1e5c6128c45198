//! Labels of an article that was renamed: opened under its new name it has none, and takes over its own.

use std::{
    thread,
    time::{Duration, Instant},
};

use super::opening::Order;
use crate::store::{NotAdopted, Opened, Orphan, PATIENCE, orphans_of};

/// How often it is looked whether the article that was open before has let go of its labels.
const AGAIN: Duration = Duration::from_millis(20);

/// What came of looking for labels that an article could take over.
pub(super) enum Adopted {
    /// There are none.
    Nothing,
    /// It has taken them over, and must be read again; what to tell the user.
    Labels(String),
    /// It could not take them over; what to tell the user.
    Left(String),
}

/// Has an article without labels take over those of the very same text whose own article is gone. Where that is the
/// article that is open, it must be put away first: `put_away` is called once to bring that about.
pub(super) fn adopt(order: &Order, opened: &Opened, put_away: impl FnOnce()) -> Adopted {
    let Some(fresh) = opened.layer.as_ref().ok().filter(|_| opened.is_new) else {
        return Adopted::Nothing;
    };
    let home = &fresh.header.home;
    let orphans = orphans_of(&opened.article, home, &order.annotator);
    let [orphan] = orphans.as_slice() else {
        return several(&orphans, opened);
    };
    let adopt = || orphan.adopt(home, &opened.layer_path, &order.annotator, order.journals.as_deref());
    let mut adopted = adopt();
    if matches!(adopted, Err(NotAdopted::OpenHere)) {
        put_away();
        let begun = Instant::now();
        while matches!(adopted, Err(NotAdopted::OpenHere)) && begun.elapsed() < PATIENCE {
            thread::sleep(AGAIN);
            adopted = adopt();
        }
    }
    match adopted {
        Ok(()) => Adopted::Labels(format!(
            "These labels were those of {}, which is gone and had the very same text.",
            orphan.named
        )),
        Err(why) => Adopted::Left(left(orphan, opened, &why)),
    }
}

/// What to say of labels that could not be taken over.
fn left(orphan: &Orphan, opened: &Opened, why: &NotAdopted) -> String {
    format!(
        "The article {}, which is gone, had the very same text as this one. Its labels are in {}; they were not taken over, for {why}. \
         To have them here, label nothing yet, and open this article again when that is mended; or close it and rename that file to {}.",
        orphan.named,
        orphan.layer.display(),
        opened.layer_path.display()
    )
}

/// What to say where labels of several articles would do.
fn several(orphans: &[Orphan], opened: &Opened) -> Adopted {
    if orphans.is_empty() {
        return Adopted::Nothing;
    }
    let layers: Vec<String> = orphans
        .iter()
        .map(|orphan| orphan.layer.display().to_string())
        .collect();
    Adopted::Left(format!(
        "Several articles that are gone had the very same text as this one. Their labels are in {}. To have some of them here, \
         close this article before you label it, and rename one of these files to {}.",
        layers.join(" and "),
        opened.layer_path.display()
    ))
}
