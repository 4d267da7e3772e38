import { expect, test } from 'vitest'
import { type Restrictions, StatementCache } from '../../src/load/statement-cache.ts'
import type { Compiled } from '../../src/query/select.ts'
import type { Model } from '../../src/schema/schema.ts'

const model = { name: 'Lease' } as Model
const filter = { sql: 'select * from lease where tenant = ?', parameters: [1] }

/** All that the cache looks at of a statement; its text says whether it was compiled with the filter. */
function compile(restrictions: Restrictions): Compiled {
  return { statement: { sql: restrictions.has(model) ? 'filtered' : 'all' }, models: new Set([model]) } as unknown as Compiled
}

test('a statement that a request without filters compiled meanwhile is not used by one that has some', async () => {
  const cache = new StatementCache()
  const key = {}
  let ready = (): void => undefined
  const free = new Promise<void>((resolve) => (ready = resolve))
  const filtered = cache.get(
    key,
    '',
    async (models) => {
      const restrictions = new Map(models.has(model) ? [[model, filter]] : [])
      // Until the other one has its statement.
      await free
      return restrictions
    },
    compile,
  )
  const all = await cache.get(key, '', async () => new Map(), compile)
  ready()
  expect(all.compiled.statement.sql).toBe('all')
  expect((await filtered).compiled.statement.sql).toBe('filtered')
  expect((await filtered).restrictions.get(model)).toBe(filter)
})
