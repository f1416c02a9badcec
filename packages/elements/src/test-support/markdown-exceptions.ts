/** A case of a specification in which we show something else, on purpose. */
export interface MarkdownException {
  /** The source, which both specifications may share. */
  readonly markdown: string;
  readonly reason: string;
}

const BARE_ADDRESS =
  'CommonMark has no bare addresses; the autolinks of GitHub, which we follow, make a link of this one.';
const OLDER_COMMENTS =
  'GFM 0.29 has the comments of CommonMark 0.29; we follow 0.31.2, whose cases say the opposite. Raw HTML.';

/** All cases that do not give the HTML of their specification. */
export const MARKDOWN_EXCEPTIONS: readonly MarkdownException[] = [
  { markdown: '<https://foo.bar/baz bim>\n', reason: BARE_ADDRESS },
  { markdown: '<http://foo.bar/baz bim>\n', reason: BARE_ADDRESS },
  { markdown: '<foo\\+@bar.example.com>\n', reason: BARE_ADDRESS },
  { markdown: '< https://foo.bar >\n', reason: BARE_ADDRESS },
  { markdown: '< http://foo.bar >\n', reason: BARE_ADDRESS },
  { markdown: 'https://example.com\n', reason: BARE_ADDRESS },
  { markdown: 'http://example.com\n', reason: BARE_ADDRESS },
  { markdown: 'foo@bar.example.com\n', reason: BARE_ADDRESS },
  {
    markdown:
      '&nbsp; &amp; &copy; &AElig; &Dcaron;\n&frac34; &HilbertSpace; &DifferentialD;\n&ClockwiseContourIntegral; &ngE;\n',
    reason:
      'We know the character names of HTML 4 and some more: the two thousand of HTML 5 would weigh more than the parser. The structure is right.',
  },
  { markdown: 'foo <!-- not a comment -- two hyphens -->\n', reason: OLDER_COMMENTS },
  { markdown: 'foo <!--> foo -->\n\nfoo <!-- foo--->\n', reason: OLDER_COMMENTS },
  {
    markdown:
      '<strong> <title> <style> <em>\n\n<blockquote>\n  <xmp> is disallowed.  <XMP> is also disallowed.\n</blockquote>\n',
    reason: 'Some tags are escaped in what GitHub shows as HTML. We show no HTML at all: every tag is text.',
  },
];
