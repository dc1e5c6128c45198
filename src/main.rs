use glossator::{
    store::settings::SettingsFile,
    ui::app,
    workspace::{Command, Workspace},
};

fn main() -> eframe::Result {
    let path = std::env::args_os().nth(1);
    app::run(|context| {
        let mut workspace = Workspace::new(SettingsFile::load(), app::wake(context));
        if let Some(path) = path {
            workspace.run(Command::OpenFile(path.into()));
        }
        workspace
    })
}
