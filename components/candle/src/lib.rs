//! The contract's `executor` over candle, Hugging Face's tensors and networks in Rust.

mod bert;
mod check;
mod declare;
mod entropy;
mod models;
mod operations;
mod tensors;

wit_bindgen::generate!({ path: "../../wit", world: "component" });

use exports::polyray::compute::executor::Guest;
use polyray::compute::types::{ErrorCode, Operation, Request, Response};

struct Executor;

impl Guest for Executor {
    fn name() -> String {
        "candle".into()
    }

    fn version() -> String {
        env!("CARGO_PKG_VERSION").into()
    }

    fn operations() -> Vec<Operation> {
        operations::served().into_iter().map(|(declared, _)| declared).collect()
    }

    fn execute(request: Request) -> Result<Response, ErrorCode> {
        let served = operations::served();
        let Some((declared, work)) = served.iter().find(|(declared, _)| declared.name == request.operation) else {
            let known: Vec<_> = served.iter().map(|(declared, _)| declared.name.as_str()).collect();
            return Err(check::invalid("operation", format!("is \"{}\", there are {}", request.operation, known.join(", "))));
        };
        work(check::check(declared, request)?)
    }
}

export!(Executor);
