import type { Verdict } from '../domain/gate';
import type { Cell } from './table';

/** What was not measured. */
const NONE = '-';

/** A time to the second. */
export const timeText = (time: string | null) => time?.replace(/\.\d+Z$/, 'Z') ?? NONE;

/** A score from 0 to 10. */
export const scoreText = (score: number | null) => score?.toFixed(2) ?? NONE;

/** A share from 0 to 1, or a difference of two, in percent. */
export const percentText = (share: number | null) => (share === null ? NONE : `${(share * 100).toFixed(1)} %`);

/** How many there are of something. */
export const countText = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`;

const COLOURS = { passed: 'green', failed: 'red', inconclusive: 'yellow' } as const satisfies Record<Verdict, string>;

export const verdictCell = (verdict: Verdict): Cell => ({ text: verdict, colour: COLOURS[verdict] });

/** How an agent and its version are named together. */
export const agentText = (agent: string, version: string | null) => (version === null ? agent : `${agent} ${version}`);
