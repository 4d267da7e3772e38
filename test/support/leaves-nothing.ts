import { EntitySchema } from '@mikro-orm/core'
import { afterAll } from 'vitest'
import type { QueryRunner } from '../../src/query/query-runner.ts'

/** Where djust keeps what runs the queries of a class. */
const runners = Symbol.for('djust.runners')

type Bound = { readonly name: string; readonly [runners]?: readonly QueryRunner[] }

// Files share a process: an ORM that one leaves open makes queries of the same classes ambiguous in another.
afterAll(() => {
  const left = [...EntitySchema.REGISTRY.keys()].filter((each) => {
    const own = (each as Bound)[runners] ?? []
    const closed = new Set(own.filter((runner) => runner.isClosed()).map((runner) => runner.ormInstance))
    return own.some((runner) => !closed.has(runner.ormInstance))
  })
  if (left.length > 0) throw new Error(`Close the ORM of ${left.map((each) => (each as Bound).name).join(', ')} after the tests.`)
})
