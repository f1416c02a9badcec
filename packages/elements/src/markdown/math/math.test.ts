import { describe, expect, it, vi } from 'vitest';
import { builtInMath } from './built-in-math.js';
import { isHarmlessMath } from './safe-math.js';

const show = (tex: string, isDisplay = false): string => {
  const node = builtInMath.render(tex, isDisplay);
  return node instanceof Element ? node.outerHTML : '';
};

describe('formulas as MathML', () => {
  it('are made of nodes that a browser shows and speaks', () => {
    const html = show('\\frac{1}{\\sqrt{x_1^2}}', true);
    for (const name of ['<math', 'display="block"', '<mfrac', '<msqrt', '<msubsup'])
      expect(html).toContain(name);
  });

  it.each([
    ['what is no TeX', '\\frac{1}{'],
    ['unknown commands', '\\nope{x}'],
    ['links', '\\href{https://evil.invalid}{x}'],
    ['addresses', '\\url{https://evil.invalid}'],
    ['images', '\\includegraphics{https://evil.invalid/x.png}'],
    ['classes', '\\class{button}{x}'],
    ['names', '\\id{location}{x}'],
    ['data', '\\data{a=b}{x}'],
    ['endless macros', '\\def\\a{\\a\\a}\\a'],
    ['doubling macros', `\\def\\a{xx}${'\\def\\b{\\a\\a}\\def\\a{\\b\\b}'.repeat(20)}\\a`],
    ['long macros', `\\def\\a{${'x'.repeat(500)}}${'\\a'.repeat(200)}`],
    ['short macros for much', `\\def\\a{${'x'.repeat(200)}}${'\\a'.repeat(25)}`],
    ['long formulas', 'x'.repeat(5_001)],
    ['long chemistry', `\\ce{${'H2O '.repeat(250)}}`],
    ['deep braces', '{'.repeat(2_400) + '}'.repeat(2_400)],
    ['deep roots', '\\sqrt'.repeat(900) + 'x'],
    ['deep powers', `${'x^{'.repeat(600)}x${'}'.repeat(600)}`],
    ['deep fences', `${'\\left('.repeat(300)}x${'\\right)'.repeat(300)}`],
  ])('do not come of %s', (_, tex) => {
    expect(builtInMath.render(tex, false)).toBeNull();
  });

  it.each([
    [
      'of one argument',
      '\\newcommand{\\size}[1]{\\left\\|#1\\right\\|} \\size{x+y} \\le \\size{x} + \\size{y}',
    ],
    [
      'of two',
      '\\newcommand{\\pd}[2]{\\frac{\\partial #1}{\\partial #2}} \\pd fx \\pd fy \\pd gx \\pd gy \\pd hx \\pd hy',
    ],
    ['that repeat theirs', '\\def\\twice#1{#1 + #1} \\twice x = \\twice y'],
    [
      'that are many',
      '\\def\\a#1{(#1)}\\def\\b#1{[#1]}\\def\\c#1{|#1|} \\a{\\b{\\c x}} \\c{\\b{\\a y}} \\a x \\b y \\c z',
    ],
  ])('come of macros %s', (_, tex) => {
    expect(show(tex)).toContain('<math');
  });

  it('do not come of macros that multiply what they are given, and cost no more than others', () => {
    let longest = 0;
    const splice = Array.prototype.splice;
    vi.spyOn(Array.prototype, 'splice').mockImplementation(function noting(this: unknown[], ...change) {
      const removed = splice.apply(this, change as never);
      longest = Math.max(longest, this.length);
      return removed;
    });
    const twice = `\\def\\d#1;{#1#1;}${'\\d'.repeat(13)}x;`;
    expect(builtInMath.render(twice, false)).toBeNull();
    const made = `\\def\\m{\\def\\d##1;{##1##1;}}\\m${'\\d'.repeat(13)}x;`;
    expect(builtInMath.render(made, false)).toBeNull();
    vi.restoreAllMocks();
    expect(longest).toBeLessThan(5_000);
  });

  it('keep no macro from one formula to the next', () => {
    expect(show('\\gdef\\mine{x}\\mine')).toContain('<mi>x</mi>');
    expect(builtInMath.render('\\mine', false)).toBeNull();
  });

  it('lay nothing far away over the page', () => {
    const node = builtInMath.render(
      '\\kern-9999em\\rule{9999em}{9999em}\\raisebox{9999em}{x}\\hspace{-9999px}',
      false,
    );
    const sizes = node instanceof Element ? [...node.outerHTML.matchAll(/(\d+(?:\.\d+)?)(em|pt|px)/g)] : [];
    for (const [size, number] of sizes) expect(Number(number), size).toBeLessThanOrEqual(200);
  });

  it('hold no markup, whatever is written in them', () => {
    for (const tex of [
      '\\text{<img src=x onerror=alert(1)>}',
      '\\tag{<script>alert(1)</script>} x',
      '\\color{red;background:url(//evil.invalid)}x',
      '\\colorbox{url(//evil.invalid)}{x}',
      '\\unicode{x3c}script',
      '\\label{a"onclick="alert(1)}x \\ref{a}',
      '\\style{position:fixed;inset:0}{x}',
      '\\texttt{</math><img src=x onerror=alert(1)>}',
      '\\require{action}\\toggle{a}{b}\\endtoggle',
      '\\begin{CD} A @>a>> B \\end{CD} \\verb|<b>|',
    ]) {
      const node = builtInMath.render(tex, false);
      if (!(node instanceof Element)) continue;
      expect(isHarmlessMath(node), tex).toBe(true);
      for (const element of [node, ...node.querySelectorAll('*')]) {
        for (const { name, value } of element.attributes) {
          expect(name, tex).not.toMatch(/^on|^(?:href|src|id)$/);
          expect(value, tex).not.toMatch(/url|position|script/i);
        }
      }
    }
  });

  it('are refused when something else than MathML is in them, or too much', () => {
    const math = (inner: string): Element =>
      new DOMParser().parseFromString(`<math>${inner}</math>`, 'text/html').body.firstElementChild!;
    expect(isHarmlessMath(math('<mrow><mi>x</mi></mrow><mo>+</mo><mi>y</mi>'))).toBe(true);
    expect(isHarmlessMath(math('<mrow><mi>x</mi></mrow><mtext><img></mtext>'))).toBe(false);
    expect(isHarmlessMath(math('<mrow><mi>x</mi></mrow><maction></maction>'))).toBe(false);
    expect(isHarmlessMath(math('<mi>x</mi>'.repeat(9_999)))).toBe(true);
    expect(isHarmlessMath(math('<mi>x</mi>'.repeat(10_000)))).toBe(false);
    expect(isHarmlessMath(math('<mrow>'.repeat(99)))).toBe(true);
    expect(isHarmlessMath(math('<mrow>'.repeat(120)))).toBe(false);
  });
});
