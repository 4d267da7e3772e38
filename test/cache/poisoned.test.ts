import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fc } from '../support/properties.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { seal } from '../../src/cache/sealed-text.ts'
import type { DjustOptions } from '../../src/engine/options.ts'
import type { LoadPlan, PlanNode } from '../../src/plan/load-plan.ts'
import { checkPlanJson } from '../../src/plan/check-plan-json.ts'
import { planFromJson } from '../../src/plan/plan-json.ts'
import type { Model } from '../../src/schema/schema.ts'
import { initialState } from '../../src/query/query-set.ts'
import { memoryLoader } from '../../src/template/memory-loader.ts'
import { type Library, openLibrary, renderBooks } from './support/library.ts'
import { poisonedPlans } from './support/poison.ts'

/** 10000 take some minutes: `DJUST_POISON_RUNS=10000 npx vitest run test/cache/poisoned`. */
const runs = Number(process.env['DJUST_POISON_RUNS'] ?? 250)

/** Longer than that no changed entry may hold up a page; on a busy machine too. */
const mostMs = 5000

const templates = memoryLoader({
  'books.html': '{% for book in books %}{{ book.label }}; {% endfor %}',
  'other.html': '{% for book in books %}{{ book.label }} {{ book.author.email }}; {% endfor %}',
})
const secret = 'a secret of the application'

let library: Library
let changed: Library
let folder: string
let file: string
let good: string
/** Entries that are valid elsewhere: of another page, of other entities, of another secret. */
const foreign: string[] = []
beforeAll(async () => {
  library = await openLibrary()
  changed = await openLibrary('other member')
  const elsewhere = async (from: Library, page: string, more: DjustOptions): Promise<string> => {
    const place = mkdtempSync(join(tmpdir(), 'djust-cache-'))
    await renderBooks(from, page, { ...options, jitCacheDir: place, ...more })
    const name = join(place, readdirSync(place)[0]!)
    const text = readFileSync(name, 'utf8')
    rmSync(place, { recursive: true })
    return text
  }
  foreign.push(
    await elsewhere(library, 'other.html', {}),
    await elsewhere(changed, 'books.html', {}),
    await elsewhere(library, 'books.html', { jitCacheSecret: 'a secret of somebody else' }),
    await elsewhere(library, 'books.html', { jitCacheSecret: undefined! }),
  )
  folder = mkdtempSync(join(tmpdir(), 'djust-cache-'))
  await render()
  file = join(folder, readdirSync(folder)[0]!)
  good = readFileSync(file, 'utf8')
})
afterAll(async () => {
  await library.close()
  await changed.close()
  rmSync(folder, { recursive: true })
})

const options: DjustOptions = { templates, jitCacheBackend: 'filesystem', jitCacheSecret: secret }
const render = () => renderBooks(library, 'books.html', { ...options, jitCacheDir: folder })

/** An entry that was changed: in its bytes, its plan or its signature, or another entry altogether. */
const poisoned = fc.gen().map((gen) => {
  const [plan, signature] = good.split('\n') as [string, string]
  const how = gen(fc.constantFrom, 'byte', 'cut', 'plan', 'resigned', 'foreign', 'foreign', 'plan of a foreign', 'rubbish')
  switch (how) {
    case 'byte': {
      const bytes = Buffer.from(good)
      bytes[gen(fc.nat) % bytes.length] = gen(fc.nat, 255)
      return bytes.toString('latin1')
    }
    case 'cut':
      return good.slice(0, gen(fc.nat) % good.length)
    case 'plan':
      return `${gen(poisonedPlans, plan)}\n${signature}\n`
    case 'resigned':
      // The form of a signature, by a key that is not this application's.
      return seal(gen(poisonedPlans, plan), gen(fc.constantFrom, '', secret, 'a key of somebody else'))
    case 'foreign':
      return gen(fc.constantFrom, ...foreign)
    case 'plan of a foreign':
      return `${gen(fc.constantFrom, ...foreign).split('\n')[0]}\n${signature}\n`
    default:
      return `${gen(fc.json)}\n${signature}\n`
  }
})

