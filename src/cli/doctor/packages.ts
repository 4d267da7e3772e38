import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** What was looked at, how it is, and what to do about it. */
export interface Finding {
  readonly name: string
  readonly status: 'ok' | 'warn' | 'fail'
  readonly detail: string
  readonly fix?: string
}

interface Manifest {
  readonly version: string
  readonly engines: { readonly node: string }
  readonly peerDependencies: Readonly<Record<string, string>>
}

const own = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as Manifest

/** What the application may use with djust, besides its peer dependencies. */
const others = ['@mikro-orm/sqlite', '@mikro-orm/postgresql', '@mikro-orm/mariadb', '@mikro-orm/mysql', '@mikro-orm/libsql', 'typescript']

export function nodeVersion(current = process.versions.node): Finding {
  const wanted = own.engines.node
  const minimum = wanted.replace('>=', '')
  return compare(current, minimum) >= 0
    ? { name: 'node', status: 'ok', detail: `${current} (${wanted})` }
    : { name: 'node', status: 'fail', detail: `${current}, but djust needs ${wanted}`, fix: `Install Node ${minimum} or a later one.` }
}

/** The packages that are installed where the application is, each with the versions that djust was made for. */
export function installedPackages(folder: string): readonly Finding[] {
  const versions = new Map([...Object.keys(own.peerDependencies), ...others].map((name) => [name, installed(name, folder)]))
  const found: Finding[] = []
  for (const [name, version] of versions) if (version !== null) found.push(finding(name, version, versions.get('@mikro-orm/core') ?? null))
  if (!found.some(({ name }) => name === '@mikro-orm/core')) {
    found.push({
      name: 'ORM',
      status: 'warn',
      detail: 'none is installed',
      fix: 'Templates render without one; for queries: npm install @mikro-orm/core @mikro-orm/sql',
    })
  }
  return found
}

function finding(name: string, version: string, core: string | null): Finding {
  const range = own.peerDependencies[name]
  if (range !== undefined && !satisfies(version, range)) {
    return { name, status: 'fail', detail: `${version}, but djust needs ${range}`, fix: `npm install ${name}@${range}` }
  }
  if (name.startsWith('@mikro-orm/') && core !== null && version !== core) {
    const detail = `${version}, but @mikro-orm/core is ${core}: MikroORM's packages must all be of one version`
    return { name, status: 'fail', detail, fix: `npm install ${name}@${core}` }
  }
  return { name, status: 'ok', detail: range === undefined ? version : `${version} (${range})` }
}

/** The version that code in the folder would get. */
function installed(name: string, folder: string): string | null {
  for (let at = folder; ; at = dirname(at)) {
    const path = join(at, 'node_modules', name, 'package.json')
    if (existsSync(path)) return (JSON.parse(readFileSync(path, 'utf8')) as { readonly version: string }).version
    if (dirname(at) === at) return null
  }
}

/** Of ranges such as `^7.2.0`, which are all that djust has. */
function satisfies(version: string, range: string): boolean {
  const least = range.replace(/^\^/, '')
  return version.split('.', 1)[0] === least.split('.', 1)[0] && compare(version, least) >= 0
}

function compare(a: string, b: string): number {
  const [left, right] = [a, b].map((text) => text.split(/[.+-]/, 3).map(Number)) as [number[], number[]]
  const at = left.findIndex((part, index) => part !== right[index])
  return at === -1 ? 0 : left[at]! - (right[at] ?? 0)
}
