import { z } from 'zod';
import { HistoryRecord } from '../../domain/record';
import { agentText, scoreText, timeText, verdictCell } from '../figures';
import { queryCommand } from '../query-command';
import { tableLines } from '../table';

const Page = z.object({ records: z.array(HistoryRecord), next_cursor: z.string().nullable() });

export const historyRunsCommand = queryCommand({
  words: 'history runs',
  about: 'Records of finished runs, newest first',
  filters: {
    agent: 'text',
    version: 'text',
    verdict: 'text',
    status: 'text',
    tag: 'text',
    branch: 'text',
    'triggered-by': 'text',
    since: 'time',
    until: 'time',
  },
  isList: true,
  ask: (client, { query, limit }) =>
    client.readList('/v1/history/runs', Page, ({ records }) => records, { query, limit }),
  show(records, paint) {
    if (records.length === 0) return ['No record fits.'];
    const rows = records.map((record) => [
      timeText(record.timestamp),
      verdictCell(record.verdict),
      scoreText(record.overall_score),
      `${record.result_summary.passed}/${record.result_summary.total}`,
      agentText(record.agent_name, record.version),
      record.run_id,
      { text: record.rehearsal ? '(rehearsal)' : '', colour: 'yellow' as const },
    ]);
    return tableLines(rows, { paint, right: [2, 3], gives: 4 });
  },
});
