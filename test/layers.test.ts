import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { type Import, importsOf, projectFiles, resolveImport, root } from './support/source-files.ts'

/**
 * The folders of src in the order of the pipeline: a folder imports from itself and from earlier ones. `except` are
 * earlier folders it must know nothing of; `packages` are those it may import, by name or prefix. A path is a folder
 * or one file in it.
 */
const layers: readonly { folder: string; except?: readonly string[]; packages?: readonly string[] }[] = [
  { folder: 'util' },
  { folder: 'value' },
  { folder: 'trace', packages: ['@opentelemetry/api', 'node:'] },
  { folder: 'template', packages: ['node:'] },
  { folder: 'schema', except: ['template'] },
  { folder: 'access', packages: ['acorn'] },
  { folder: 'plan', packages: ['valibot'] },
  { folder: 'query', except: ['template', 'access'], packages: ['kysely', 'node:'] },
  { folder: 'serialize', except: ['template', 'access'] },
  { folder: 'load', except: ['template'], packages: ['node:async_hooks'] },
  {
    folder: 'render',
    except: ['access', 'schema', 'plan', 'query', 'serialize', 'load'],
    // Code of templates: bundles of it, and source maps that lead to files.
    packages: ['node:crypto', 'node:inspector', 'node:path', 'node:url', 'node:v8', 'node:vm'],
  },
  { folder: 'language', except: ['schema', 'plan', 'query', 'serialize', 'load'], packages: ['node:net'] },
  { folder: 'check', except: ['access', 'schema', 'plan', 'query', 'serialize', 'load', 'language'] },
  {
    folder: 'cache',
    except: ['template', 'access', 'schema', 'plan', 'query', 'serialize', 'load', 'render', 'language'],
    packages: ['lru-cache', 'node:', 'redis'],
  },
  { folder: 'template.ts', except: ['schema', 'plan', 'query', 'serialize', 'load'] },
  { folder: 'engine', packages: ['lru-cache', 'node:'] },
  { folder: 'types', except: ['template', 'schema', 'query', 'serialize', 'load', 'render', 'language', 'check', 'engine'] },
  { folder: 'view', packages: ['node:'] },
  { folder: 'live', except: ['schema', 'plan', 'query', 'serialize', 'load'] },
  {
    folder: 'orm',
    except: ['template', 'access', 'render', 'language', 'cache', 'engine', 'view', 'live'],
    packages: ['@mikro-orm/', 'node:'],
  },
  { folder: 'http', packages: ['express', 'node:'], except: ['access', 'schema', 'plan', 'serialize', 'load', 'orm'] },
  { folder: 'cli', packages: ['node:'] },
  { folder: 'testing', packages: ['node:'] },
]

/** Files that anything imports. */
const shared = ['error', 'util', 'value']

/** An adapter that the check is tried on. */
const unwritten = 'src/orm/unwritten.ts'

const typescript = projectFiles('src').filter((file) => file.endsWith('.ts'))

const manifest = JSON.parse(readFileSync(root + 'package.json', 'utf8')) as { exports: Record<string, string | Record<string, string>> }
const entries = Object.values(manifest.exports)
  .flatMap((target) => (typeof target === 'string' ? [] : [target['djust-source'] ?? '']))
  .map((file) => file.replace('./', ''))

test('folders import only from earlier stages and from the packages they may know', () => {
  const wrong = typescript.flatMap((file) => importsOf(file).flatMap((one) => complaint(file, one) ?? []))
  expect(wrong).toEqual([])
  expect(typescript.length).toBeGreaterThan(10)
})

test('the check sees what it forbids', () => {
  const see = (file: string, specifier: string) => complaint(file, { specifier, typeOnly: false })
  expect(see('src/template/parse.ts', '../plan/load-plan.ts')).toMatch('template may not import plan')
  expect(see('src/render/a.ts', '../query/b.ts')).toMatch('render may not import query')
  expect(see('src/orm/mikro-orm.ts', './unwritten.ts')).toMatch('know one another')
  expect(see('src/orm/mikro-orm.ts', './mikro-orm-values.ts')).toBeNull()
  expect(see('src/plan/a.ts', 'kysely')).toMatch('plan may not import the package kysely')
  expect(see('src/new/a.ts', '../util/b.ts')).toMatch('not in the table')
  expect(see('src/plan/a.ts', '../index.ts')).toMatch('entry')
  expect(see('src/plan/a.ts', '../schema/b.ts')).toBeNull()
})

