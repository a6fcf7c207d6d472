import { type DefectPrediction, type DefectsPayload, likeliestFirst, riskScore } from '../../domain/quality/defects';
import type { ResultDocument } from '../../domain/quality/result';
import { escapeMarkdown, fenceInline } from '../escape-markdown';
import { NOT_KNOWN, NOT_MEASURED, showCount, showShare, showTime } from '../numbers';
import type { ResultAbout } from './about';
import { jsonDocument, markdownDocument } from './json-document';

/** All predictions as JSON, and as Markdown with the reasons for each. */
export function defectsDocuments(payload: DefectsPayload, about: ResultAbout): ResultDocument[] {
  const derived = { risk_score: riskScore(payload), predicted_defects: payload.predictions.length };
  return [
    jsonDocument('_prediction.json', about, derived, payload),
    markdownDocument('_prediction.md', blocksOf(payload, about)),
  ];
}

function blocksOf(payload: DefectsPayload, { name, created_at }: ResultAbout): string[] {
  const { predictions, files_analysed: files, method } = payload;
  const risk = riskScore(payload);
  const facts = [
    `risk score ${risk === null ? NOT_MEASURED : `${risk} of 100`}`,
    `${showCount(predictions.length)} files predicted to hold defects`,
    `files analysed: ${files === null ? NOT_KNOWN : showCount(files)}`,
    `predicted by ${method === null ? NOT_KNOWN : escapeMarkdown(method)}`,
  ];
  return [
    `# Defect prediction: ${escapeMarkdown(name)}`,
    showTime(created_at),
    facts.join(' · '),
    ...(predictions.length === 0
      ? ['No file is predicted to hold a defect.']
      : predictions.toSorted(likeliestFirst).map(predictionBlock)),
  ];
}

function predictionBlock({ file, probability, reasons, confidence }: DefectPrediction): string {
  const sure = confidence === null ? NOT_KNOWN : showShare(confidence);
  return [
    `- ${fenceInline(file)}: probability ${showShare(probability)}, confidence ${sure}`,
    ...reasons.map((reason) => `  - ${escapeMarkdown(reason)}`),
  ].join('\n');
}
