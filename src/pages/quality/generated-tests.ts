import { countTests, type GeneratedTest, type GeneratedTestsPayload } from '../../domain/quality/generated-tests';
import type { ResultDocument } from '../../domain/quality/result';
import { escapeMarkdown, fenceInline } from '../escape-markdown';
import { NOT_KNOWN, showCount, showTime } from '../numbers';
import type { ResultAbout } from './about';
import { payloadDocument } from './payload-document';

/** Generated tests: the source files themselves in a folder of their own, the manifest, and a report for people. */
export function generatedTestsDocuments(payload: GeneratedTestsPayload, about: ResultAbout): ResultDocument[] {
  return [
    payloadDocument('_manifest.json', payload),
    // The folder keeps a file such as `__tests__/cart.js` from being taken for an ending.
    ...payload.files.map(({ path, content }): ResultDocument => ({
      role: 'primary',
      ending: `generated/${path}`,
      format: 'source',
      media_type: 'text/plain; charset=utf-8',
      text: content,
    })),
    {
      role: 'secondary',
      ending: '_report.md',
      format: 'markdown',
      media_type: 'text/markdown; charset=utf-8',
      text: `${reportBlocks(payload, about).join('\n\n')}\n`,
    },
  ];
}

function reportBlocks(payload: GeneratedTestsPayload, { name, created_at }: ResultAbout): string[] {
  const { tests, files, notes, discovery, coverage_estimate: estimate } = payload;
  const counts = countTests(tests);
  return [
    `# Generated tests: ${escapeMarkdown(name)}`,
    showTime(created_at),
    [
      `- Language: ${escapeMarkdown(payload.language)}`,
      `- Framework: ${payload.framework === null ? NOT_KNOWN : escapeMarkdown(payload.framework)}`,
      `- Subject: ${payload.subject === null ? NOT_KNOWN : escapeMarkdown(payload.subject)}`,
      `- Tests: ${showCount(counts.tests_generated)}`,
      `- Pending, because they assert nothing yet: ${showCount(counts.pending_tests)}`,
      ...(estimate === null ? [] : [`- Coverage, as their writer guessed it: ${estimate} %`]),
      ...(discovery === null ? [] : [`- How they are found: ${escapeMarkdown(discovery)}`]),
    ].join('\n'),
    ...(notes.length === 0 ? [] : ['## Notes', notes.map((note) => `- ${escapeMarkdown(note)}`).join('\n')]),
    ...files.flatMap(({ path }) => [
      `## ${fenceInline(path)}`,
      tests
        .filter(({ file }) => file === path)
        .map(testLine)
        .join('\n') || 'It holds no test: it is there so that the others are found.',
    ]),
  ];
}

function testLine({ name, status, reason, type, source_file, assertions, rows }: GeneratedTest): string {
  const facts = [
    ...(type === null ? [] : [escapeMarkdown(type)]),
    ...(source_file === null ? [] : [`of ${fenceInline(source_file)}`]),
    ...(assertions === null ? [] : [`assertions: ${showCount(assertions)}`]),
    ...(rows === null ? [] : [`rows: ${showCount(rows)}`]),
    ...(reason === null ? [] : [escapeMarkdown(reason)]),
  ];
  const mark = status === 'pending' ? '**pending** ' : '';
  return `- ${mark}${escapeMarkdown(name)}${facts.length === 0 ? '' : `: ${facts.join(', ')}`}`;
}
