//! Our own annotation file, as the store saves it.

use std::io::{self, Write};

use super::ExportArticle;
use crate::store::to_ron;

pub fn write(article: &ExportArticle<'_>, out: &mut dyn Write) -> io::Result<()> {
    let ron = to_ron(&article.path, article.article, article.header, article.layer).map_err(io::Error::other)?;
    out.write_all(ron.as_bytes())
}
