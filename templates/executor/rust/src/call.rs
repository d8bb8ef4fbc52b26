//! A request that fits its operation's declaration.

use crate::polyray::compute::types::*;

pub struct Call {
    defaults: Vec<(String, Value)>,
    request: Request,
}

fn invalid<T>(path: String, message: impl Into<String>) -> Result<T, ErrorCode> {
    Err(ErrorCode::Invalid(Problem { path, message: message.into() }))
}

impl Call {
    /// The request, checked; or the first place at which it is not as declared.
    pub fn accept(operation: &Operation, request: Request) -> Result<Call, ErrorCode> {
        for (i, NamedValue { name, value }) in request.parameters.iter().enumerate() {
            let path = format!("parameters.{name}");
            let Some(spec) = operation.parameters.iter().find(|spec| spec.name == *name) else {
                return invalid(path, format!("is not a parameter of {}", operation.name));
            };
            if request.parameters[..i].iter().any(|other| other.name == *name) {
                return invalid(path, "is given twice");
            }
            check_value(spec, value, path)?;
        }
        let mut defaults = vec![];
        for spec in &operation.parameters {
            let given = request.parameters.iter().any(|parameter| parameter.name == spec.name);
            match &spec.presence {
                Presence::Required if !given => return invalid(format!("parameters.{}", spec.name), "is required"),
                Presence::Default(value) => defaults.push((spec.name.clone(), value.clone())),
                _ => {}
            }
        }
        let mut sizes = vec![];
        for (i, NamedTensor { name, tensor }) in request.inputs.iter().enumerate() {
            let path = format!("inputs.{name}");
            let Some(port) = operation.inputs.iter().find(|port| port.name == *name) else {
                return invalid(path, format!("is not an input of {}", operation.name));
            };
            if request.inputs[..i].iter().any(|other| other.name == *name) {
                return invalid(path, "is given twice");
            }
            check_tensor(port, tensor, &path, &mut sizes)?;
        }
        for port in operation.inputs.iter().filter(|port| port.always) {
            if request.inputs.iter().all(|input| input.name != port.name) {
                return invalid(format!("inputs.{}", port.name), "is required");
            }
        }
        Ok(Call { defaults, request })
    }

    /// A parameter that was given, or its default.
    pub fn parameter(&self, name: &str) -> Option<&Value> {
        let given = self.request.parameters.iter().find(|parameter| parameter.name == name);
        let default = self.defaults.iter().find(|(of, _)| of == name).map(|(_, value)| value);
        given.map(|parameter| &parameter.value).or(default)
    }

    pub fn number(&self, name: &str) -> Option<f64> {
        match self.parameter(name)? {
            Value::Number(number) => Some(*number),
            _ => None,
        }
    }

    pub fn input(&self, name: &str) -> Option<&Tensor> {
        self.request.inputs.iter().find(|input| input.name == name).map(|input| &input.tensor)
    }

    /// The elements of an input of type fp64.
    pub fn doubles(&self, name: &str) -> Option<impl Iterator<Item = f64> + '_> {
        Some(self.input(name)?.data.chunks_exact(8).map(|bytes| f64::from_le_bytes(bytes.try_into().unwrap())))
    }
}

/// A tensor of type fp64.
pub fn tensor(name: &str, dimensions: &[usize], elements: &[f64]) -> NamedTensor {
    let tensor = Tensor {
        dimensions: dimensions.iter().map(|size| *size as u32).collect(),
        type_: TensorType::Fp64,
        data: elements.iter().flat_map(|element| element.to_le_bytes()).collect(),
    };
    NamedTensor { name: name.into(), tensor }
}

fn check_value(spec: &ParameterSpec, value: &Value, path: String) -> Result<(), ErrorCode> {
    let outside = |number: f64| {
        spec.minimum.is_some_and(|minimum| !(number >= minimum)) || spec.maximum.is_some_and(|maximum| !(number <= maximum))
    };
    let offered = |text: &String| spec.choices.is_empty() || spec.choices.contains(text);
    let (kind, fits) = match value {
        Value::Boolean(_) => (ValueKind::Boolean, true),
        Value::Integer(number) => (ValueKind::Integer, !outside(*number as f64)),
        Value::Number(number) => (ValueKind::Number, !outside(*number)),
        Value::Text(text) => (ValueKind::Text, offered(text)),
        Value::Numbers(numbers) => (ValueKind::Numbers, !numbers.iter().any(|number| outside(*number))),
        Value::Texts(texts) => (ValueKind::Texts, texts.iter().all(offered)),
        Value::Json(_) => (ValueKind::Json, true),
    };
    if kind != spec.kind {
        return invalid(path, format!("must be of kind {:?}, is of kind {kind:?}", spec.kind));
    }
    if fits { Ok(()) } else { invalid(path, "is outside of what its declaration allows") }
}

fn check_tensor(port: &Port, tensor: &Tensor, path: &str, sizes: &mut Vec<(String, u32)>) -> Result<(), ErrorCode> {
    if !port.types.is_empty() && !port.types.contains(&tensor.type_) {
        return invalid(format!("{path}.type"), format!("is {:?}, which this input does not take", tensor.type_));
    }
    let bytes = tensor.dimensions.iter().try_fold(bytes_of(tensor.type_), |product, size| product.checked_mul(u64::from(*size)));
    if bytes != Some(tensor.data.len() as u64) {
        return invalid(format!("{path}.data"), format!("has {} bytes, its dimensions and type say otherwise", tensor.data.len()));
    }
    let Some(dimensions) = &port.dimensions else { return Ok(()) };
    if dimensions.len() != tensor.dimensions.len() {
        return invalid(format!("{path}.dimensions"), format!("must have rank {}", dimensions.len()));
    }
    for (axis, (dimension, size)) in dimensions.iter().zip(&tensor.dimensions).enumerate() {
        let wanted = match dimension {
            Dimension::Fixed(fixed) => *fixed,
            Dimension::Named(name) => match sizes.iter().find(|(of, _)| of == name) {
                Some((_, known)) => *known,
                None => {
                    sizes.push((name.clone(), *size));
                    *size
                }
            },
        };
        if *size != wanted {
            return invalid(format!("{path}.dimensions[{axis}]"), format!("must be {wanted}, is {size}"));
        }
    }
    Ok(())
}

fn bytes_of(of: TensorType) -> u64 {
    match of {
        TensorType::Bool | TensorType::U8 | TensorType::I8 => 1,
        TensorType::U16 | TensorType::I16 | TensorType::Fp16 | TensorType::Bf16 => 2,
        TensorType::U32 | TensorType::I32 | TensorType::Fp32 => 4,
        TensorType::U64 | TensorType::I64 | TensorType::Fp64 | TensorType::Complex64 => 8,
        TensorType::Complex128 => 16,
    }
}
