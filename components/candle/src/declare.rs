//! The words in which operations declare themselves.

use crate::polyray::compute::types::{Dimension, Operation, ParameterSpec, Port, Presence, TensorType, Value, ValueKind, ValueSpec};

pub fn operation(name: &str, summary: &str) -> Operation {
    let (name, summary) = (name.into(), summary.into());
    Operation { name, summary, parameters: vec![], inputs: vec![], values: vec![], outputs: vec![] }
}

/// A parameter that must be given.
pub fn parameter(name: &str, summary: &str, kind: ValueKind) -> ParameterSpec {
    ParameterSpec {
        name: name.into(),
        summary: summary.into(),
        kind,
        unit: String::new(),
        presence: Presence::Required,
        minimum: None,
        maximum: None,
        choices: vec![],
    }
}

/// A parameter that stands for `value` where it is not given.
pub fn parameter_or(name: &str, summary: &str, value: Value) -> ParameterSpec {
    ParameterSpec { presence: Presence::Default(value.clone()), ..parameter(name, summary, kind_of(&value)) }
}

/// An integer that is always answered.
pub fn integer(name: &str, summary: &str, unit: &str) -> ValueSpec {
    ValueSpec { name: name.into(), summary: summary.into(), kind: ValueKind::Integer, unit: unit.into(), always: true }
}

/// A tensor that is always there, of one type, whose axes have names.
pub fn port(name: &str, summary: &str, type_: TensorType, axes: &[&str]) -> Port {
    Port {
        name: name.into(),
        summary: summary.into(),
        types: vec![type_],
        dimensions: Some(axes.iter().map(|axis| Dimension::Named((*axis).into())).collect()),
        unit: String::new(),
        always: true,
    }
}

pub fn kind_of(value: &Value) -> ValueKind {
    match value {
        Value::Boolean(_) => ValueKind::Boolean,
        Value::Integer(_) => ValueKind::Integer,
        Value::Number(_) => ValueKind::Number,
        Value::Text(_) => ValueKind::Text,
        Value::Numbers(_) => ValueKind::Numbers,
        Value::Texts(_) => ValueKind::Texts,
        Value::Json(_) => ValueKind::Json,
    }
}
