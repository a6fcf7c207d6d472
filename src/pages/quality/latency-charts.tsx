import type { FC } from 'hono/jsx';
import type { Latencies, LatencyName } from '../../domain/quality/chaos';
import { NOT_MEASURED } from '../numbers';
import { showMilliseconds } from './milliseconds';

/** The percentiles from the fastest request to the slowest, with the share of requests that were no slower. */
const PERCENTILES: readonly { name: LatencyName; label: string; share: number }[] = [
  { name: 'min', label: 'min', share: 0 },
  { name: 'p50', label: 'p50', share: 0.5 },
  { name: 'p75', label: 'p75', share: 0.75 },
  { name: 'p90', label: 'p90', share: 0.9 },
  { name: 'p95', label: 'p95', share: 0.95 },
  { name: 'p97_5', label: 'p97.5', share: 0.975 },
  { name: 'p99', label: 'p99', share: 0.99 },
  { name: 'p99_9', label: 'p99.9', share: 0.999 },
  { name: 'max', label: 'max', share: 1 },
];

/** Those that were measured. */
function measuredOf(latencies: Latencies): { label: string; share: number; ms: number }[] {
  return PERCENTILES.flatMap(({ name, label, share }) => {
    const ms = latencies[name];
    return ms === null ? [] : [{ label, share, ms }];
  });
}

/** Each percentile and the mean as a bar. The bars only repeat the numbers beside them. */
export const LatencyBars: FC<{ latencies: Latencies }> = ({ latencies }) => {
  const longest = Math.max(...measuredOf(latencies).map(({ ms }) => ms), latencies.mean ?? 0);
  const rows = [...PERCENTILES, { name: 'mean', label: 'mean' } as const];
  return (
    <table class="coverage">
      <thead>
        <tr>
          <th scope="col">Of the requests</th>
          <th scope="col">No slower than</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ name, label }) => (
          <tr>
            <th scope="row">{label}</th>
            <td>
              {showMilliseconds(latencies[name])}
              <Bar ms={latencies[name]} longest={longest} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
};

const Bar: FC<{ ms: number | null; longest: number }> = ({ ms, longest }) =>
  ms === null || longest === 0 ? null : (
    <svg class="bar tone-open" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
      <rect class="track" width="100" height="8" />
      <rect class="fill" width={round((ms / longest) * 100)} height="8" />
    </svg>
  );

const WIDTH = 640;
const HEIGHT = 200;
/** Room for the labels, above and below. */
const MARGIN = 28;

/** The latencies as a curve over the measured percentiles, which stand at equal distances: most of them lie near 100 %. */
export const LatencyCurve: FC<{ latencies: Latencies }> = ({ latencies }) => {
  const points = measuredOf(latencies);
  const longest = Math.max(0, ...points.map(({ ms }) => ms));
  if (points.length < 2 || longest === 0) return <p class="empty">There is no distribution: {NOT_MEASURED}.</p>;
  const placed = points.map(({ label, ms }, i) => ({
    ...{ label, ms },
    x: round(MARGIN + (i / (points.length - 1)) * (WIDTH - 2 * MARGIN)),
    y: round(HEIGHT - MARGIN - (ms / longest) * (HEIGHT - 2 * MARGIN)),
  }));
  return (
    <figure>
      <figcaption>Latency in milliseconds by percentile</figcaption>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        width="100%"
        role="img"
        aria-label="The latencies that the table below lists"
      >
        <g class="tone-open" fill="none" stroke="currentColor">
          <path d={`M${MARGIN} ${HEIGHT - MARGIN}H${WIDTH - MARGIN}`} stroke-opacity="0.3" />
          <polyline points={placed.map(({ x, y }) => `${x},${y}`).join(' ')} stroke-width="2" />
        </g>
        <g fill="currentColor" font-size="11" text-anchor="middle">
          {placed.map(({ label, ms, x, y }) => (
            <>
              <circle cx={x} cy={y} r="3" />
              <text x={x} y={HEIGHT - 10}>
                {label}
              </text>
              <text x={x} y={y - 9}>
                {Number(ms.toFixed(ms < 10 ? 2 : 0)).toString()}
              </text>
            </>
          ))}
        </g>
      </svg>
    </figure>
  );
};

/** Failed requests beside the others. */
export const ErrorStrip: FC<{ rate: number | null }> = ({ rate }) =>
  rate === null ? null : (
    <svg class="strip" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
      <rect class="good" width={round((1 - rate) * 100)} height="4" />
      <rect class="poor" x={round((1 - rate) * 100)} width={round(rate * 100)} height="4" />
    </svg>
  );

const round = (value: number) => Math.round(value * 100) / 100;
