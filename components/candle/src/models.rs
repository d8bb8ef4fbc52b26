//! The models of this instance, by name.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use crate::bert::Bert;
use crate::check::invalid;
use crate::polyray::compute::types::ErrorCode;

thread_local! {
    static MODELS: RefCell<HashMap<String, Rc<Bert>>> = RefCell::default();
}

/// In the place of another of that name, if there is one.
pub fn keep(name: &str, model: Bert) {
    MODELS.with_borrow_mut(|models| models.insert(name.into(), Rc::new(model)));
}

pub fn find(name: &str) -> Result<Rc<Bert>, ErrorCode> {
    MODELS.with_borrow(|models| models.get(name).cloned()).ok_or_else(|| missing(name))
}

pub fn forget(name: &str) -> Result<Rc<Bert>, ErrorCode> {
    MODELS.with_borrow_mut(|models| models.remove(name)).ok_or_else(|| missing(name))
}

fn missing(name: &str) -> ErrorCode {
    invalid("parameters.model", format!("is \"{name}\", no model of that name is loaded"))
}
