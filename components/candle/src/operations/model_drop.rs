use super::integer;
use crate::check::Given;
use crate::declare::{self, operation, parameter};
use crate::models::forget;
use crate::polyray::compute::types::{ErrorCode, Operation, Response, ValueKind};

pub fn declared() -> Operation {
    Operation {
        parameters: vec![parameter("model", "The name under which the model was loaded.", ValueKind::Text)],
        values: vec![declare::integer("bytes", "The memory that it held.", "B")],
        ..operation("model.drop", "Forgets a loaded model and frees its memory.")
    }
}

pub fn run(given: Given) -> Result<Response, ErrorCode> {
    let model = forget(given.text("model"))?;
    Ok(Response { values: vec![integer("bytes", model.bytes)], outputs: vec![] })
}
