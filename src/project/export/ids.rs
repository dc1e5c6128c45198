//! What datasets call the articles of a project.

use std::collections::HashMap;

use super::super::{Facts, Index};
use crate::project::import::ARTICLES;

/// What datasets call each article of a project, in their order: what its source calls it, or else its name without the
/// folder of all articles and without its ending. Where two would be called the same, they have their whole names. No
/// two have the same id, and it does not change for as long as the article is not moved.
pub fn ids(index: &Index) -> Vec<String> {
    let articles = index.articles();
    let mut count: HashMap<&str, usize> = HashMap::with_capacity(articles.len());
    for facts in articles {
        *count.entry(own_id(facts)).or_default() += 1;
        *count.entry(&facts.name).or_default() += 1;
    }
    let is_alone = |id: &str| count.get(id) == Some(&1);
    let id = |facts: &std::sync::Arc<Facts>| match own_id(facts) {
        short if is_alone(short) => short.to_owned(),
        // The name of an article is its path, of which there is only one; but another may be called so by its source.
        _ if is_alone(&facts.name) => facts.name.to_string(),
        _ => format!("./{}", facts.name),
    };
    articles.iter().map(id).collect()
}

/// What a dataset would call an article if there were no others: two may be called the same.
pub fn own_id(facts: &Facts) -> &str {
    if let Some(id) = facts
        .text()
        .and_then(|text| text.id.as_deref())
        .filter(|id| !id.is_empty())
    {
        return id;
    }
    let name = facts
        .name
        .strip_prefix(ARTICLES)
        .and_then(|rest| rest.strip_prefix('/'));
    let name = name.unwrap_or(&facts.name);
    let ending = name.len() - name.rsplit('/').next().unwrap_or(name).len() + facts.file_name().len();
    name.get(..ending).unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::project::facts::TextFacts;

    #[test]
    fn ids_are_short_where_they_can_be() {
        let article = |name: &str, id: Option<&str>| {
            Arc::new(Facts {
                read: Some(Ok(TextFacts {
                    id: id.map(Into::into),
                    ..TextFacts::default()
                })),
                ..Facts::unread(name)
            })
        };
        let index = Index::of_articles(vec![
            article("articles/a.txt", None),
            article("articles/b.md", None),
            article("articles/b.txt", None),
            article("articles/may/c.article.ron", None),
            article("articles/x/00001.article.ron", Some("d01/news")),
            article("articles/x/00002.article.ron", Some("a.txt")),
            article("e.txt", Some("")),
        ]);
        assert_eq!(
            ids(&index),
            [
                "a",
                "articles/b.md",
                "articles/b.txt",
                "may/c",
                "d01/news",
                "a.txt",
                "e"
            ]
        );
    }
}
