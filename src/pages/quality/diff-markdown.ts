import type { DiffGroup, ResultDiff } from '../../domain/quality/diff';
import type { JsonValue } from '../../domain/json';
import { METRICS, type TaskType, TaskType as AnyTaskType } from '../../domain/quality/task';
import { escapeMarkdown, fenceInline } from '../escape-markdown';
import { NOT_MEASURED } from '../numbers';

/** Items of a group that are shown; how many more there are is said. */
const MOST_SHOWN = 50;
/** Characters of one value. */
const MOST_VALUE = 200;

const MARKS: Readonly<Record<DiffGroup['effect'], string>> = { better: '✅', worse: '❌', neutral: '▫️' };

/** What changed between two results, for a comment or a job summary: metrics first, what got worse before the rest. */
export function diffMarkdown(diff: ResultDiff): string {
  const head = [
    `# ${escapeMarkdown(diff.task_type)}: what changed`,
    `From ${fenceInline(diff.before)} to ${fenceInline(diff.after)}`,
  ];
  if (!diff.comparable) return page([...head, `**Not comparable:** ${escapeMarkdown(diff.reason ?? '')}`]);
  const groups = diff.groups.filter(({ count }) => count > 0).toSorted((a, b) => rank(a) - rank(b));
  const rest = groups.length === 0 ? ['Nothing else changed.'] : groups.map(groupBlock);
  return page([...head, ...metricsBlock(diff), ...rest]);
}

const page = (blocks: readonly string[]) => `${blocks.join('\n\n')}\n`;

const rank = ({ effect }: DiffGroup) => ['worse', 'better', 'neutral'].indexOf(effect);

function metricsBlock({ task_type, metrics }: ResultDiff): string[] {
  if (metrics.length === 0) return [];
  const task = AnyTaskType.safeParse(task_type);
  const rows = metrics.map(({ key, before, after, delta, effect }) => {
    const title = titleOf(key, task.success ? task.data : 'other');
    const mark = effect === null ? '' : `${MARKS[effect]} `;
    return `| ${escapeMarkdown(title)} | ${number(before)} | ${number(after)} | ${mark}${signed(delta)} |`;
  });
  return [['| metric | before | after | change |', '|---|---:|---:|---:|', ...rows].join('\n')];
}

const titleOf = (key: string, task: TaskType) => METRICS[task].find((rule) => rule.key === key)?.title ?? key;

const number = (value: number | null) => (value === null ? NOT_MEASURED : String(round(value)));

const signed = (delta: number | null) => (delta === null ? NOT_MEASURED : `${delta > 0 ? '+' : ''}${round(delta)}`);

/** Binary fractions would end in 0000000000004. */
const round = (value: number) => Math.round(value * 10_000) / 10_000;

function groupBlock({ title, effect, count, items }: DiffGroup): string {
  const shown = items.slice(0, MOST_SHOWN).map((item) => `- ${itemText(item)}`);
  const more = count - shown.length;
  const lines = [`## ${MARKS[effect]} ${escapeMarkdown(title)} (${count})`, '', ...shown];
  return [...lines, ...(more > 0 ? [`- and ${more} more`] : [])].join('\n');
}

const itemText = (item: DiffGroup['items'][number]) =>
  Object.entries(item)
    .filter(([, value]) => value !== null && value !== '')
    .map(([key, value]) => `${escapeMarkdown(key.replaceAll('_', ' '))}: ${valueText(value)}`)
    .join(' · ');

function valueText(value: JsonValue): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return fenceInline(text.length > MOST_VALUE ? `${text.slice(0, MOST_VALUE)}…` : text);
}
