/** The configuration of a BERT that is small enough for a test. */
export const tinyConfig = {
  vocab_size: 13,
  hidden_size: 8,
  num_hidden_layers: 2,
  num_attention_heads: 2,
  intermediate_size: 12,
  max_position_embeddings: 10,
  type_vocab_size: 2,
};

/** Its weights as a safetensors file: any numbers of a reasonable size, always the same. */
export function tinyWeights(): Uint8Array {
  const {
    vocab_size,
    hidden_size: width,
    num_hidden_layers,
    intermediate_size: wide,
    max_position_embeddings,
    type_vocab_size,
  } = tinyConfig;
  const shapes: Record<string, readonly number[]> = {
    'embeddings.word_embeddings.weight': [vocab_size, width],
    'embeddings.position_embeddings.weight': [max_position_embeddings, width],
    'embeddings.token_type_embeddings.weight': [type_vocab_size, width],
  };
  const norm = (name: string) => Object.assign(shapes, { [`${name}.weight`]: [width], [`${name}.bias`]: [width] });
  const linear = (name: string, inputs: number, outputs: number) =>
    Object.assign(shapes, { [`${name}.weight`]: [outputs, inputs], [`${name}.bias`]: [outputs] });
  norm('embeddings.LayerNorm');
  for (let i = 0; i < num_hidden_layers; i++) {
    const layer = `encoder.layer.${i}`;
    for (const part of ['query', 'key', 'value']) linear(`${layer}.attention.self.${part}`, width, width);
    linear(`${layer}.attention.output.dense`, width, width);
    norm(`${layer}.attention.output.LayerNorm`);
    linear(`${layer}.intermediate.dense`, width, wide);
    linear(`${layer}.output.dense`, wide, width);
    norm(`${layer}.output.LayerNorm`);
  }
  const header: Record<string, object> = {};
  const parts: Uint8Array[] = [];
  let offset = 0;
  for (const [name, shape] of Object.entries(shapes)) {
    const count = shape.reduce((product, size) => product * size, 1);
    const data = Float32Array.from(
      { length: count },
      (_, i) => Math.sin((offset / 4 + i) * 1.7) / 2 + (name.endsWith('Norm.weight') ? 1 : 0),
    );
    header[name] = { dtype: 'F32', shape, data_offsets: [offset, offset + data.byteLength] };
    parts.push(new Uint8Array(data.buffer));
    offset += data.byteLength;
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const length = new Uint8Array(BigUint64Array.of(BigInt(text.length)).buffer);
  return new Uint8Array(Buffer.concat([length, text, ...parts]));
}
