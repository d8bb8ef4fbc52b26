//! The encoder of BERT (Devlin et al., 2019) as sentence embeddings use it: mean of the last layer over the tokens.
//! Weights are called as Hugging Face's `BertModel` calls them.

use candle_core::{DType, Device, Module, Result, Tensor};
use candle_nn::ops::softmax_last_dim;
use candle_nn::{Embedding, LayerNorm, Linear, VarBuilder, embedding, layer_norm, linear};
use serde::Deserialize;

/// What this needs of a model's `config.json`.
#[derive(Deserialize)]
pub struct Config {
    pub vocab_size: usize,
    pub hidden_size: usize,
    pub num_hidden_layers: usize,
    pub num_attention_heads: usize,
    pub intermediate_size: usize,
    pub max_position_embeddings: usize,
    #[serde(default = "two")]
    pub type_vocab_size: usize,
    #[serde(default = "standard_eps")]
    pub layer_norm_eps: f64,
    #[serde(default = "gelu")]
    pub hidden_act: String,
}

fn two() -> usize {
    2
}

fn standard_eps() -> f64 {
    1e-12
}

fn gelu() -> String {
    "gelu".into()
}

impl Config {
    /// What is wrong with it, if anything.
    pub fn problem(&self) -> Option<String> {
        let sizes = [self.vocab_size, self.hidden_size, self.num_attention_heads, self.intermediate_size, self.max_position_embeddings];
        if sizes.contains(&0) {
            return Some("has a size of 0".into());
        }
        if self.hidden_size % self.num_attention_heads != 0 {
            let (width, heads) = (self.hidden_size, self.num_attention_heads);
            return Some(format!("has a hidden_size of {width}, which {heads} heads cannot share"));
        }
        (self.hidden_act != "gelu").then(|| format!("has hidden_act \"{}\", only \"gelu\" is known", self.hidden_act))
    }
}

pub struct Bert {
    pub vocabulary: usize,
    pub longest: usize,
    /// Of all weights.
    pub bytes: usize,
    words: Embedding,
    positions: Embedding,
    /// Of the one type of token that a sentence has.
    token_type: Tensor,
    norm: LayerNorm,
    layers: Vec<Layer>,
}

struct Layer {
    heads: usize,
    query: Linear,
    key: Linear,
    value: Linear,
    attended: Linear,
    attended_norm: LayerNorm,
    wide: Linear,
    narrow: Linear,
    norm: LayerNorm,
}

impl Bert {
    /// From a safetensors file; errors name the tensor that is missing or has another shape.
    pub fn load(config: &Config, file: Vec<u8>) -> Result<Self> {
        let weights = VarBuilder::from_buffered_safetensors(file, DType::F32, &Device::Cpu)?;
        let weights = if weights.contains_tensor("embeddings.word_embeddings.weight") { weights } else { weights.pp("bert") };
        let width = config.hidden_size;
        let tokens = weights.pp("embeddings");
        let types = embedding(config.type_vocab_size, width, tokens.pp("token_type_embeddings"))?;
        let layer = |i| Layer::load(config, weights.pp("encoder.layer").pp(i));
        let per_layer = 4 * (width * width + width) + 2 * width * config.intermediate_size + config.intermediate_size + 5 * width;
        let embedded = (config.vocab_size + config.max_position_embeddings + config.type_vocab_size + 2) * width;
        Ok(Self {
            vocabulary: config.vocab_size,
            longest: config.max_position_embeddings,
            bytes: 4 * (embedded + config.num_hidden_layers * per_layer),
            words: embedding(config.vocab_size, width, tokens.pp("word_embeddings"))?,
            positions: embedding(config.max_position_embeddings, width, tokens.pp("position_embeddings"))?,
            token_type: types.embeddings().get(0)?,
            norm: layer_norm(width, config.layer_norm_eps, tokens.pp("LayerNorm"))?,
            layers: (0..config.num_hidden_layers).map(layer).collect::<Result<_>>()?,
        })
    }

    /// Embeddings [batch, width] of tokens [batch, length]; mask [batch, length] is 1 where there is a token and else 0.
    pub fn embed(&self, tokens: &Tensor, mask: &Tensor) -> Result<Tensor> {
        let positions = Tensor::arange(0, tokens.dim(1)? as u32, tokens.device())?;
        let embedded = self.words.forward(tokens)?.broadcast_add(&self.positions.forward(&positions)?)?;
        let mut states = self.norm.forward(&embedded.broadcast_add(&self.token_type)?)?;
        // what is added to the scores of [batch, heads, length, length]: nothing, or what leaves nothing
        let hidden = ((mask - 1.0)? * f64::from(f32::MAX))?.unsqueeze(1)?.unsqueeze(1)?;
        for layer in &self.layers {
            states = layer.forward(&states, &hidden)?;
        }
        let weights = mask.unsqueeze(2)?;
        states.broadcast_mul(&weights)?.sum(1)?.broadcast_div(&weights.sum(1)?)
    }
}

impl Layer {
    fn load(config: &Config, weights: VarBuilder) -> Result<Self> {
        let (width, eps) = (config.hidden_size, config.layer_norm_eps);
        let attention = weights.pp("attention");
        Ok(Self {
            heads: config.num_attention_heads,
            query: linear(width, width, attention.pp("self.query"))?,
            key: linear(width, width, attention.pp("self.key"))?,
            value: linear(width, width, attention.pp("self.value"))?,
            attended: linear(width, width, attention.pp("output.dense"))?,
            attended_norm: layer_norm(width, eps, attention.pp("output.LayerNorm"))?,
            wide: linear(width, config.intermediate_size, weights.pp("intermediate.dense"))?,
            narrow: linear(config.intermediate_size, width, weights.pp("output.dense"))?,
            norm: layer_norm(width, eps, weights.pp("output.LayerNorm"))?,
        })
    }

    fn forward(&self, states: &Tensor, hidden: &Tensor) -> Result<Tensor> {
        let (batch, length, width) = states.dims3()?;
        let by_head = |linear: &Linear| {
            let whole = linear.forward(states)?.reshape((batch, length, self.heads, width / self.heads))?;
            whole.transpose(1, 2)?.contiguous()
        };
        let (query, key, value) = (by_head(&self.query)?, by_head(&self.key)?, by_head(&self.value)?);
        let scores = (query.matmul(&key.t()?)? / ((width / self.heads) as f64).sqrt())?;
        let seen = softmax_last_dim(&scores.broadcast_add(hidden)?)?.matmul(&value)?;
        let attended = self.attended.forward(&seen.transpose(1, 2)?.reshape((batch, length, width))?)?;
        let states = self.attended_norm.forward(&(attended + states)?)?;
        let fed = self.narrow.forward(&self.wide.forward(&states)?.gelu_erf()?)?;
        self.norm.forward(&(fed + states)?)
    }
}
