//! Which documents are read, by their fields.

use std::collections::HashMap;
use std::fmt::{self, Display, Formatter};
use std::path::{Component, Path};
use std::str::FromStr;
use std::sync::Arc;

use super::Document;

/// Something that documents have: a place in their path, or a value under a name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Field {
    /// The component of the path at this place, from 1.
    Path(usize),
    /// A field of the record, of the header, or of the table of metadata.
    Named(String),
    /// What the document is called.
    Document,
}

impl Field {
    /// The name that records may have it under.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Named(name) => Some(name),
            Self::Path(_) | Self::Document => None,
        }
    }
}

impl FromStr for Field {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.split_once(':') {
            Some(("path", place)) => match place.parse() {
                Ok(place @ 1..) => Ok(Self::Path(place)),
                _ => Err("path: takes the number of a component, from 1, e.g. path:2".to_owned()),
            },
            _ if text.is_empty() => Err("an empty name: write that of a field, path:N, or document".to_owned()),
            _ if text == "document" => Ok(Self::Document),
            _ => Ok(Self::Named(text.to_owned())),
        }
    }
}

impl Display for Field {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Path(place) => write!(f, "path_{place}"),
            Self::Named(name) => f.write_str(name),
            Self::Document => f.write_str("document"),
        }
    }
}

/// What is known of documents beside what they say themselves.
#[derive(Default, Debug)]
pub struct Metadata {
    /// The names of its columns.
    pub columns: Vec<String>,
    /// By document, its values.
    pub rows: HashMap<String, Vec<String>>,
}

/// The conditions under which a document is read.
#[derive(Clone, Default, Debug)]
pub struct Selection {
    /// Which field has which value; none is that it has none.
    pub conditions: Vec<(Field, Option<String>)>,
    /// What is known beside.
    pub metadata: Arc<Metadata>,
}

impl Selection {
    /// Is the document to be read?
    #[must_use]
    pub fn admits(&self, document: &Document) -> bool {
        self.conditions.iter().all(|(field, wanted)| self.value(field, document) == *wanted)
    }

    /// Could a file hold documents that are to be read, as far as its path tells?
    #[must_use]
    pub fn may_admit(&self, file: &Document) -> bool {
        let by_path = self.conditions.iter().filter(|(field, _)| matches!(field, Field::Path(_)));
        by_path.into_iter().all(|(field, wanted)| self.value(field, file) == *wanted)
    }

    /// The value of a field; an empty one is none.
    #[must_use]
    pub fn value(&self, field: &Field, document: &Document) -> Option<String> {
        let value = match field {
            Field::Path(place) => component(&document.path, *place),
            Field::Document => Some(document.name()),
            Field::Named(name) => {
                let own = document.fields.iter().find(|(field, _)| field == name).map(|(_, value)| value.clone());
                own.or_else(|| self.metadata.value(name, document))
            }
        };
        value.filter(|value| !value.is_empty())
    }

    /// The names of the fields that records are asked for.
    pub fn named(&self) -> impl Iterator<Item = &str> {
        self.conditions.iter().filter_map(|(field, _)| field.name())
    }
}

impl Metadata {
    /// A value of the document with this name; a file may go by its name without folders.
    fn value(&self, column: &str, document: &Document) -> Option<String> {
        let place = self.columns.iter().position(|name| name == column)?;
        let bare = || document.path.file_name().and_then(|name| self.rows.get(&*name.to_string_lossy()));
        let row = self.rows.get(&document.name()).or_else(bare)?;
        row.get(place).cloned()
    }
}

/// A component of a path, from 1.
fn component(path: &Path, place: usize) -> Option<String> {
    let mut components = path.components().filter(|c| !matches!(c, Component::CurDir | Component::RootDir));
    components.nth(place.checked_sub(1)?).map(|c| c.as_os_str().to_string_lossy().into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(path: &str) -> Document {
        let fields = vec![("lang".to_owned(), "ar".to_owned()), ("empty".to_owned(), String::new())];
        Document { fields, path: Arc::from(Path::new(path)), ..Document::default() }
    }

    #[test]
    fn a_field_is_of_the_record_or_of_the_table_or_of_the_path() {
        let rows = [("b.txt".to_owned(), vec!["fa".to_owned(), "1990".to_owned()])];
        let metadata = Arc::new(Metadata { columns: vec!["lang".into(), "year".into()], rows: rows.into() });
        let selection = Selection { metadata, ..Selection::default() };
        let value = |name: &str| selection.value(&Field::Named(name.to_owned()), &document("./a/b.txt"));
        assert_eq!(value("lang").as_deref(), Some("ar"));
        assert_eq!(value("year").as_deref(), Some("1990"));
        assert_eq!([value("empty"), value("none")], [None, None]);
        let piece = |place| selection.value(&Field::Path(place), &document("./a/b.txt"));
        assert_eq!([piece(1).as_deref(), piece(2).as_deref(), piece(3).as_deref()], [Some("a"), Some("b.txt"), None]);
    }

    #[test]
    fn conditions_hold_all_at_once_and_what_is_missing_can_be_asked_for() {
        let admits = |conditions: &[(Field, Option<&str>)]| {
            let conditions = conditions.iter().map(|(f, v)| (f.clone(), v.map(str::to_owned))).collect();
            Selection { conditions, ..Selection::default() }.admits(&document("a/b.txt"))
        };
        let lang = || Field::Named("lang".to_owned());
        assert!(admits(&[]) && admits(&[(lang(), Some("ar")), (Field::Path(1), Some("a"))]));
        assert!(!admits(&[(lang(), Some("ar")), (Field::Path(1), Some("b"))]) && !admits(&[(lang(), None)]));
        assert!(admits(&[(Field::Named("year".to_owned()), None)]));
    }
}
