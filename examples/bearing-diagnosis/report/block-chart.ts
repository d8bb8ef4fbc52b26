const eighths = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
const shades = [' ', '░', '▒', '▓', '█'];

/** The greatest value that falls into each of `columns` equal parts; columns without a value repeat their neighbour. */
export function reduceToColumns(values: ArrayLike<number>, columns: number): number[] {
  return Array.from({ length: columns }, (_, column) => {
    const from = Math.floor((column * values.length) / columns);
    const to = Math.max(from + 1, Math.floor(((column + 1) * values.length) / columns));
    let greatest = -Infinity;
    for (let i = from; i < to; i++) greatest = Math.max(greatest, values[i]!);
    return greatest;
  });
}

/** Columns of block characters, `rows` high, the top row first; `low` is an empty column, `high` a full one. */
export function blockChart(values: readonly number[], { rows, low, high }: { rows: number; low: number; high: number }): string[] {
  const heights = values.map((value) => Math.round(Math.min(1, Math.max(0, (value - low) / (high - low))) * rows * 8));
  return Array.from({ length: rows }, (_, row) =>
    heights.map((height) => eighths[Math.min(8, Math.max(0, height - 8 * (rows - 1 - row)))]).join(''),
  );
}

/** A value as a shade, twice as wide as high: `low` is blank, `high` full. */
export function shade(value: number, low: number, high: number): string {
  if (Number.isNaN(value)) return '··';
  const share = Math.min(1, Math.max(0, (value - low) / (high - low)));
  return shades[Math.round(share * (shades.length - 1))]!.repeat(2);
}
