import { execFile } from 'node:child_process';
import type { PartReport } from '../../domain/ci-run/part';
import { label } from '../../domain/text';
import type { Suite } from './config';
import { RUNNERS } from './runners/runners';
import { findTool } from './tool-path';

/** How long a tool may take to tell its version. */
const VERSION_WITHIN_MS = 30_000;

export interface FoundTool {
  /** Its path and the arguments that always come first. */
  argv: readonly [string, ...string[]];
  /** What the service is told. */
  told: PartReport['tool'];
}

interface ToolPlace {
  cwd: string;
  env: NodeJS.ProcessEnv;
}

/** Finds a suite's tool and asks it for its version. @returns `missing`: why it can't be called */
export async function lookForTool(suite: Suite, { cwd, env }: ToolPlace): Promise<FoundTool | { missing: string }> {
  const runner = RUNNERS[suite.runner];
  const [name = '', ...first] = suite.tool ?? runner.tool(suite);
  const path = await findTool(name, { cwd, path: env.PATH ?? '' });
  if (path === null) return { missing: `${name} is not installed` };
  const argv = [path, ...first] as const;
  if (runner.versionArgs === null) return { argv, told: toldOf(name, null) };
  const version = await askVersion([...argv, ...runner.versionArgs], { cwd, env });
  if (version === null) return { missing: `${[name, ...first, ...runner.versionArgs].join(' ')} does not work` };
  return { argv, told: toldOf(suite.runner, version) };
}

const Label = label(128);

function toldOf(name: string, version: string | null): PartReport['tool'] {
  const known = Label.safeParse(name);
  return known.success ? { name: known.data, version: Label.safeParse(version).data ?? null } : null;
}

/** The first thing in what it prints that looks like a version; '' where none does, null where it does not work. */
function askVersion([file = '', ...args]: readonly string[], { cwd, env }: ToolPlace): Promise<string | null> {
  return new Promise((settle) => {
    execFile(file, args, { cwd, env, timeout: VERSION_WITHIN_MS }, (failure, stdout, stderr) => {
      const version = /\d+(?:\.\d+)+(?:[-+.]?[0-9A-Za-z]+)*/.exec(`${stdout}\n${stderr}`)?.[0];
      settle(failure ? null : (version ?? ''));
    });
  });
}
