use super::integer;
use crate::bert::{Bert, Config};
use crate::check::{Given, invalid};
use crate::declare::{self, operation, parameter, port};
use crate::models::keep;
use crate::polyray::compute::types::{ErrorCode, Operation, Response, TensorType, ValueKind};

pub fn declared() -> Operation {
    Operation {
        parameters: vec![
            parameter("model", "The name to keep the model under, in this instance.", ValueKind::Text),
            parameter("config", "The model's `config.json`, as Hugging Face's BertModel has it.", ValueKind::Json),
        ],
        inputs: vec![port("weights", "The bytes of the model's safetensors file.", TensorType::U8, &["bytes"])],
        values: vec![declare::integer("bytes", "The memory that the model holds.", "B")],
        ..operation("model.load", "Loads a sentence-embedding BERT; one of the same name is replaced.")
    }
}

pub fn run(mut given: Given) -> Result<Response, ErrorCode> {
    let config: Config = serde_json::from_str(given.text("config"))
        .map_err(|error| invalid("parameters.config", format!("is no configuration of a BERT: {error}")))?;
    if let Some(problem) = config.problem() {
        return Err(invalid("parameters.config", problem));
    }
    let file = given.take_input("weights").data;
    let model =
        Bert::load(&config, file).map_err(|error| invalid("inputs.weights", format!("are not those of this configuration: {error}")))?;
    let bytes = model.bytes;
    keep(given.text("model"), model);
    Ok(Response { values: vec![integer("bytes", bytes)], outputs: vec![] })
}
