import { lexer, type Token, walkTokens } from 'marked';

/** The kinds of tokens a text is made of, in order; running text and its escapes count as one kind of thing. */
export function kindsOf(markdown: string): string[] {
  const kinds: string[] = [];
  walkTokens(lexer(markdown, { gfm: true }), (token: Token) => {
    if (token.type !== 'text' && token.type !== 'escape' && token.type !== 'space') kinds.push(token.type);
  });
  return kinds;
}

/** A text of nothing but white space is said to be empty, with emphasis: that is ours. */
export const isVisible = (text: string) => text.trim() !== '';
