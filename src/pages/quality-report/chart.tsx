import type { FC } from 'hono/jsx';
import type { MetricTrend } from '../../domain/quality/trend';

const WIDTH = 900;
const HEIGHT = 110;
const MARGIN = 8;
const DAY_MS = 24 * 3600 * 1000;

/**
 * A metric by day, drawn: a dot a day, and a line only between days that follow each other, so that a gap stays one. It
 * repeats numbers that stand beside it, and needs no script and no style of its own.
 */
export const TrendChart: FC<{ trend: MetricTrend }> = ({ trend: { days } }) => {
  if (days.length < 2) return null;
  const dots = placesOf(days);
  return (
    <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} width="100%" aria-hidden="true">
      <rect class="track" y={HEIGHT - 1} width={WIDTH} height="1" />
      {dots.map(({ x, y, day }, i) => {
        const before = dots[i - 1];
        return before === undefined || day - before.day > 1 ? null : (
          <line x1={before.x} y1={before.y} x2={x} y2={y} stroke="currentColor" stroke-width="2" />
        );
      })}
      {dots.map(({ x, y }) => (
        <circle cx={x} cy={y} r="3" fill="currentColor" />
      ))}
    </svg>
  );
};

/** Days from left to right, values from bottom to top; the smallest and the largest touch the margins. */
function placesOf(days: MetricTrend['days']): { x: number; y: number; day: number }[] {
  const numbers = days.map(({ day, value }) => ({ day: Date.parse(day) / DAY_MS, value }));
  const values = numbers.map(({ value }) => value);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const first = numbers[0]?.day ?? 0;
  const span = Math.max(1, (numbers.at(-1)?.day ?? 0) - first);
  const within = (share: number, length: number) => Math.round((MARGIN + share * (length - 2 * MARGIN)) * 100) / 100;
  return numbers.map(({ day, value }) => ({
    day,
    x: within((day - first) / span, WIDTH),
    y: within(high === low ? 0.5 : (high - value) / (high - low), HEIGHT),
  }));
}
