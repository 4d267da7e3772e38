import { EntityManager } from '@mikro-orm/core'
import { QueryBuilder, SqlEntityManager } from '@mikro-orm/sql'
import { describe, expect, test } from 'vitest'

/** What MikroORM keeps undocumented and djust has no public way for: a new version without it must not be let in unseen. */
describe('MikroORM still has', () => {
  test.each([
    ['applyFilters', 'tells whether an entity is filtered at this moment (src/orm/mikro-orm-filters.ts): without it tenants would mix'],
    ['tryFlush', 'writes what em.find would write before it reads (src/orm/mikro-orm-adapter.ts): without it pages miss new entities'],
    ['getContext', 'gives the em of the transaction or the request (src/orm/mikro-orm-adapter.ts)'],
  ])('em.%s, which %s', (name, why) => {
    expect(Reflect.get(SqlEntityManager.prototype, name), `EntityManager.${name} is gone. It ${why}.`).toBeTypeOf('function')
    expect(SqlEntityManager.prototype).toBeInstanceOf(EntityManager)
  })

  test.each([
    ['applyFilters', 'puts global filters into the SQL of keys and of filtered tables'],
    ['toQuery', 'gives that SQL with its parameters'],
    ['clone', 'keeps an application’s builder as it is'],
  ])('QueryBuilder.%s, which %s', (name, why) => {
    expect(Reflect.get(QueryBuilder.prototype, name), `QueryBuilder.${name} is gone. It ${why}.`).toBeTypeOf('function')
  })
})
