import { agentRatesCommand } from './agents/rates';
import { agentResolveCommand } from './agents/resolve';
import { agentRetestCommand } from './agents/retest';
import { agentScoreCommand } from './agents/score';
import { agentVersionsCommand } from './agents/versions';
import { type Command, EXIT } from './command';
import { exampleIfeval } from './example-ifeval';
import { historyChangesCommand } from './history/changes';
import { historyFailuresCommand } from './history/failures';
import { historyRunsCommand } from './history/runs';
import { historyTestCommand } from './history/test';
import { historyTestsCommand } from './history/tests';
import { historyTrendCommand } from './history/trend';
import { runAllCommand } from './run-all/command';
import { startCommand } from './start';
import { processTerminal, type Terminal } from './terminal';
import { testRunCommand } from './test-run';
import { uploadCommand } from './upload';
import { verifyCommand } from './verify';
import { verifyHistoryCommand } from './verify-history';

/** By its words: the longest that match the arguments are the command. */
const COMMANDS: Record<string, Command> = {
  start: startCommand,
  'example ifeval': exampleIfeval,
  'history runs': historyRunsCommand,
  'history failures': historyFailuresCommand,
  'history tests': historyTestsCommand,
  'history test': historyTestCommand,
  'history trend': historyTrendCommand,
  'history changes': historyChangesCommand,
  'agents versions': agentVersionsCommand,
  'agents resolve': agentResolveCommand,
  'agents score': agentScoreCommand,
  'agents rates': agentRatesCommand,
  'agents retest': agentRetestCommand,
  'run-all': runAllCommand,
  upload: uploadCommand,
  'test-run': testRunCommand,
  verify: verifyCommand,
  'verify-history': verifyHistoryCommand,
};

async function main(args: string[], terminal: Terminal): Promise<number> {
  const found = findCommand(args);
  if (found === null || args.includes('--help')) {
    for (const line of help(found?.command ?? null)) terminal.line(line);
    return args.length === 0 || args.includes('--help') ? EXIT.ok : EXIT.usage;
  }
  const outcome = await found.command.run(found.rest, terminal);
  if (typeof outcome === 'number') return outcome;
  terminal.line(outcome.misuse);
  terminal.line(`Usage: assay ${found.command.usage}`);
  return EXIT.usage;
}

function findCommand(args: string[]): { command: Command; rest: string[] } | null {
  for (const words of [2, 1]) {
    const command = COMMANDS[args.slice(0, words).join(' ')];
    if (command !== undefined) return { command, rest: args.slice(words) };
  }
  return null;
}

function help(command: Command | null): string[] {
  if (command !== null) return [`Usage: assay ${command.usage}`, '', command.about];
  return [
    'Usage: assay COMMAND',
    '',
    ...Object.values(COMMANDS).flatMap(({ usage, about }) => [`  ${usage}`, `      ${about.replace(/[.;:] .*/s, '')}`]),
    '',
    'assay COMMAND --help tells about one.',
  ];
}

process.exitCode = await main(process.argv.slice(2), processTerminal());
