//! The Rust files of the workspace, parsed: which module each file is, and which modules its paths lead to.
//!
//! Code under `#[cfg(test)]` is left out. A re-export (`pub use`) is no use of what it names: a path through one leads
//! to the file that defines the item.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};
use syn::{Attribute, Ident, Item, UseTree, Visibility};

/// The crates of the workspace and the folder that holds the root module of each; the main package is `crate_name`
/// `unisson`.
pub const CRATES: [(&str, &str); 4] =
    [("unisson", "src"), ("domain", "src/domain"), ("entity", "entity/src"), ("migration", "migration/src")];

/// The absolute path of a module or an item, its crate first.
pub type ModulePath = Vec<String>;

/// The folder of the workspace.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// All files below `folder` whose names end with `extension`, sorted.
pub fn files_below(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        let is_installed = path.ends_with("node_modules") || path.ends_with(".venv");
        if path.is_dir() && !is_installed {
            files.extend(files_below(&path, extension));
        } else if path.is_file() && path.extension().is_some_and(|found| found == extension) {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// One file with what it names.
#[derive(Debug, Default)]
pub struct SourceFile {
    /// Relative to the workspace.
    pub path: PathBuf,
    /// The module that the file is.
    pub module: ModulePath,
    /// Paths as they are written, made absolute.
    written: BTreeSet<ModulePath>,
    /// What a `use` brings into the file, public or not, by the name that it has there.
    imported: BTreeMap<String, ModulePath>,
    /// The modules behind `use module::*`.
    globs: Vec<ModulePath>,
    /// Items that the file itself defines.
    defined: BTreeSet<String>,
    /// Modules declared under `#[cfg(test)]`.
    test_modules: Vec<ModulePath>,
}

/// All files of the workspace's crates, by module.
#[derive(Debug)]
pub struct Workspace {
    files: BTreeMap<ModulePath, SourceFile>,
}

impl Workspace {
    /// The workspace that this test belongs to, read once.
    pub fn ours() -> &'static Self {
        static OURS: LazyLock<Workspace> = LazyLock::new(Workspace::read);
        &OURS
    }

    /// Reads and parses every file of [`CRATES`] but the tests'.
    fn read() -> Self {
        let mut files = Vec::new();
        for (name, folder) in CRATES {
            let folder = root().join(folder);
            for path in files_below(&folder, "rs") {
                let inside = path.strip_prefix(&folder).unwrap();
                let other_crate = name == "unisson" && inside.starts_with("domain");
                if other_crate || inside.starts_with("tests") {
                    continue;
                }
                let text = fs::read_to_string(&path).unwrap();
                let path = path.strip_prefix(root()).unwrap().to_owned();
                files.push((path, module_of(name, inside), text));
            }
        }
        Self::of(files)
    }

    /// The workspace that consists of these files: path, module, text.
    pub fn of(sources: Vec<(PathBuf, ModulePath, String)>) -> Self {
        let modules: BTreeSet<ModulePath> = sources.iter().map(|(_, module, _)| module.clone()).collect();
        let mut files: BTreeMap<ModulePath, SourceFile> = BTreeMap::new();
        for (path, module, text) in sources {
            let syntax = syn::parse_file(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            let file = SourceFile { path, module: module.clone(), ..SourceFile::default() };
            let mut reader = Reader { file, at: module.clone(), modules: &modules };
            reader.visit_file(&syntax);
            files.insert(module, reader.file);
        }
        let tests: Vec<ModulePath> = files.values().flat_map(|file| file.test_modules.clone()).collect();
        files.retain(|module, _| !tests.iter().any(|test| module.starts_with(test)));
        Self { files }
    }

    /// The files, sorted by module.
    pub fn files(&self) -> impl Iterator<Item = &SourceFile> {
        self.files.values()
    }

    /// The file of a module, relative to the workspace.
    pub fn path_of(&self, module: &[String]) -> String {
        self.files[module].path.display().to_string()
    }

    /// The modules of ours that a file's paths name: as written, and where re-exports lead.
    pub fn uses<'a>(&'a self, file: &'a SourceFile) -> BTreeSet<ModulePath> {
        let mut used = BTreeSet::new();
        for path in &file.written {
            used.extend(self.module_part(path));
            used.extend(self.file_of(path, 0));
        }
        used.remove(&file.module);
        used
    }

    /// The modules whose files define what a file names; re-exports are followed.
    pub fn depends_on(&self, file: &SourceFile) -> BTreeSet<ModulePath> {
        let mut used: BTreeSet<ModulePath> =
            file.written.iter().filter_map(|path| self.file_of(path, 0)).collect();
        used.remove(&file.module);
        used
    }

    /// The longest beginning of a path that is a file of ours.
    fn module_part(&self, path: &[String]) -> Option<ModulePath> {
        (1..=path.len())
            .rev()
            .map(|length| path[..length].to_vec())
            .find(|part| self.files.contains_key(part))
    }

    /// The module of the file that defines the item at the end of a path.
    fn file_of(&self, path: &[String], depth: usize) -> Option<ModulePath> {
        let module = self.module_part(path)?;
        let file = &self.files[&module];
        let Some(name) = path.get(module.len()) else { return Some(module) };
        if depth > 8 || file.defined.contains(name) {
            return Some(module);
        }
        if let Some(target) = file.imported.get(name)
            && let Some(found) = self.file_of(target, depth + 1)
        {
            return Some(found);
        }
        let through_glob = file.globs.iter().find_map(|glob| {
            let target: ModulePath = glob.iter().chain([name]).cloned().collect();
            self.file_of(&target, depth + 1).filter(|found| self.files[found].defined.contains(name))
        });
        through_glob.or(Some(module))
    }
}

/// The module that a file is, from its place in the folder of its crate.
fn module_of(crate_name: &str, inside: &Path) -> ModulePath {
    let mut module = vec![crate_name.to_owned()];
    module.extend(inside.with_extension("").iter().map(|part| part.to_str().unwrap().to_owned()));
    // A binary is a crate of its own; its file is told apart by its name.
    if module.len() > 1 && ["mod", "lib"].contains(&module.last().unwrap().as_str()) {
        module.pop();
    }
    module
}

/// Gathers what one file names.
struct Reader<'m> {
    file: SourceFile,
    /// The module at the present place: the file's, or one written inside it.
    at: ModulePath,
    modules: &'m BTreeSet<ModulePath>,
}