test('no changed entry changes what a page runs or shows, nor takes long; each is counted and written again', async () => {
  const { statements, html } = await render()
  let refused = 0
  await fc.assert(
    fc.asyncProperty(poisoned, async (text) => {
      writeFileSync(file, text, 'latin1')
      const start = performance.now()
      const page = await render()
      expect(performance.now() - start).toBeLessThan(mostMs)
      expect(page.statements).toEqual(statements)
      expect(page.html).toBe(html)
      expect(page.warnings).toEqual([])
      const { rejected, hits, writes } = page.stats.filesystem!
      expect([rejected, hits]).toEqual(text === good ? [0, 1] : [1, 0])
      expect(writes).toBe(rejected)
      refused += rejected
    }),
    { numRuns: runs },
  )
  expect(refused).toBeGreaterThan(runs * 0.9)
  expect(readFileSync(file, 'utf8')).toBe(good)
})

describe('behind the signature', () => {
  test('a plan does not name what is hidden by now', () => {
    const { schema } = library.djust({ templates }).database!.adapter
    const model = schema.models.get('Book')!
    const json = checkPlanJson(parsed(good.split('\n')[0]!))!
    const planOf = (changed: Model): object | null =>
      planFromJson(json, {
        schema: { models: new Map([...schema.models, ['Book', changed]]), modelOf: () => changed },
        model: changed,
        annotations: new Set(),
      })
    const plan = planOf(model) as LoadPlan
    const { fields, one, many } = plan.root.node!
    expect([[...fields.keys()].includes('title'), one.size + many.size > 0]).toEqual([true, true])
    for (const name of fields.keys()) {
      const hidden = { ...model.fields.get(name)!, hidden: true }
      expect(planOf({ ...model, fields: new Map([...model.fields, [name, hidden]]) }), name).toBeNull()
    }
    for (const name of [...one.keys(), ...many.keys()]) {
      const hidden = { ...model.relations.get(name)!, hidden: true }
      expect(planOf({ ...model, relations: new Map([...model.relations, [name, hidden]]) }), name).toBeNull()
    }
  })

  /** All that a page may read, whatever its template says: names of these are not in it. */
  const unreadable = /password/

  test('a plan names only what pages can read, and loads rows or fails as a query does', async () => {
    const { adapter, loader } = library.djust({ templates }).database!
    const model = adapter.schema.models.get('Book')!
    const plan = good.split('\n')[0]!
    const accepted = new Set<string>()
    await fc.assert(
      fc.asyncProperty(poisonedPlans(plan), async (text) => {
        const json = checkPlanJson(parsed(text))
        const made = json && planFromJson(json, { schema: adapter.schema, model, annotations: new Set() })
        if (!made) return
        accepted.add(text)
        for (const node of nodesOf(made.root.node)) {
          expect(adapter.schema.models.get(node.model.name)).toBe(node.model)
          for (const [name, field] of node.fields) expect(node.model.fields.get(name)).toBe(field)
          for (const field of node.fields.values()) expect(field.hidden).toBe(false)
          for (const [name, { relation }] of [...node.one, ...node.many]) expect(node.model.relations.get(name)).toBe(relation)
          for (const name of node.members) expect(node.model.members.has(name)).toBe(true)
        }
        const ran: string[] = []
        const start = performance.now()
        await loader
          .load(made, initialState(model.entity), { onStatement: ({ sql }) => ran.push(sql) })
          .catch((error: unknown) => expect(error).toHaveProperty('code'))
        expect(performance.now() - start).toBeLessThan(mostMs)
        expect(ran.filter((sql) => unreadable.test(sql))).toEqual([])
      }),
      { numRuns: runs * 2 },
    )
    // Not all are refused by their form; of many, more and more are alike.
    expect(accepted.size).toBeGreaterThan(runs / 10)
  })
})

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function nodesOf(root: PlanNode | null): Set<PlanNode> {
  const all = new Set(root ? [root] : [])
  for (const node of all) for (const { node: next } of [...node.one.values(), ...node.many.values()]) if (next) all.add(next)
  return all
}
