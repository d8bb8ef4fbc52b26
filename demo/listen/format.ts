/** `0`, `850 Hz`, `12.5 kHz`. */
export function formatHertz(hertz: number): string {
  if (hertz === 0) return '0';
  return hertz < 1000 ? `${Math.round(hertz)} Hz` : `${trim(hertz / 1000)} kHz`;
}

/** `0 s`, `2.5 s`; from two minutes on `2:05`, from an hour on `1:02:05`. */
export function formatSeconds(seconds: number): string {
  if (seconds < 120) return `${trim(seconds)} s`;
  const whole = Math.round(seconds);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60].map((n) => String(n).padStart(2, '0'));
  return hours === '00' ? `${Number(minutes)}:${rest}` : `${Number(hours)}:${minutes}:${rest}`;
}

/** Three digits that say something. */
export function formatFigure(value: number): string {
  if (!Number.isFinite(value)) return '–';
  if (value === 0) return '0';
  const size = Math.abs(value);
  return size >= 1e5 || size < 1e-3 ? value.toExponential(1) : Number(value.toPrecision(3)).toString();
}

/** `850 ms`, `2.4 s`. */
export function formatMs(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

const trim = (value: number) => Number(value.toFixed(value < 10 ? 2 : 1)).toString();
