import type { FC } from 'hono/jsx';
import { Passage } from '../words';

/** What a failing test says, in columns: expected and actual values stand below each other. */
export const Message: FC<{ text: string }> = ({ text }) => (
  <div class="message">
    <Passage text={text} />
  </div>
);
