import { z } from 'zod';
import { countText, scoreText, timeText } from '../figures';
import { queryCommand } from '../query-command';
import { tableLines } from '../table';
import { statusCell, Version } from './version';

const Page = z.object({ versions: z.array(Version), next_cursor: z.string().nullable() });

export const agentVersionsCommand = queryCommand({
  words: 'agents versions',
  about: 'Versions of an agent and how they fared, newest first',
  argument: 'AGENT',
  isList: true,
  ask: (client, { argument, limit }) =>
    client.readList(`/v1/agents/${encodeURIComponent(argument)}/versions`, Page, ({ versions }) => versions, { limit }),
  show(versions, paint) {
    if (versions.length === 0) return ['No version is registered.'];
    const rows = versions.map((version) => [
      version.version,
      statusCell(version),
      `last ${scoreText(version.last_test_score)}`,
      `best ${scoreText(version.best_test_score)}`,
      `worst ${scoreText(version.worst_test_score)}`,
      countText(version.runs, 'run'),
      timeText(version.created_at),
    ]);
    return tableLines(rows, { paint, right: [2, 3, 4, 5], gives: 0 });
  },
});
