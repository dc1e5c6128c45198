//! A project of three articles, and a workspace on it.

use glossator::{
    labels::LabelId,
    store::Manifest,
    workspace::{Command, Workspace},
};

use super::desk::Desk;

pub const BUDGET: &str = "Budget passes, barely\n\nParliament passed the budget. The coalition will not last.\n";
pub const BANK: &str = "Bank waits\n\nThe bank left its rate where it was. That was wise.\n";
pub const RAIL: &str = "Rail strike ends\n\nTrains run again. Nobody will miss the strike.\n";

/// A desk with a project of three articles, and a workspace on it.
pub fn project() -> (Desk, Workspace) {
    let desk = Desk::new();
    std::fs::create_dir(desk.path("news")).expect("made");
    Manifest::new("News").create(&desk.path("news")).expect("made");
    for (name, text) in [("bank.txt", BANK), ("budget.txt", BUDGET), ("rail.txt", RAIL)] {
        desk.write(&format!("news/{name}"), text);
    }
    let workspace = open(&desk);
    (desk, workspace)
}

pub fn open(desk: &Desk) -> Workspace {
    let mut workspace = desk.workspace();
    workspace.run(Command::OpenFile(desk.path("news")));
    workspace.wait();
    workspace
}

pub fn run(workspace: &mut Workspace, command: Command) {
    workspace.run(command);
    workspace.wait();
}

/// The names of the articles in the list, in its order.
pub fn listed(workspace: &Workspace) -> Vec<String> {
    let project = workspace.project().expect("a project");
    let name = |place: &u32| project.article(*place).expect("it is there").name.to_string();
    project.list().places().iter().map(name).collect()
}

pub fn folder_of_user(workspace: &Workspace) -> String {
    workspace.project().expect("a project").annotator().to_owned()
}

pub fn label(id: &str) -> Command {
    Command::Label(LabelId::new(id))
}
