import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';

/** What is to be run: never a line for a shell. */
export interface Call {
  argv: readonly [string, ...string[]];
  env: NodeJS.ProcessEnv;
  cwd: string;
}

export interface Limits {
  /** Where all that it prints goes, appended. */
  log: string;
  timeoutMs: number;
  /** Ends it when it is aborted. */
  stop: AbortSignal;
}

/** How a process ended. `missing`: it could not be started, and why. */
export type ProcessEnd =
  | { how: 'exited'; exitCode: number }
  | { how: 'signalled'; signal: string }
  | { how: 'timed_out' }
  | { how: 'stopped' }
  | { how: 'missing'; reason: string };

/** How long a process may take to end when it is asked to: CI systems kill all of a cancelled job some 10 s later. */
const GRACE_MS = 3_000;

/** Groups that live. Whatever ends this process, but a kill, ends them. */
const groups = new Set<number>();
process.on('exit', () => groups.forEach((group) => signalGroup(group, 'SIGKILL')));

/**
 * Runs a process in a group of its own, so that what it starts ends with it: told to end, asked first, then killed.
 * What is left of the group when the process ends is killed too, or a server that a test forgot would live on.
 */
export function runProcess({ argv: [file, ...args], env, cwd }: Call, limits: Limits): Promise<ProcessEnd> {
  const { log, timeoutMs, stop } = limits;
  if (stop.aborted) return Promise.resolve({ how: 'stopped' });
  // The file itself, not a pipe: a grandchild that keeps it open keeps nobody waiting.
  const output = openSync(log, 'a');
  return new Promise((settle) => {
    let ending: ProcessEnd | null = null;
    let killTimer: NodeJS.Timeout | undefined;
    const child = spawn(file, args, { cwd, env, detached: true, stdio: ['ignore', output, output] });
    closeSync(output);
    if (child.pid !== undefined) groups.add(child.pid);
    const end = (how: ProcessEnd) => {
      ending ??= how;
      signalGroup(child.pid, 'SIGTERM');
      killTimer ??= setTimeout(() => signalGroup(child.pid, 'SIGKILL'), GRACE_MS);
    };
    const onStop = () => end({ how: 'stopped' });
    const timer = setTimeout(() => end({ how: 'timed_out' }), timeoutMs);
    stop.addEventListener('abort', onStop, { once: true });
    const finish = (how: ProcessEnd) => {
      clearTimeout(timer);
      clearTimeout(killTimer);
      stop.removeEventListener('abort', onStop);
      signalGroup(child.pid, 'SIGKILL');
      if (child.pid !== undefined) groups.delete(child.pid);
      settle(ending ?? how);
    };
    child.once('error', ({ message }) => finish({ how: 'missing', reason: message }));
    child.once('exit', (exitCode, signal) =>
      finish(exitCode === null ? { how: 'signalled', signal: signal ?? 'unknown' } : { how: 'exited', exitCode }),
    );
  });
}

function signalGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch (cause) {
    // Nothing of the group is left.
    if (!(cause instanceof Error && 'code' in cause && (cause.code === 'ESRCH' || cause.code === 'EPERM'))) throw cause;
  }
}
