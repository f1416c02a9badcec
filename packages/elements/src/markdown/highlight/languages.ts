import type { StreamParser } from '@codemirror/streamparser';

type Load = () => Promise<StreamParser<unknown>>;

const javascript: Load = async () => (await import('@codemirror/legacy-modes/mode/javascript')).javascript;
const typescript: Load = async () => (await import('@codemirror/legacy-modes/mode/javascript')).typescript;
const json: Load = async () => (await import('@codemirror/legacy-modes/mode/javascript')).json;
const c: Load = async () => (await import('@codemirror/legacy-modes/mode/clike')).c;
const cpp: Load = async () => (await import('@codemirror/legacy-modes/mode/clike')).cpp;
const csharp: Load = async () => (await import('@codemirror/legacy-modes/mode/clike')).csharp;
const kotlin: Load = async () => (await import('@codemirror/legacy-modes/mode/clike')).kotlin;
const objectiveC: Load = async () => (await import('@codemirror/legacy-modes/mode/clike')).objectiveC;
const css: Load = async () => (await import('@codemirror/legacy-modes/mode/css')).css;
const scss: Load = async () => (await import('@codemirror/legacy-modes/mode/css')).sCSS;
const html: Load = async () => (await import('@codemirror/legacy-modes/mode/xml')).html;
const xml: Load = async () => (await import('@codemirror/legacy-modes/mode/xml')).xml;
const python: Load = async () => (await import('@codemirror/legacy-modes/mode/python')).python;
const shell: Load = async () => (await import('@codemirror/legacy-modes/mode/shell')).shell;
const sql: Load = async () => (await import('@codemirror/legacy-modes/mode/sql')).standardSQL;
const postgres: Load = async () => (await import('@codemirror/legacy-modes/mode/sql')).pgSQL;
const mysql: Load = async () => (await import('@codemirror/legacy-modes/mode/sql')).mySQL;
const yaml: Load = async () => (await import('@codemirror/legacy-modes/mode/yaml')).yaml;
const diff: Load = async () => (await import('@codemirror/legacy-modes/mode/diff')).diff;
const docker: Load = async () => (await import('@codemirror/legacy-modes/mode/dockerfile')).dockerFile;
const powershell: Load = async () => (await import('@codemirror/legacy-modes/mode/powershell')).powerShell;
const php: Load = async () => (await import('./php.js')).php;
const ruby: Load = async () => (await import('@codemirror/legacy-modes/mode/ruby')).ruby;
const properties: Load = async () => (await import('@codemirror/legacy-modes/mode/properties')).properties;

/**
 * The languages that answers are full of, by every name that models give them. Each is a chunk of
 * its own (1 to 11 kB), loaded when the first block of code names it.
 */
export const LANGUAGES: ReadonlyMap<string, Load> = new Map<string, Load>([
  ...names(javascript, 'javascript js jsx mjs cjs node'),
  ...names(typescript, 'typescript ts tsx mts cts'),
  ...names(json, 'json json5 jsonc jsonl ndjson'),
  ...names(c, 'c h'),
  ...names(cpp, 'cpp c++ cc cxx hpp arduino cuda'),
  ...names(csharp, 'csharp cs c#'),
  ...names(async () => (await import('@codemirror/legacy-modes/mode/clike')).java, 'java'),
  ...names(kotlin, 'kotlin kt kts'),
  ...names(async () => (await import('@codemirror/legacy-modes/mode/clike')).scala, 'scala'),
  ...names(async () => (await import('@codemirror/legacy-modes/mode/clike')).dart, 'dart'),
  ...names(async () => (await import('@codemirror/legacy-modes/mode/clike')).shader, 'glsl hlsl shader'),
  ...names(objectiveC, 'objectivec objective-c objc'),
  ...names(css, 'css'),
  ...names(scss, 'scss sass less'),
  ...names(html, 'html htm vue svelte astro'),
  ...names(xml, 'xml svg xhtml rss plist xsd xslt mathml'),
  ...names(python, 'python py python3 py3 ipython gyp'),
  ...names(shell, 'shell sh bash zsh fish ksh console shellsession terminal'),
  ...names(sql, 'sql sqlite'),
  ...names(postgres, 'postgres postgresql pgsql plpgsql'),
  ...names(mysql, 'mysql mariadb'),
  ...names(yaml, 'yaml yml'),
  ...names(diff, 'diff patch udiff'),
  ...names(docker, 'dockerfile docker containerfile'),
  ...names(powershell, 'powershell ps ps1 pwsh'),
  ...names(php, 'php'),
  ...names(ruby, 'ruby rb'),
  ...names(properties, 'properties ini env dotenv conf cfg'),
  ...names(async () => (await import('@codemirror/legacy-modes/mode/go')).go, 'go golang'),
  ...names(async () => (await import('@codemirror/legacy-modes/mode/rust')).rust, 'rust rs'),
  ...names(async () => (await import('@codemirror/legacy-modes/mode/swift')).swift, 'swift'),
  ...names(async () => (await import('@codemirror/legacy-modes/mode/toml')).toml, 'toml'),
  ...names(async () => (await import('@codemirror/legacy-modes/mode/lua')).lua, 'lua luau'),
  ...names(async () => (await import('@codemirror/legacy-modes/mode/perl')).perl, 'perl pl'),
  ...names(async () => (await import('@codemirror/legacy-modes/mode/r')).r, 'r'),
  ...names(async () => (await import('@codemirror/legacy-modes/mode/julia')).julia, 'julia jl'),
  ...names(async () => (await import('@codemirror/legacy-modes/mode/haskell')).haskell, 'haskell hs'),
  ...names(async () => (await import('@codemirror/legacy-modes/mode/erlang')).erlang, 'erlang erl'),
  ...names(async () => (await import('@codemirror/legacy-modes/mode/elm')).elm, 'elm'),
  ...names(async () => (await import('@codemirror/legacy-modes/mode/clojure')).clojure, 'clojure clj edn'),
  ...names(async () => (await import('@codemirror/legacy-modes/mode/groovy')).groovy, 'groovy gradle'),
  ...names(async () => (await import('@codemirror/legacy-modes/mode/nginx')).nginx, 'nginx'),
  ...names(async () => (await import('@codemirror/legacy-modes/mode/cmake')).cmake, 'cmake'),
  ...names(async () => (await import('@codemirror/legacy-modes/mode/http')).http, 'http'),
  ...names(async () => (await import('@codemirror/legacy-modes/mode/protobuf')).protobuf, 'protobuf proto'),
  ...names(async () => (await import('@codemirror/legacy-modes/mode/stex')).stex, 'latex tex'),
]);

function names(load: Load, list: string): [string, Load][] {
  return list.split(' ').map((name) => [name, load]);
}
