import { readFenced } from '../../judge/fence';
import { composeAnswer, type RehearsedSkill } from './answering';
import { rehearseDiagnosis } from './diagnosing';
import { rehearseJudgement } from './judging';
import { rehearseSummary } from './summarising';
import { errorResponse, MessagesRequest, messageResponse } from './wire';

/**
 * An offline model behind the `fetch` of a Messages API client. It needs no key and no network, is the same on
 * every day, and computes what it says by the rules in docs/rehearsal.md: it answers as the agent, judges by any
 * rubric, sums up a run and diagnoses failures. What it says approves nothing; it shows that a suite, a rubric and a gate hang together.
 *
 * @param skill of the agent; a judge needs none
 */
export function createRehearsalFetch(skill: RehearsedSkill = { examples: [], instructions: '' }): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    if (request.method !== 'POST' || !new URL(request.url).pathname.endsWith('/v1/messages')) {
      return errorResponse(404, 'the rehearsal only speaks POST /v1/messages');
    }
    const parse = MessagesRequest.safeParse(await request.json());
    if (!parse.success) return errorResponse(400, parse.error.message);
    const text = replyTo(parse.data, skill);
    return text === null
      ? errorResponse(400, 'the rehearsal does not know this schema')
      : messageResponse(parse.data, text);
  };
}

/** null where a structured reply is wanted by none of our prompts. */
function replyTo({ system, messages, output_config }: MessagesRequest, skill: RehearsedSkill): string | null {
  const user = messages.at(-1)?.content ?? '';
  if (!output_config?.format) return composeAnswer({ ...skill, instructions: skill.instructions || system }, user);
  const blocks = readFenced(system, user);
  const reply = blocks && (rehearseJudgement(blocks) ?? rehearseSummary(blocks) ?? rehearseDiagnosis(blocks));
  return reply && JSON.stringify(reply);
}
