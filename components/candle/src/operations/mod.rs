//! An operation a file: its declaration, and what it does with a request that fits it.

mod model_drop;
mod model_load;
mod model_run;
mod tensor_matmul;

use crate::check::Given;
use crate::polyray::compute::types::{ErrorCode, NamedValue, Operation, Response, Value};

pub type Work = fn(Given) -> Result<Response, ErrorCode>;

pub fn served() -> Vec<(Operation, Work)> {
    vec![
        (tensor_matmul::declared(), tensor_matmul::run),
        (model_load::declared(), model_load::run),
        (model_run::declared(), model_run::run),
        (model_drop::declared(), model_drop::run),
    ]
}

fn integer(name: &str, value: usize) -> NamedValue {
    NamedValue { name: name.into(), value: Value::Integer(value as i64) }
}
