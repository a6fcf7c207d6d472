import { assess, type AssessmentPayload } from '../../domain/quality/assessment';
import type { ResultDocument } from '../../domain/quality/result';
import { escapeMarkdown } from '../escape-markdown';
import { NOT_MEASURED, showExactScore, showTime } from '../numbers';
import type { ResultAbout } from './about';
import { jsonDocument, markdownDocument } from './json-document';

/** An assessment as JSON, and as Markdown with how each score was measured. */
export function assessmentDocuments(payload: AssessmentPayload, about: ResultAbout): ResultDocument[] {
  return [
    jsonDocument('_assessment.json', about, assess(payload), payload),
    markdownDocument('_assessment.md', blocksOf(payload, about)),
  ];
}

function blocksOf(payload: AssessmentPayload, { name, created_at }: ResultAbout): string[] {
  const { quality_score: score, passed, not_measured: missing } = assess(payload);
  const why = missing === 0 ? '' : ` · ${missing} of ${payload.metrics.length} scores could not be measured`;
  const { recommendations, metrics, threshold } = payload;
  return [
    `# Quality assessment: ${escapeMarkdown(name)}`,
    showTime(created_at),
    `**${passed ? 'passed' : 'not passed'}** · quality score ${showExactScore(score)} of 100, at least ${threshold} wanted${why}`,
    ['| what | score | weight | measured by |', '|---|---:|---:|---|', ...metrics.map(row)].join('\n'),
    ...metrics.flatMap(({ key, detail }) =>
      detail === null ? [] : [`## ${escapeMarkdown(key)}`, escapeMarkdown(detail)],
    ),
    ...(recommendations.length === 0
      ? []
      : ['## Recommendations', recommendations.map((text) => `- ${escapeMarkdown(text)}`).join('\n')]),
  ];
}

const row = ({ key, score, weight, measured_by }: AssessmentPayload['metrics'][number]) =>
  `| ${escapeMarkdown(key)} | ${score === null ? NOT_MEASURED : showExactScore(score)} | ${weight} | ${escapeMarkdown(measured_by)} |`;
