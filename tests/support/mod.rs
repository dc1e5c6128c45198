//! What several tests share. Not every test uses all of it.
#![allow(dead_code)]

pub mod desk;
pub mod marked;
pub mod soft_renderer;
pub mod window;