impl Reader<'_> {
    /// Makes a path absolute. None when it leads outside the workspace, or its first word was imported.
    fn absolute(&self, path: &[String]) -> Option<ModulePath> {
        let mut base = self.at.clone();
        let mut rest = path;
        loop {
            let first = rest.first()?;
            match first.as_str() {
                "crate" => base.truncate(1),
                "self" => {}
                "super" => {
                    base.pop();
                }
                _ => break,
            }
            rest = &rest[1..];
        }
        if rest.len() == path.len() {
            let first = path.first()?;
            let child: ModulePath = self.at.iter().chain([first]).cloned().collect();
            if !self.modules.contains(&child) {
                return CRATES.iter().any(|(name, _)| name == first).then(|| path.to_vec());
            }
        }
        base.extend(rest.iter().cloned());
        Some(base)
    }

    fn note(&mut self, path: &[String]) {
        if let Some(path) = self.absolute(path) {
            self.file.written.insert(path);
        }
    }

    fn note_use(&mut self, tree: &UseTree, before: &mut Vec<String>, is_public: bool) {
        match tree {
            UseTree::Path(part) => {
                before.push(part.ident.to_string());
                self.note_use(&part.tree, before, is_public);
                before.pop();
            }
            UseTree::Group(group) => {
                for tree in &group.items {
                    self.note_use(tree, before, is_public);
                }
            }
            UseTree::Name(name) => self.note_import(before, &name.ident, &name.ident, is_public),
            UseTree::Rename(rename) => self.note_import(before, &rename.ident, &rename.rename, is_public),
            UseTree::Glob(_) => {
                if let Some(module) = self.absolute(before) {
                    if !is_public {
                        self.file.written.insert(module.clone());
                    }
                    self.file.globs.push(module);
                }
            }
        }
    }

    fn note_import(&mut self, before: &[String], item: &Ident, name: &Ident, is_public: bool) {
        let mut path = before.to_vec();
        if item != "self" {
            path.push(item.to_string());
        }
        let Some(target) = self.absolute(&path) else { return };
        if !is_public {
            self.file.written.insert(target.clone());
        }
        let name = if name == "self" { target.last().cloned().unwrap_or_default() } else { name.to_string() };
        self.file.imported.insert(name, target);
    }

    /// Paths inside the arguments of a macro, which are not parsed.
    fn note_tokens(&mut self, tokens: TokenStream) {
        let (mut path, mut colons) = (Vec::new(), 0);
        for token in tokens {
            match &token {
                TokenTree::Ident(ident) if path.is_empty() || colons == 2 => {
                    path.push(ident.to_string());
                    colons = 0;
                    continue;
                }
                TokenTree::Punct(punct) if punct.as_char() == ':' && !path.is_empty() && colons < 2 => {
                    colons += 1;
                    continue;
                }
                _ => {}
            }
            if path.len() > 1 {
                self.note(&path);
            }
            path.clear();
            colons = 0;
            match token {
                TokenTree::Group(group) => self.note_tokens(group.stream()),
                TokenTree::Ident(ident) => path.push(ident.to_string()),
                _ => {}
            }
        }
        if path.len() > 1 {
            self.note(&path);
        }
    }
}