test('no cycle of imports between files; types may know each other', () => {
  const graph = new Map(typescript.map((file) => [file, relativeImports(file, 'run time')]))
  expect(cycles(graph)).toEqual([])
})

test('files re-export others only where package.json exports them', () => {
  const barrels = typescript.filter(
    (file) => !entries.includes(file) && /^export\s[^'"`]*?\sfrom\s+['"]/m.test(readFileSync(root + file, 'utf8')),
  )
  expect(barrels).toEqual([])
})

test('files are named in kebab-case and relative imports name the file', () => {
  const sources = projectFiles().filter((file) => /\.(ts|js|mjs)$/.test(file))
  expect(sources.filter((file) => !/^(?:[a-z0-9.-]+\/)*[a-z0-9]+(?:[-.][a-z0-9]+)*\.(ts|js|mjs)$/.test(file))).toEqual([])
  const vague = sources.flatMap((file) => relativeImports(file).filter((target) => !/\.(ts|js|mjs|json)$/.test(target)))
  expect(vague).toEqual([])
})

function complaint(file: string, { specifier }: Import): string | null {
  const folder = folderOf(file)
  if (folder === 'error' && !specifier.startsWith('.')) return `${file}: error.ts imports nothing`
  if (folder === null) return null
  const layer = layers.find((one) => one.folder === folder)
  if (!layer && folder !== 'error') return `${file}: the folder ${folder} is not in the table of test/layers.test.ts`
  if (!specifier.startsWith('.')) {
    const allowed = layer?.packages?.some(
      (name) => specifier === name || (/[:/]$/.test(name) && specifier.startsWith(name)) || specifier.startsWith(`${name}/`),
    )
    return allowed ? null : `${file}: ${folder} may not import the package ${specifier}`
  }
  const target = resolveImport(file, specifier)
  const other = folderOf(target)
  if (other === null) return `${file}: nothing imports the entry file ${target}`
  if (other === folder) {
    const [from, to] = [adapterOf(file), adapterOf(target)]
    return from !== null && to !== null && from !== to ? `${file}: adapters may not know one another (${target})` : null
  }
  if (shared.includes(other) && (other === 'error' || !shared.includes(folder) || folder === 'value')) return null
  const order = (name: string) => layers.findIndex((one) => one.folder === name)
  const fits = order(other) !== -1 && order(other) < order(folder) && !layer?.except?.includes(other)
  return fits ? null : `${file}: ${folder} may not import ${other} (${target})`
}

/** The stage that a file belongs to, `template.ts` being one by itself; null for the other entry files right under src. */
function folderOf(file: string): string | null {
  const parts = file.split('/')
  if (parts.length > 2 || layers.some((layer) => layer.folder === parts[1])) return parts[1] ?? null
  return parts[1] === 'error.ts' ? 'error' : null
}

/** The adapter that a file belongs to: `src/orm/mikro-orm.ts` and `src/orm/mikro-orm-values.ts` are one. Null for what adapters share. */
function adapterOf(file: string): string | null {
  const adapters = [...entries, unwritten].filter((entry) => /^src\/(?:orm|http)\//.test(entry)).map((entry) => entry.replace(/\.ts$/, ''))
  return adapters.find((adapter) => file === `${adapter}.ts` || file.startsWith(`${adapter}-`) || file.startsWith(`${adapter}/`)) ?? null
}

function relativeImports(file: string, when: 'always' | 'run time' = 'always'): string[] {
  return importsOf(file).flatMap(({ specifier, typeOnly }) =>
    specifier.startsWith('.') && !(typeOnly && when === 'run time') ? [resolveImport(file, specifier)] : [],
  )
}

/** Each cycle once, as `a → b → a`, found by depth-first search. */
function cycles(graph: ReadonlyMap<string, readonly string[]>): string[] {
  const found: string[] = []
  const done = new Set<string>()
  const path: string[] = []
  const visit = (file: string) => {
    if (path.includes(file)) {
      found.push([...path.slice(path.indexOf(file)), file].join(' → '))
      return
    }
    if (done.has(file)) return
    path.push(file)
    for (const next of graph.get(file) ?? []) visit(next)
    path.pop()
    done.add(file)
  }
  for (const file of graph.keys()) visit(file)
  return found
}
