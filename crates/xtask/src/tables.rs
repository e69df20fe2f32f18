//! The tables that the migrations make, and which statements name them.

use crate::tree::Source;

/// One `CREATE TABLE` with its two headers.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    /// For example `queue_token`.
    pub(crate) name: String,
    /// The migration that makes it.
    pub(crate) path: String,
    /// What follows `-- distribute: `, or the whole header line when it is of another kind.
    pub(crate) distribute: Option<String>,
    /// What follows `-- owner: `.
    pub(crate) owner: Option<String>,
    /// The column lists of its primary, unique and foreign keys.
    pub(crate) keys: Vec<String>,
}

/// Every table of a migration.
pub(crate) fn tables(migration: &Source) -> Vec<Table> {
    let lines: Vec<&str> = migration.text.lines().collect();
    let starts = lines.iter().enumerate().filter(|(_, line)| line.starts_with("CREATE TABLE"));
    starts
        .map(|(at, line)| {
            let above = |back: usize| at.checked_sub(back).and_then(|i| lines.get(i)).copied();
            let body: Vec<&str> =
                lines.iter().skip(at + 1).take_while(|l| !l.starts_with(')')).copied().collect();
            Table {
                name: word_after(line, "CREATE TABLE").unwrap_or_default(),
                path: migration.path.clone(),
                distribute: above(2).and_then(distribution),
                owner: above(1).and_then(|l| l.strip_prefix("-- owner: ")).map(str::to_owned),
                keys: keys(&body),
            }
        })
        .collect()
}

fn distribution(header: &str) -> Option<String> {
    if let Some(column) = header.strip_prefix("-- distribute: ") {
        return column.split_whitespace().next().map(str::to_owned);
    }
    (header.starts_with("-- reference") || header.starts_with("-- local"))
        .then(|| header.trim_start_matches("-- ").to_owned())
}

/// The bracketed column lists behind PRIMARY KEY, UNIQUE and FOREIGN KEY, and inline ones.
fn keys(body: &[&str]) -> Vec<String> {
    let code: String = body
        .iter()
        .map(|line| line.split("--").next().unwrap_or_default())
        .collect::<Vec<_>>()
        .join(" ");
    let mut found = Vec::new();
    for word in ["PRIMARY KEY", "UNIQUE", "FOREIGN KEY"] {
        for (at, _) in code.match_indices(word) {
            let before = code.get(..at).unwrap_or_default();
            let rest = code.get(at + word.len()..).unwrap_or_default().trim_start();
            if let Some(list) = rest.strip_prefix('(') {
                found.push(list.split(')').next().unwrap_or_default().to_owned());
            } else {
                // `code TEXT NOT NULL PRIMARY KEY`: the key is that column alone.
                let column = before.rsplit(',').next().unwrap_or_default();
                found.push(column.split_whitespace().next().unwrap_or_default().to_owned());
            }
        }
    }
    found
}

/// The tables that a statement reads or writes, by the words in front of them.
pub(crate) fn named_in<'t>(statement: &str, tables: &'t [Table]) -> Vec<&'t Table> {
    let words: Vec<String> = statement
        .lines()
        .map(|line| line.split("--").next().unwrap_or_default())
        .flat_map(|line| line.split(|c: char| !c.is_ascii_alphanumeric() && c != '_'))
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    tables
        .iter()
        .filter(|table| {
            words.windows(2).any(|pair| match pair {
                [before, word] => {
                    *word == table.name
                        && ["from", "join", "into", "update", "using"].contains(&before.as_str())
                }
                _ => false,
            })
        })
        .collect()
}

fn word_after(line: &str, words: &str) -> Option<String> {
    let rest = line.split(words).nth(1)?.trim_start().trim_start_matches("IF NOT EXISTS ");
    let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
    rest.get(..end).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_and_keys_are_read() {
        let text = "-- distribute: bucket\n-- owner: node\nCREATE TABLE a_b (\n    x INT64,\n    y TEXT UNIQUE,\n    CONSTRAINT k PRIMARY KEY (bucket, x)\n);\n";
        let source = Source { path: "1.sql".to_owned(), text: text.to_owned() };
        let found = tables(&source);
        assert_eq!(found[0].distribute.as_deref(), Some("bucket"));
        assert_eq!(found[0].keys, ["bucket, x", "y"]);
        let names = |sql| named_in(sql, &found).len();
        assert_eq!(names("SELECT a_b FROM c"), 0);
        assert_eq!(names("WITH x AS (SELECT 1) SELECT 1 FROM c JOIN a_b ON 1"), 1);
    }
}
