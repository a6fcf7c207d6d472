import { readdirSync, readFileSync } from 'node:fs';

const MB = 1024 * 1024;
/** Milliseconds between two looks at a process. */
const EVERY_MS = 25;

/** Resident memory of a process, MB of 1,048,576 bytes. */
export interface Memory {
  before: number;
  peak: number;
  after: number;
}

/** The process of workerd with the most memory among those that this process has started. Linux alone has `/proc`. */
export function workerdOfThis(): number {
  const parents = new Map<number, { parent: number; name: string }>();
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const status = readStatus(Number(entry));
    if (status) parents.set(Number(entry), status);
  }
  const isOurs = (pid: number): boolean => {
    const parent = parents.get(pid)?.parent ?? 0;
    return parent === process.pid || (parent > 1 && isOurs(parent));
  };
  const found = [...parents].filter(([pid, { name }]) => name === 'workerd' && isOurs(pid));
  const [largest] = found.map(([pid]) => pid).sort((a, b) => (residentOf(b) ?? 0) - (residentOf(a) ?? 0));
  if (largest === undefined) throw new Error('no workerd runs below this process');
  return largest;
}

/** Looks at a process while `work` goes on. */
export async function withMemory<T>(pid: number, work: () => Promise<T>): Promise<{ value: T; memory: Memory }> {
  const before = residentOf(pid) ?? 0;
  let peak = before;
  const look = setInterval(() => (peak = Math.max(peak, residentOf(pid) ?? 0)), EVERY_MS);
  try {
    const value = await work();
    const after = residentOf(pid);
    if (after === null) throw new Error('workerd was started anew meanwhile: does anybody edit the sources?');
    return { value, memory: { before, peak: Math.max(peak, after), after } };
  } finally {
    clearInterval(look);
  }
}

/** null: it has ended. */
function residentOf(pid: number): number | null {
  const statm = readOf(pid, 'statm');
  return statm === null ? null : (Number(statm.split(' ')[1] ?? 0) * 4096) / MB;
}

function readStatus(pid: number): { parent: number; name: string } | null {
  const status = readOf(pid, 'status');
  if (status === null) return null;
  const field = (name: string) => new RegExp(`^${name}:\\s*(.*)$`, 'm').exec(status)?.[1] ?? '';
  return { parent: Number(field('PPid')), name: field('Name') };
}

/** null: the process has ended. */
function readOf(pid: number, file: 'statm' | 'status'): string | null {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && (cause.code === 'ENOENT' || cause.code === 'ESRCH')) return null;
    throw cause;
  }
}
