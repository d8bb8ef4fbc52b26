//! One check of a request against a declaration. The first thing that is wrong ends it.

use std::collections::HashMap;

use crate::declare::kind_of;
use crate::polyray::compute::types::{
    Dimension, ErrorCode, Operation, Port, Presence, Problem, Request, Tensor, TensorType, Value, ValueKind,
};

/// What a request holds, by name, defaults filled in.
pub struct Given {
    parameters: HashMap<String, Value>,
    inputs: HashMap<String, Tensor>,
}

impl Given {
    /// A parameter of kind text or json.
    pub fn text(&self, name: &str) -> &str {
        match &self.parameters[name] {
            Value::Text(text) | Value::Json(text) => text,
            other => unreachable!("parameter {name} was checked, and is {other:?}"),
        }
    }

    pub fn boolean(&self, name: &str) -> bool {
        matches!(self.parameters[name], Value::Boolean(true))
    }

    /// An input that is always there.
    pub fn input(&self, name: &str) -> &Tensor {
        &self.inputs[name]
    }

    pub fn optional_input(&self, name: &str) -> Option<&Tensor> {
        self.inputs.get(name)
    }

    /// Takes an input out, so that it can be freed early.
    pub fn take_input(&mut self, name: &str) -> Tensor {
        self.inputs.remove(name).expect("inputs were checked")
    }
}

/// The error for a request that is wrong at `path`; `message` is the rest of a sentence that begins there.
pub fn invalid(path: impl Into<String>, message: impl Into<String>) -> ErrorCode {
    ErrorCode::Invalid(Problem { path: path.into(), message: message.into() })
}

pub fn check(operation: &Operation, request: Request) -> Result<Given, ErrorCode> {
    let mut given = Given { parameters: HashMap::new(), inputs: HashMap::new() };
    for parameter in request.parameters {
        let path = format!("parameters.{}", parameter.name);
        let Some(spec) = operation.parameters.iter().find(|spec| spec.name == parameter.name) else {
            let known = names(operation.parameters.iter().map(|spec| spec.name.as_str()));
            return Err(invalid(path, format!("is unknown, \"{}\" has {known}", operation.name)));
        };
        if kind_of(&parameter.value) != spec.kind {
            return Err(invalid(path, format!("must be {}, not {}", word(spec.kind), word(kind_of(&parameter.value)))));
        }
        if given.parameters.insert(parameter.name, parameter.value).is_some() {
            return Err(invalid(path, "is given twice"));
        }
    }
    for spec in operation.parameters.iter().filter(|spec| !given.parameters.contains_key(&spec.name)).collect::<Vec<_>>() {
        match &spec.presence {
            Presence::Required => return Err(invalid(format!("parameters.{}", spec.name), "is missing")),
            Presence::Default(value) => _ = given.parameters.insert(spec.name.clone(), value.clone()),
            Presence::Optional => {}
        }
    }
    let mut sizes = HashMap::new();
    for input in request.inputs {
        let path = format!("inputs.{}", input.name);
        let Some(port) = operation.inputs.iter().find(|port| port.name == input.name) else {
            let known = names(operation.inputs.iter().map(|port| port.name.as_str()));
            return Err(invalid(path, format!("is unknown, \"{}\" has {known}", operation.name)));
        };
        check_tensor(&path, port, &input.tensor, &mut sizes)?;
        if given.inputs.insert(input.name, input.tensor).is_some() {
            return Err(invalid(path, "is given twice"));
        }
    }
    match operation.inputs.iter().find(|port| port.always && !given.inputs.contains_key(&port.name)) {
        Some(port) => Err(invalid(format!("inputs.{}", port.name), "is missing")),
        None => Ok(given),
    }
}

fn check_tensor(path: &str, port: &Port, tensor: &Tensor, sizes: &mut HashMap<String, u32>) -> Result<(), ErrorCode> {
    if !port.types.is_empty() && !port.types.contains(&tensor.type_) {
        return Err(invalid(format!("{path}.type"), format!("is {:?}, must be {:?}", tensor.type_, port.types)));
    }
    let elements = tensor.dimensions.iter().try_fold(size_of(tensor.type_), |size, &axis| size.checked_mul(axis.into()));
    if elements != Some(tensor.data.len() as u128) {
        let found = format!("has {} bytes, which dimensions {:?} do not take", tensor.data.len(), tensor.dimensions);
        return Err(invalid(format!("{path}.data"), found));
    }
    let Some(dimensions) = &port.dimensions else { return Ok(()) };
    if dimensions.len() != tensor.dimensions.len() {
        let found = format!("are {}, must be {}", tensor.dimensions.len(), dimensions.len());
        return Err(invalid(format!("{path}.dimensions"), found));
    }
    for (axis, (dimension, &size)) in dimensions.iter().zip(&tensor.dimensions).enumerate() {
        let wanted = match dimension {
            Dimension::Fixed(wanted) => *wanted,
            Dimension::Named(name) => *sizes.entry(name.clone()).or_insert(size),
        };
        if wanted != size {
            return Err(invalid(format!("{path}.dimensions[{axis}]"), format!("is {size}, must be {wanted}")));
        }
    }
    Ok(())
}

fn size_of(type_: TensorType) -> u128 {
    use TensorType::*;
    match type_ {
        Bool | U8 | I8 => 1,
        U16 | I16 | Fp16 | Bf16 => 2,
        U32 | I32 | Fp32 => 4,
        U64 | I64 | Fp64 | Complex64 => 8,
        Complex128 => 16,
    }
}

fn names<'a>(list: impl Iterator<Item = &'a str>) -> String {
    let quoted: Vec<_> = list.map(|name| format!("\"{name}\"")).collect();
    if quoted.is_empty() { "none".into() } else { quoted.join(", ") }
}

fn word(kind: ValueKind) -> &'static str {
    match kind {
        ValueKind::Boolean => "boolean",
        ValueKind::Integer => "integer",
        ValueKind::Number => "number",
        ValueKind::Text => "text",
        ValueKind::Numbers => "numbers",
        ValueKind::Texts => "texts",
        ValueKind::Json => "json",
    }
}
