//! In the place of getrandom 0.4, which would ask JavaScript: a reader of zip files, which candle brings along and nothing
//! here calls, wants random bytes. There are none.

#![no_std]

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Error;

impl core::fmt::Display for Error {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("there is no entropy in a sealed component")
    }
}

impl core::error::Error for Error {}

pub fn fill(_: &mut [u8]) -> Result<(), Error> {
    Err(Error)
}

pub fn u32() -> Result<u32, Error> {
    Err(Error)
}

pub fn u64() -> Result<u64, Error> {
    Err(Error)
}