impl<'ast> Visit<'ast> for Reader<'_> {
    fn visit_item(&mut self, item: &'ast Item) {
        if is_for_tests(attributes(item)) {
            if let Item::Mod(module) = item {
                self.file
                    .test_modules
                    .push(self.at.iter().cloned().chain([module.ident.to_string()]).collect());
            }
            return;
        }
        if self.at == self.file.module
            && let Some(name) = defined_name(item)
        {
            self.file.defined.insert(name);
        }
        visit::visit_item(self, item);
    }

    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        if module.content.is_some() {
            self.at.push(module.ident.to_string());
            visit::visit_item_mod(self, module);
            self.at.pop();
        }
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        let is_public = !matches!(item.vis, Visibility::Inherited);
        self.note_use(&item.tree, &mut Vec::new(), is_public);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let words: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        if words.len() > 1 {
            self.note(&words);
        } else if let Some(name) = words.first()
            && let Some(target) = self.file.imported.get(name)
        {
            // A re-export of this file that its own code uses.
            let target = target.clone();
            self.file.written.insert(target);
        }
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, invocation: &'ast syn::Macro) {
        self.note_tokens(invocation.tokens.clone());
        visit::visit_macro(self, invocation);
    }

    // Derives and helpers of other crates; none names a module of ours.
    fn visit_attribute(&mut self, _: &'ast Attribute) {}
}

/// True for `#[cfg(test)]`.
pub fn is_for_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && attribute.parse_args::<Ident>().is_ok_and(|condition| condition == "test")
    })
}

/// The attributes of an item.
pub fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

/// The name that an item defines in its module.
pub fn defined_name(item: &Item) -> Option<String> {
    let name = match item {
        Item::Const(item) => &item.ident,
        Item::Enum(item) => &item.ident,
        Item::Fn(item) => &item.sig.ident,
        Item::Macro(item) => item.ident.as_ref()?,
        Item::Static(item) => &item.ident,
        Item::Struct(item) => &item.ident,
        Item::Trait(item) => &item.ident,
        Item::Type(item) => &item.ident,
        _ => return None,
    };
    Some(name.to_string())
}
