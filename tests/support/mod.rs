//! What several tests share.

pub mod soft_renderer;
