import type { CustomSeriesRenderItemAPI, CustomSeriesRenderItemParams, EChartsOption } from 'echarts';
import { init } from 'echarts/dist/echarts.esm.min.mjs';

/** One colour per family, told apart in both themes and by colour-blind readers (after P. Okabe and K. Ito, 2008). */
export const familyColours = { cage: '#e69f00', ball: '#009e73', outer: '#56b4e9', inner: '#d55e00' } as const;

/** Dark to bright, even in lightness; black to nearly white in print. */
const ramp = [
  '#1c1044',
  '#2f1163',
  '#4b1079',
  '#671a80',
  '#842681',
  '#a1307e',
  '#bf3a77',
  '#da4968',
  '#ef605d',
  '#f9815e',
  '#feA772',
  '#fecd90',
];

/** Text and lines take the page's colour, so that one chart serves the light and the dark theme. */
export const ink = 'currentColor';
const font = 'inherit';

/** Shared by all axes. */
export const axis = {
  nameLocation: 'middle',
  nameTextStyle: { color: ink, fontFamily: font },
  axisLabel: { color: ink, fontFamily: font },
  axisLine: { lineStyle: { color: ink, opacity: 0.5 } },
  axisTick: { lineStyle: { color: ink, opacity: 0.5 } },
  splitLine: { lineStyle: { color: ink, opacity: 0.12 } },
} as const;

export interface ChartFrame {
  readonly width: number;
  readonly height: number;
  /** Cells meet without a seam when their edges are crisp. */
  readonly shapes?: 'auto' | 'crispEdges';
}

/** What serves a pointer: a printed page has none. */
const interactive = /<style >[\s\S]*?<\/style>| (ecmeta_[a-z_]+|class|pointer-events)="[^"]*"/g;

/** An option as an SVG element that scales with the page; `label` is what a screen reader says. */
export function renderChart(option: EChartsOption, label: string, { width, height, shapes = 'auto' }: ChartFrame): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
  chart.setOption({ animation: false, textStyle: { fontFamily: font, color: ink }, ...option });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg
    .replace(/^<svg width="\d+" height="\d+"/, `<svg role="img" aria-label="${label}" shape-rendering="${shapes}"`)
    .replaceAll('font-family:inherit;', '')
    .replaceAll(interactive, '');
}

/**
 * Cells [rows, columns] (row 0 at the bottom) as one path per colour: a tenth of the size and time of a rectangle each.
 * Values from `low` to `high`; cells that are NaN stay empty.
 */
export function cellSeries(level: Float64Array, columns: number, { low, high }: { low: number; high: number }): EChartsOption['series'] {
  const rows = level.length / columns;
  const colours = Int8Array.from(level, (value) =>
    Number.isNaN(value) ? -1 : Math.floor(Math.min(0.999, Math.max(0, (value - low) / (high - low))) * ramp.length),
  );
  const renderItem = (parameters: CustomSeriesRenderItemParams, _: CustomSeriesRenderItemAPI) => {
    const { x, y, width, height } = parameters.coordSys as unknown as { x: number; y: number; width: number; height: number };
    const tall = (height / rows).toFixed(2);
    let pathData = 'M0 0';
    for (let row = 0; row < rows; row++) {
      for (let from = 0; from < columns; ) {
        let to = from + 1;
        while (to < columns && colours[row * columns + to] === colours[row * columns + from]) to++;
        if (colours[row * columns + from] === parameters.dataIndex) {
          const wide = ((to - from) * width) / columns;
          pathData += `M${(x + (from * width) / columns).toFixed(2)} ${(y + height - ((row + 1) * height) / rows).toFixed(2)}h${wide.toFixed(2)}v${tall}h${(-wide).toFixed(2)}z`;
        }
        from = to;
      }
    }
    return { type: 'path' as const, shape: { pathData }, style: { fill: ramp[parameters.dataIndex]! }, silent: true };
  };
  return { type: 'custom', clip: false, data: ramp.map((_, i) => i), renderItem };
}
