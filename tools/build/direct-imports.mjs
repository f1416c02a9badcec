// @ts-check
import { readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { root } from '../setup/paths.mjs';

const STATEMENT = /^(import|export) \{([^}]*)\} from '(@agent-chat\/[\w/-]+)';/gm;
const RE_EXPORT = /^export \{([^}]*)\} from '(\.[^']+)\.js';/gm;

/** @type {Map<string, Map<string, string>>} */
const entries = new Map();

/**
 * Has a module import from the modules of our packages themselves rather than from their entries.
 * esbuild tells by whole files what a chunk needs, and an entry names every file of its package: so
 * what only a lazy chunk uses would be loaded with the first one that imports anything.
 *
 * @param {string} source
 * @param {string} path of the module
 */
export function directImports(source, path) {
  return source.replace(STATEMENT, (_, keyword, names, entry) => {
    const modules = modulesOf(entry);
    return (
      namesIn(names)
        .map((name) => {
          const module = modules.get(original(name));
          if (module === undefined) throw new Error(`${entry} has no ${name}, which ${path} imports.`);
          return `${keyword} { ${name} } from ${JSON.stringify(specifier(module, path))};`;
        })
        // Lines keep their numbers, for the source map.
        .join(' ') + '\n'.repeat(names.split('\n').length - 1)
    );
  });
}

/** Which module of a package exports what its entry exports. @param {string} entry */
function modulesOf(entry) {
  const known = entries.get(entry);
  if (known !== undefined) return known;
  const [, name = '', folder = ''] = entry.split('/');
  const home = join(root, 'packages', name);
  const { exports } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'));
  /** @type {string} */
  const path = join(home, exports[folder === '' ? '.' : `./${folder}`]['@agent-chat/source']);
  /** @type {Map<string, string>} */
  const modules = new Map();
  for (const [, names = '', from = ''] of readFileSync(path, 'utf8').matchAll(RE_EXPORT)) {
    for (const each of namesIn(names)) modules.set(each, join(dirname(path), `${from}.ts`));
  }
  entries.set(entry, modules);
  return modules;
}

/** The names that are values. @param {string} list */
function namesIn(list) {
  return list
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && !name.startsWith('type '));
}

/** @param {string} name perhaps with `as` */
function original(name) {
  return name.split(' ')[0] ?? name;
}

/** @param {string} module @param {string} from */
export function specifier(module, from) {
  const path = relative(dirname(from), module).split(sep).join('/');
  return path.startsWith('.') ? path : `./${path}`;
}
