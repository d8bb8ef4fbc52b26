/** Perceptually even from black over violet and orange to a light yellow: "magma" of Matplotlib (CC0), at nine places. */
const stops = [
  [0, 0, 4],
  [28, 16, 68],
  [79, 18, 123],
  [129, 37, 129],
  [181, 54, 122],
  [229, 80, 100],
  [251, 135, 97],
  [254, 194, 135],
  [252, 253, 191],
] as const;

/** 256 colours as an ImageData's words hold them. */
export const colourMap: Uint32Array = Uint32Array.from({ length: 256 }, (_, i) => {
  const place = (i / 255) * (stops.length - 1);
  const [a, b] = [stops[Math.floor(place)]!, stops[Math.min(stops.length - 1, Math.floor(place) + 1)]!];
  const [red, green, blue] = [0, 1, 2].map((k) => Math.round(a[k]! + (b[k]! - a[k]!) * (place % 1))) as [number, number, number];
  return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
});
