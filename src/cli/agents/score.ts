import { AgentScore } from '../../domain/agent-score';
import { countText, percentText } from '../figures';
import { queryCommand } from '../query-command';
import { type Cell, factLines } from '../table';
import type { Terminal } from '../terminal';

export const agentScoreCommand = queryCommand({
  words: 'agents score',
  about: 'What an agent is worth by its history; the weights --quality, --stability and --reusability sum to 1',
  argument: 'AGENT',
  filters: {
    version: 'text',
    quality: 'text',
    stability: 'text',
    reusability: 'text',
    'deploy-threshold': 'text',
  },
  async ask(client, { argument, query }) {
    const score = await client.read(`/v1/agents/${encodeURIComponent(argument)}/score`, AgentScore, query);
    return 'problem' in score ? score : { value: [score.value] };
  },
  show: (scores, paint) => scores.flatMap((score) => scoreLines(score, paint)),
});

function scoreLines(score: AgentScore, paint: Terminal['paint']): string[] {
  const { weights, runs_used: used } = score;
  return factLines(
    [
      ['deployable', deployableCell(score)],
      ['score', `${shareText(score.final)}, needed ${percentText(score.deploy_threshold)}`],
      ['quality', `${shareText(score.quality)} · weight ${weights.quality}, ${countText(used.quality.length, 'run')}`],
      ['  pass rate', shareText(score.pass_rate)],
      ['  mean score', shareText(score.execution_quality)],
      [
        'stability',
        `${shareText(score.stability)} · weight ${weights.stability}, ${countText(used.stability.length, 'run')}`,
      ],
      [
        'reusability',
        `${shareText(score.reusability)} · weight ${weights.reusability}, ${countText(used.reusability, 'run')}`,
      ],
    ],
    paint,
  );
}

const shareText = (share: number | null) => (share === null ? 'not measured' : percentText(share));

function deployableCell({ deployable }: AgentScore): Cell {
  if (deployable === null) return { text: 'not known: too little was measured', colour: 'yellow' };
  return deployable ? { text: 'yes', colour: 'green' } : { text: 'no', colour: 'red' };
}
