import { scoreText, timeText } from '../figures';
import { queryCommand } from '../query-command';
import { factLines } from '../table';
import type { Terminal } from '../terminal';
import { statusCell, Version } from './version';

export const agentResolveCommand = queryCommand({
  words: 'agents resolve',
  about: 'The version of an agent that --strategy latest, stable or best chooses',
  argument: 'AGENT',
  filters: { strategy: 'text' },
  async ask(client, { argument, query }) {
    const version = await client.read(`/v1/agents/${encodeURIComponent(argument)}/resolve`, Version, query);
    return 'problem' in version ? version : { value: [version.value] };
  },
  show: (versions, paint) => versions.flatMap((version) => versionLines(version, paint)),
});

function versionLines(version: Version, paint: Terminal['paint']): string[] {
  const { last_test_at, last_test_run_id, last_test_score, best_test_score, worst_test_score } = version;
  const last =
    last_test_at === null
      ? 'never'
      : `${scoreText(last_test_score)} at ${timeText(last_test_at)} in ${last_test_run_id ?? 'an unknown run'}`;
  return factLines(
    [
      ['version', { text: version.version, colour: 'bold' }],
      ['agent', version.agent],
      ['status', statusCell(version)],
      ['approved', version.framework_approved ? 'yes' : 'no'],
      ['last test', last],
      ['best, worst', `${scoreText(best_test_score)}, ${scoreText(worst_test_score)}`],
      ['runs', `${version.runs}, conclusive ${version.conclusive_runs}`],
      ['registered', timeText(version.created_at)],
    ],
    paint,
  );
}
