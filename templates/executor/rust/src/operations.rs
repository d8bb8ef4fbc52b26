//! Every operation: its declaration, and what runs.

use crate::call::{tensor, Call};
use crate::polyray::compute::types::*;

pub type Run = fn(Call) -> Result<Response, ErrorCode>;

pub fn all() -> Vec<(Operation, Run)> {
    vec![(scale_declaration(), scale)]
}

fn scale_declaration() -> Operation {
    let port = |name: &str, summary: &str| Port {
        name: name.into(),
        summary: summary.into(),
        types: vec![TensorType::Fp64],
        dimensions: Some(vec![Dimension::Named("n".into())]),
        unit: String::new(),
        always: true,
    };
    Operation {
        name: "vector.scale".into(),
        summary: "A vector times a number.".into(),
        parameters: vec![ParameterSpec {
            name: "factor".into(),
            summary: "What each element is multiplied by.".into(),
            kind: ValueKind::Number,
            unit: String::new(),
            presence: Presence::Default(Value::Number(2.0)),
            minimum: None,
            maximum: None,
            choices: vec![],
        }],
        inputs: vec![port("x", "The vector.")],
        values: vec![ValueSpec {
            name: "sum".into(),
            summary: "The sum of the result's elements.".into(),
            kind: ValueKind::Number,
            unit: String::new(),
            always: true,
        }],
        outputs: vec![port("y", "The result.")],
    }
}

fn scale(call: Call) -> Result<Response, ErrorCode> {
    let factor = call.number("factor").unwrap();
    let y: Vec<f64> = call.doubles("x").unwrap().map(|x| factor * x).collect();
    let sum = NamedValue { name: "sum".into(), value: Value::Number(y.iter().sum()) };
    Ok(Response { values: vec![sum], outputs: vec![tensor("y", &[y.len()], &y)] })
}
