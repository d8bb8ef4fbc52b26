//! Tensors of the contract and candle's.

use candle_core::{DType, Device, Result};

use crate::polyray::compute::types::{ErrorCode, NamedTensor, Tensor, TensorType};

/// The same elements as candle's; the type must be one that a port here declares.
pub fn to_candle(tensor: &Tensor) -> Result<candle_core::Tensor> {
    let type_ = match tensor.type_ {
        TensorType::U8 => DType::U8,
        TensorType::U32 => DType::U32,
        TensorType::Fp32 => DType::F32,
        other => unreachable!("no port takes {other:?}"),
    };
    let shape: Vec<usize> = tensor.dimensions.iter().map(|&size| size as usize).collect();
    candle_core::Tensor::from_raw_buffer(&tensor.data, type_, &shape, &Device::Cpu)
}

/// An output in single precision.
pub fn output(name: &str, tensor: &candle_core::Tensor) -> Result<NamedTensor> {
    let dimensions = tensor.dims().iter().map(|&size| size as u32).collect();
    let elements = tensor.flatten_all()?.to_vec1::<f32>()?;
    let data = elements.iter().flat_map(|element| element.to_le_bytes()).collect();
    Ok(NamedTensor { name: name.into(), tensor: Tensor { dimensions, type_: TensorType::Fp32, data } })
}

/// What candle refuses after the request was found right is a mistake of this executor.
pub fn internal(error: candle_core::Error) -> ErrorCode {
    ErrorCode::Internal(error.to_string())
}
