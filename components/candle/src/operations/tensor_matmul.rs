use candle_core::{DType, Device, Tensor};

use crate::check::Given;
use crate::declare::{operation, port};
use crate::polyray::compute::types::{ErrorCode, Operation, Response, TensorType};
use crate::tensors::{internal, output, to_candle};

pub fn declared() -> Operation {
    Operation {
        inputs: vec![
            port("a", "The left matrix.", TensorType::Fp32, &["m", "k"]),
            port("b", "The right matrix.", TensorType::Fp32, &["k", "n"]),
        ],
        outputs: vec![port("product", "a times b; zeros where k is 0.", TensorType::Fp32, &["m", "n"])],
        ..operation("tensor.matmul", "The product of two matrices, in single precision.")
    }
}

pub fn run(mut given: Given) -> Result<Response, ErrorCode> {
    let (a, b) = (given.take_input("a"), given.take_input("b"));
    let multiply = || {
        let (a, b) = (to_candle(&a)?, to_candle(&b)?);
        let (rows, columns) = (a.dim(0)?, b.dim(1)?);
        let product =
            if rows * columns * a.dim(1)? == 0 { Tensor::zeros((rows, columns), DType::F32, &Device::Cpu)? } else { a.matmul(&b)? };
        output("product", &product)
    };
    Ok(Response { values: vec![], outputs: vec![multiply().map_err(internal)?] })
}
