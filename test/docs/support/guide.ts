import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { MikroORM, SqliteDriver } from '@mikro-orm/sql'
import { createDjust, type Djust, type LiveViewClass } from '../../../src/index.ts'
import { mikroOrm, nodeSqlite } from '../../../src/orm/mikro-orm.ts'
import { root } from '../../support/source-files.ts'
import { seed } from './guide-rows.ts'

/** A fence of a guide: its language, what a comment above it says of it, and the file that its first line names. */
export interface Fence {
  readonly language: string
  readonly directive: string
  readonly file: string | null
  readonly text: string
}

/** The fences of a page of docs/, in order. */
export function fencesOf(page: string): readonly Fence[] {
  const text = readFileSync(`${root}docs/${page}`, 'utf8')
  return Array.from(text.matchAll(/(?:^<!-- (.*?) -->\n)?^```(\w+)\n([\s\S]*?)^```$/gm), ([, directive = '', language = '', body = '']) => {
    const file = /^(?:\/\/|\{#) ([\w./-]+\.(?:ts|html))(?: #\})?\n/.exec(body)
    return { language, directive, file: file?.[1] ?? null, text: file ? body.slice(file[0].length) : body }
  })
}

export interface Guide {
  readonly djust: Djust
  /** The views that the page's code exports or defines, by name. */
  readonly views: Readonly<Record<string, LiveViewClass>>
  /** What expressions in comments of the page give, by their text. */
  readonly values: Readonly<Record<string, unknown>>
  /** Writes a file into the guide's folder. */
  write(file: string, text: string): void
  close(): Promise<void>
}

/**
 * Writes the files of a guide, and what it has of code without a file name as one module, into a folder where `djust`
 * means this project, opens a database for its entities and runs the code. The entities are those of the quick start.
 */
export async function openGuide(page: string): Promise<Guide> {
  const folder = mkdtempSync(join(root, 'test/docs/.tmp-'))
  const write = (file: string, text: string) => {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), text)
  }
  const fences = fencesOf(page)
  for (const { file, text, language } of [...fencesOf('quick-start.md').filter((fence) => fence.file === 'models.ts'), ...fences]) {
    if (file) write(language === 'django' && !file.includes('/') ? `templates/${file}` : file, text)
  }
  const files = [...new Set(fences.flatMap(({ file }) => (file?.endsWith('.ts') && !isProgram(file) ? [file] : [])))]
  const code = fences.filter(({ language, file }) => language === 'ts' && file === null).map(({ text }) => text)
  const checked = code.join('\n').replace(/^( *)(.*?) \/\/ → (.*)$/gm, '$1deepStrictEqual($2, $3)')
  const classes = code.flatMap((text) => Array.from(text.matchAll(/^class (\w+)/gm), ([, name]) => name!))
  const values = fences.flatMap(({ directive }) => /^value of (.*)$/.exec(directive)?.slice(1) ?? [])
  write(
    'page.ts',
    `import { deepStrictEqual } from 'node:assert/strict'
${onceImported(checked)}
export { ${classes.join(', ')} }
export const values = { ${values.map((value) => `${JSON.stringify(value)}: ${value}`).join(', ')} }
`,
  )

  const load = (file: string) => import(pathToFileURL(join(folder, file)).href) as Promise<Record<string, unknown>>
  const models: Record<string, unknown> = Object.assign({}, await load('models.ts'), files.includes('blog.ts') ? await load('blog.ts') : {})
  const entities = Object.values(models).filter(
    (one) => typeof one === 'function' && /^class \w+ extends \w+Schema\.class/.test(String(one)),
  )
  const orm = await MikroORM.init({
    driver: SqliteDriver,
    driverOptions: nodeSqlite(':memory:'),
    dbName: ':memory:',
    entities: entities as never,
    allowGlobalContext: true,
  })
  await orm.schema.create()
  const em = orm.em.fork()
  seed(em, models)
  await em.flush()
  const database = mikroOrm(orm as never)
  const djust = createDjust({ orm: database, templates: join(folder, 'templates'), timeZone: 'UTC', jitCacheBackend: 'memory' })
  const shared = globalThis as { guide?: unknown }
  shared.guide = { djust, em: orm.em.fork(), templates: join(folder, 'templates') }
  write('world.ts', 'export const { djust, em, templates } = globalThis.guide\n')
  try {
    const views: Record<string, unknown> = {}
    for (const file of [...files, 'page.ts']) Object.assign(views, await load(file))
    return {
      djust,
      views: views as Guide['views'],
      values: { ...models, ...(views['values'] as Guide['values']) },
      write,
      async close() {
        rmSync(folder, { recursive: true })
        database.release()
        await orm.close()
      },
    }
  } catch (error) {
    rmSync(folder, { recursive: true })
    throw error
  } finally {
    delete shared.guide
  }
}

/** What runs by itself instead of being imported: see test/docs/quick-start.test.ts. */
function isProgram(file: string): boolean {
  return file === 'main.ts' || file.endsWith('.test.ts')
}

/** Each example of a page imports what it needs; as one module they import each name once. */
function onceImported(code: string): string {
  const names = new Map<string, Set<string>>()
  const body = code.replace(
    /^import (type )?\{ (.*?) \} from '(.*?)'\n/gm,
    (_all, type: string | undefined, list: string, from: string) => {
      const known = names.get(from) ?? new Set()
      for (const name of list.split(', ')) known.add(type ? `type ${name}` : name)
      names.set(from, known)
      return ''
    },
  )
  const imports = [...names].map(([from, list]) => `import { ${[...list].join(', ')} } from '${from}'`)
  return `${imports.join('\n')}\n${body}`
}
