use candle_core::{DType, Result, Tensor};

use crate::bert::Bert;
use crate::check::{Given, invalid};
use crate::declare::{operation, parameter, parameter_or, port};
use crate::models::find;
use crate::polyray::compute::types::{ErrorCode, NamedTensor, Operation, Port, Response, TensorType, Value, ValueKind};
use crate::tensors::{internal, output, to_candle};

pub fn declared() -> Operation {
    let mask = port(
        "mask",
        "1 where there is a token, 0 where a row is only filled up; every row has a token. Ones where it is absent.",
        TensorType::U8,
        &["batch", "length"],
    );
    Operation {
        parameters: vec![
            parameter("model", "The name under which the model was loaded.", ValueKind::Text),
            parameter_or("normalize", "Whether to scale each embedding to length 1.", Value::Boolean(true)),
        ],
        inputs: vec![
            port("tokens", "The tokens of each sentence, by their numbers in the vocabulary.", TensorType::U32, &["batch", "length"]),
            Port { always: false, ..mask },
        ],
        outputs: vec![port("embeddings", "One for each sentence.", TensorType::Fp32, &["batch", "width"])],
        ..operation("model.run", "The embedding of each sentence: the mean of the model's last layer over its tokens.")
    }
}

pub fn run(given: Given) -> std::result::Result<Response, ErrorCode> {
    let model = find(given.text("model"))?;
    let tokens = given.input("tokens");
    let longest = model.longest;
    for (axis, most) in [(0, usize::MAX), (1, longest)] {
        let size = tokens.dimensions[axis] as usize;
        if size == 0 || size > most {
            let bound = if most == usize::MAX { String::new() } else { format!(" and at most {most}") };
            return Err(invalid(format!("inputs.tokens.dimensions[{axis}]"), format!("is {size}, must be at least 1{bound}")));
        }
    }
    let numbers = tokens.data.chunks_exact(4).map(|bytes| u32::from_le_bytes(bytes.try_into().expect("four bytes")));
    if let Some(unknown) = numbers.into_iter().find(|&number| number as usize >= model.vocabulary) {
        return Err(invalid("inputs.tokens", format!("hold {unknown}, the vocabulary has {}", model.vocabulary)));
    }
    let length = tokens.dimensions[1] as usize;
    if let Some(mask) = given.optional_input("mask") {
        if let Some(other) = mask.data.iter().find(|&&each| each > 1) {
            return Err(invalid("inputs.mask", format!("holds {other}, must be 0 or 1")));
        }
        if let Some(row) = mask.data.chunks_exact(length).position(|row| !row.contains(&1)) {
            return Err(invalid("inputs.mask", format!("has no token in row {row}")));
        }
    }
    Ok(Response { values: vec![], outputs: vec![embed(&model, &given).map_err(internal)?] })
}

fn embed(model: &Bert, given: &Given) -> Result<NamedTensor> {
    let tokens = to_candle(given.input("tokens"))?;
    let mask = match given.optional_input("mask") {
        Some(mask) => to_candle(mask)?.to_dtype(DType::F32)?,
        None => Tensor::ones(tokens.shape(), DType::F32, tokens.device())?,
    };
    let embeddings = model.embed(&tokens, &mask)?;
    if !given.boolean("normalize") {
        return output("embeddings", &embeddings);
    }
    output("embeddings", &embeddings.broadcast_div(&embeddings.sqr()?.sum_keepdim(1)?.sqrt()?)?)
}
