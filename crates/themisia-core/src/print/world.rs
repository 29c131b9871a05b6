//! What a template may see: the templates of the program, the data given to it, the fonts inside the program. No file, no network,
//! no clock.

use std::collections::HashMap;
use std::sync::LazyLock;

use ttf_parser::Face;
use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};

/// What every template begins with.
const COMMON: &str = include_str!("common.typ");

static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| LazyHash::new(Library::builder().build()));
static FONTS: LazyLock<Vec<Font>> = LazyLock::new(|| {
    // Those for formulas are left out: a letter has none.
    let text = |font: &Font| !font.info().family.as_str().contains("Math");
    typst_assets::fonts().flat_map(|data| Font::iter(Bytes::new(data))).filter(text).collect()
});
static BOOK: LazyLock<LazyHash<FontBook>> = LazyLock::new(|| LazyHash::new(FontBook::from_fonts(FONTS.iter())));

/// Characters that a font lists, and whether each that does has a shape for it: one without would be chosen all the same.
static SHAPES: LazyLock<HashMap<u32, bool>> = LazyLock::new(|| {
    let mut shapes = HashMap::new();
    for font in FONTS.iter() {
        let face = Face::parse(font.data(), font.index());
        for code in font.info().coverage.iter() {
            let glyph = face.as_ref().ok().zip(char::from_u32(code)).and_then(|(face, c)| face.glyph_index(c));
            *shapes.entry(code).or_insert(true) &= glyph.is_some_and(|glyph| glyph.0 != 0);
        }
    }
    shapes
});

/// Whether the fonts inside the program have a shape for the character.
pub(super) fn is_shown(c: char) -> bool {
    SHAPES.get(&u32::from(c)).copied().unwrap_or(false)
}

pub(super) struct PrintWorld {
    main: Source,
    common: Source,
    data: (FileId, Bytes),
    picture: (FileId, Option<Bytes>),
}

impl PrintWorld {
    pub fn new(template: &'static str, data: Vec<u8>, picture: Option<Vec<u8>>) -> PrintWorld {
        PrintWorld {
            main: Source::new(file("main.typ"), template.to_owned()),
            common: Source::new(file("common.typ"), COMMON.to_owned()),
            data: (file("data.json"), Bytes::new(data)),
            picture: (file("picture.png"), picture.map(Bytes::new)),
        }
    }
}

fn file(name: &str) -> FileId {
    let path = VirtualPath::new(name).expect("a name of ours");
    FileId::new(RootedPath::new(VirtualRoot::Project, path))
}

impl World for PrintWorld {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &BOOK
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        [&self.main, &self.common].into_iter().find(|source| source.id() == id).cloned().ok_or(FileError::AccessDenied)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        match &self.picture {
            (picture, Some(bytes)) if *picture == id => Ok(bytes.clone()),
            _ if self.data.0 == id => Ok(self.data.1.clone()),
            _ => Err(FileError::AccessDenied),
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        FONTS.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
