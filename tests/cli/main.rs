//! The commands without a window, run as a person runs them.

mod desk;
mod example;
mod faults;
mod inputs;
mod python;
