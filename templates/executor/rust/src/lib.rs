//! The component: wit/executor.wit in Rust.

wit_bindgen::generate!({ path: "wit", world: "component" });

mod call;
mod operations;

use call::Call;
use exports::polyray::compute::executor::Guest;
use polyray::compute::types::{ErrorCode, Operation, Problem, Request, Response};

struct Executor;

impl Guest for Executor {
    fn name() -> String {
        env!("EXECUTOR_NAME").into()
    }

    fn version() -> String {
        env!("EXECUTOR_VERSION").into()
    }

    fn operations() -> Vec<Operation> {
        operations::all().into_iter().map(|(declaration, _)| declaration).collect()
    }

    fn execute(request: Request) -> Result<Response, ErrorCode> {
        for (declaration, run) in operations::all() {
            if declaration.name == request.operation {
                return run(Call::accept(&declaration, request)?);
            }
        }
        let message = format!("is none of this executor: {:?}", request.operation);
        Err(ErrorCode::Invalid(Problem { path: "operation".into(), message }))
    }
}

export!(Executor);
