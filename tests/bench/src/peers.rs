//! Other ways to search names.

use std::path::Path;

use rusqlite::Connection;
use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, BoostQuery, FuzzyTermQuery, Occur, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption, STORED, Schema, TextFieldIndexing, TextOptions, Value};
use tantivy::tokenizer::{AsciiFoldingFilter, LowerCaser, SimpleTokenizer, TextAnalyzer};
use tantivy::{Index, Searcher, TantivyDocument, Term, doc};

use crate::Outcome;
use crate::data::{fold, words};

const FIRST: usize = 10;

/// FTS5 over one column, with or without trigrams.
pub struct Fts5 {
    conn: Connection,
    trigram: bool,
}

impl Fts5 {
    pub fn prefix(folder: &Path, names: &[(u64, String)]) -> Outcome<Fts5> {
        let options = "name, content='', tokenize='unicode61 remove_diacritics 2', prefix='2 3'";
        Self::build(&folder.join("prefix.db"), options, names, false)
    }

    pub fn trigram(folder: &Path, names: &[(u64, String)]) -> Outcome<Fts5> {
        Self::build(&folder.join("trigram.db"), "name, tokenize='trigram'", names, true)
    }

    fn build(file: &Path, options: &str, names: &[(u64, String)], trigram: bool) -> Outcome<Fts5> {
        let conn = Connection::open(file)?;
        conn.execute_batch(&format!("create virtual table f using fts5({options}); begin"))?;
        {
            let mut insert = conn.prepare("insert into f(rowid, name) values (?1, ?2)")?;
            for (id, name) in names {
                let id = i64::try_from(*id)?;
                if trigram {
                    insert.execute((id, fold(name)))?
                } else {
                    insert.execute((id, name))?
                };
            }
        }
        conn.execute_batch("insert into f(f) values ('optimize'); commit")?;
        Ok(Fts5 { conn, trigram })
    }

    pub fn search(&self, text: &str) -> Outcome<Vec<u64>> {
        let asked = if self.trigram { trigrams(text) } else { beginnings(text) };
        let mut statement =
            self.conn.prepare_cached(&format!("select rowid from f where f match ?1 order by rank limit {FIRST}"))?;
        let ids = statement.query_map([asked], |row| row.get::<_, i64>(0))?.collect::<Result<Vec<_>, _>>()?;
        Ok(ids.into_iter().filter_map(|id| u64::try_from(id).ok()).collect())
    }
}

fn beginnings(text: &str) -> String {
    words(text).iter().map(|word| format!("\"{word}\"*")).collect::<Vec<_>>().join(" ")
}

fn trigrams(text: &str) -> String {
    let mut terms: Vec<String> = Vec::new();
    for word in words(text) {
        for at in 0..word.len().saturating_sub(2) {
            let term = format!("\"{}\"", &word[at..at + 3]);
            if !terms.contains(&term) {
                terms.push(term);
            }
        }
    }
    if terms.is_empty() { "\"zzz\"".to_owned() } else { terms.join(" OR ") }
}

/// tantivy: every word must be there, exactly or with one or two errors, or begin so.
pub struct Tantivy {
    searcher: Searcher,
    id: Field,
    name: Field,
}

impl Tantivy {
    pub fn build(folder: &Path, names: &[(u64, String)]) -> Outcome<Tantivy> {
        let folder = folder.join("tantivy");
        std::fs::create_dir_all(&folder)?;
        let mut schema = Schema::builder();
        let id = schema.add_u64_field("id", STORED);
        let indexing =
            TextFieldIndexing::default().set_tokenizer("fr").set_index_option(IndexRecordOption::WithFreqsAndPositions);
        let name = schema.add_text_field("name", TextOptions::default().set_indexing_options(indexing));
        let index = Index::create_in_dir(folder, schema.build())?;
        let analyzer =
            TextAnalyzer::builder(SimpleTokenizer::default()).filter(LowerCaser).filter(AsciiFoldingFilter).build();
        index.tokenizers().register("fr", analyzer);
        let mut writer = index.writer_with_num_threads(1, 256_000_000)?;
        for (number, text) in names {
            writer.add_document(doc!(id => *number, name => text.as_str()))?;
        }
        writer.commit()?;
        writer.wait_merging_threads()?;
        Ok(Tantivy { searcher: index.reader()?.searcher(), id, name })
    }

    pub fn search(&self, text: &str) -> Outcome<Vec<u64>> {
        let must: Vec<(Occur, Box<dyn Query>)> = words(text)
            .into_iter()
            .map(|word| {
                let errors = match word.len() {
                    0..3 => 0,
                    3..7 => 1,
                    _ => 2,
                };
                let term = Term::from_field_text(self.name, &word);
                let exact = TermQuery::new(term.clone(), IndexRecordOption::WithFreqs);
                let exact: Box<dyn Query> = Box::new(BoostQuery::new(Box::new(exact), 4.0));
                let fuzzy: Box<dyn Query> = Box::new(FuzzyTermQuery::new_prefix(term, errors, true));
                let either = BooleanQuery::new(vec![(Occur::Should, exact), (Occur::Should, fuzzy)]);
                (Occur::Must, Box::new(either) as Box<dyn Query>)
            })
            .collect();
        let hits = self.searcher.search(&BooleanQuery::new(must), &TopDocs::with_limit(FIRST).order_by_score())?;
        let mut ids = Vec::with_capacity(hits.len());
        for (_, address) in hits {
            let found: TantivyDocument = self.searcher.doc(address)?;
            ids.extend(found.get_first(self.id).and_then(|value| value.as_u64()));
        }
        Ok(ids)
    }
}
